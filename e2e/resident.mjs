// Does what `nx sync` and `nx affected --explain` do, as often as it is asked to, as Nx's daemon does:
// argv[2] is the workspace's root. It reads lines of JSON: the words of a call of `nx affected`, or null
// for `nx sync`; it answers each with a line of JSON, which has an error's text, or what Nx found.
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const root = process.argv[2];
const require = createRequire(join(root, 'here.js'));
const { FsTree, flushChanges } = require('nx/src/generators/tree');
const { resetWorkspaceContext } = require('nx/src/utils/workspace-context');
const generator = join(root, 'node_modules/nx-experiments/dist/generators/sync/generator.js');
const { default: sync } = await import(pathToFileURL(generator).href);

// Whoever asks reads one stream.
process.stderr.write = process.stdout.write.bind(process.stdout);

const explanation = join(root, '.nx/affected.json');

async function inStep() {
  const tree = new FsTree(root, false);
  await sync(tree);
  flushChanges(root, tree.listChanges());
}

/** Nx ends its process after a command. */
class Exit extends Error {}

async function affected(words) {
  const { commandsObject } = require('nx/src/command-line/nx-commands');
  const { rewriteTargetsAndProjects } = require('nx/bin/init-local');
  const { exit } = process;
  rmSync(explanation, { force: true });
  let code;
  process.exit = (given) => {
    // Nx takes the error for one of the command, and then ends its process for that.
    code ??= given;
    throw new Exit();
  };
  // As nx's own program does before a command.
  performance.mark('init-local');
  try {
    const args = ['node', 'nx', ...words, `--explain=${explanation}`];
    await commandsObject.parseAsync(rewriteTargetsAndProjects(args));
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
  } finally {
    process.exit = exit;
  }
  if (code !== 0) throw new Error(`nx ${words.join(' ')} ends with ${code}`);
  return JSON.parse(readFileSync(explanation, 'utf8'));
}

for await (const line of createInterface({ input: process.stdin })) {
  const words = JSON.parse(line);
  const answer = {};
  try {
    // The files changed since the last time.
    resetWorkspaceContext();
    if (words === null) await inStep();
    else answer.found = await affected(words);
  } catch (error) {
    answer.error = String(error?.stack ?? error);
  }
  console.log(`ANSWER ${JSON.stringify(answer)}`);
}
process.exit(0);
