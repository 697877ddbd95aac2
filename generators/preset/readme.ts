import { basename } from 'node:path/posix';

/** The README of a new workspace. */
export function readme(title: string, folder: string): string {
  const overview = `npx nx overview ${basename(folder)}`;
  return `# ${title}

The study is described in [\`${folder}/config.ts\`](${folder}/config.ts): its dimensions with their levels, and the
tasks that are done once per combination of levels.

\`\`\`sh
npx nx run-many -t estimate compare             # everything; a second run does nothing
npx nx run-many -t estimate -p tag:data_a       # the experiments with one level
npx nx estimate estimate/a-ols                  # one experiment
npx nx affected -t estimate compare             # what changed since the last commit on main
${overview.padEnd(48)}# what is done, and a page of all results
npx nx graph                                    # a picture of it all
\`\`\`

Results are in \`bld/<task>/<experiment>/\`.

\`\`\`sh
npx nx g add-level c --dimension=data                                        # more data
npx nx g add-dimension se --levels=classical,robust --default=classical      # another way to vary
npx nx g add-task figure --needs=estimate                                    # more to do for each
npx nx g nx-experiments:ci --ci=github                                       # a workflow for CI
\`\`\`

\`config.lock.json\` is generated and committed: \`npx nx sync\` brings it in step after edits by hand.
`;
}
