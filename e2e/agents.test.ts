// What can be tried of Nx Cloud's agents without the service: tasks run in checkouts of their own, in which nothing
// lies but what git has, and that share a remote cache.
import { expect, test } from 'vitest';
import { distribute, startAgent } from './agents.js';
import { type CacheServer, cacheServer } from './cache-server.js';
import { of, STUDY } from './study.js';
import { type Files, outputOf, type Workspace, workspace } from './workspace.js';

const TASKS = ['prepare', 'estimate', 'compare'];

const RUN = ['run-many', '-t', ...TASKS];

const AS_AGENT = { CI: 'true', NX_CI_EXECUTION_ENV: 'linux' };

const ESTIMATES = of('estimate', 'a-logit', 'a-ols', 'b-logit', 'b-ols');
const COMPARISONS = of('compare', 'a', 'b');
const ALL = [...COMPARISONS, ...ESTIMATES, ...of('prepare', 'a', 'b')];

/** The second dataset takes a while: what needs only the first one could run meanwhile. */
const SLOW: Files = {
  ...STUDY,
  'src/study/preparation/prepare.ts': `import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Experiment } from 'nx-experiments';

export default async function prepare(e: Experiment) {
  if (e.id === 'b') await sleep(1500);
  appendFileSync(process.env.RUNS_LOG!, \`prepare/\${e.id}\\n\`);
  return { table: readFileSync(e.inputs.csv as string, 'utf8').replace(/^#.*\\n/gm, '') };
}
`,
};

test('agents and batches have the same hashes and results, and nothing is executed twice', async () => {
  const server = await cacheServer();
  const main = workspace(SLOW, { isolated: false, env: server.env });
  await main.sync();
  main.commit('Lock');

  // What agents ran, a batch takes. They get what is ready, two at a time, wherever its needs were made.
  const checkouts = [main.clone(), main.clone()];
  const agents = await Promise.all(checkouts.map((one) => startAgent(one, TASKS)));
  const byAgents = await distribute(agents, 2);
  expect(main.ran()).toEqual(ALL);
  expect(new Set(Object.values(byAgents).map(({ agent }) => agent)).size).toBe(2);
  expect(
    Object.values(byAgents)
      .map(({ hash }) => hash)
      .toSorted(),
  ).toEqual(hashesIn(server));
  await main.nx(...RUN);
  expect(main.ran()).toEqual([]);
  expect(server.records.size).toBe(ALL.length);
  const right = results(main);
  for (const { read, files } of checkouts)
    for (const path of files('bld')) expect(read(path)).toBe(right[path]);

  // What a batch ran, agents take.
  main.write(scaled(2));
  main.commit('Twice the numbers');
  await main.nx(...RUN);
  expect(main.ran()).toEqual([...COMPARISONS, ...ESTIMATES]);
  const late = main.clone();
  const taken = await distribute([await startAgent(late, TASKS)], ALL.length);
  for (const [id, { status }] of Object.entries(taken)) expect(status, id).toBe('remote-cache');
  expect(results(late)).toEqual(results(main));
  expect(main.ran()).toEqual([]);

  // One after the other, by Nx's own command, in a checkout that has nothing.
  main.write(scaled(3));
  main.commit('Three times the numbers');
  const single = main.clone();
  const words = ['run', 'compare/a:compare', '--batch=false', '--parallel=1'];
  const ended = await single.run('nx', words, { env: AS_AGENT });
  expect(ended.exitCode, outputOf(ended)).toBe(0);
  expect(main.ran()).toEqual(['compare/a', ...of('estimate', 'a-logit', 'a-ols')]);
  await main.nx(...RUN);
  expect(main.ran()).toEqual(['compare/b', ...of('estimate', 'b-logit', 'b-ols')]);
  for (const path of single.files('bld')) expect(single.read(path)).toBe(main.read(path));
});

/** Code that changes every estimate. */
const scaled = (by: number): Files => ({
  'src/study/lib/numbers.ts': `export const numbers = (text: string) =>
  text.trim().split('\\n').map((line) => ${by} * Number(line));
`,
});

function hashesIn({ records }: CacheServer): string[] {
  return [...records.keys()].toSorted();
}

function results(study: Workspace): { readonly [path: string]: string } {
  return Object.fromEntries(study.files('bld').map((path) => [path, study.read(path)]));
}
