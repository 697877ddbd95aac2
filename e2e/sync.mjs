// Does what `nx sync` does, as often as it is asked to, as Nx's daemon does: argv[2] is the workspace's
// root. Each line that it reads asks for it; it answers with a line of JSON, which has an error's text.
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

for await (const _ of createInterface({ input: process.stdin })) {
  const answer = {};
  try {
    // The files changed since the last time.
    resetWorkspaceContext();
    const tree = new FsTree(root, false);
    await sync(tree);
    flushChanges(root, tree.listChanges());
  } catch (error) {
    answer.error = String(error?.stack ?? error);
  }
  console.log(`SYNC ${JSON.stringify(answer)}`);
}
process.exit(0);
