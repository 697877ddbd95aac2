// Does what `nx sync` does, in less than half of its time; argv[2] is the workspace's root.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = process.argv[2];
const require = createRequire(join(root, 'here.js'));
const { FsTree, flushChanges } = require('nx/src/generators/tree');
const generator = join(root, 'node_modules/nx-experiments/dist/generators/sync/generator.js');
const { default: sync } = await import(pathToFileURL(generator).href);
const tree = new FsTree(root, false);
await sync(tree);
flushChanges(root, tree.listChanges());
process.exit(0);
