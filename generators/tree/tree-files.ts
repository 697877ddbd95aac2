import type { Tree } from '@nx/devkit';
import type { Files } from '../edit/syntax/source.js';

/** The files of a tree, for reading. */
export function treeFiles(tree: Tree): Files {
  return {
    read: (file) => (tree.isFile(file) ? (tree.read(file, 'utf8') ?? undefined) : undefined),
  };
}
