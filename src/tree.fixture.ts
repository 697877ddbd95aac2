import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { FsTree } from 'nx/src/generators/tree';
import { compileAhead } from './compile-ahead.fixture.js';

/** A generator's tree that has nothing on disk. */
export const emptyTree = (): Tree => compilesAhead(createTreeWithEmptyWorkspace());

/** A generator's tree over a folder; absolute. */
export const treeOf = (root: string): Tree => compilesAhead(new FsTree(root, false));

/** Compiles what is written into a tree, see {@link compileAhead}. */
function compilesAhead(tree: Tree): Tree {
  const write = tree.write.bind(tree);
  tree.write = (path, content, options) => {
    write(path, content, options);
    compileAhead(tree.root, path, String(content));
  };
  return tree;
}
