// What generators take from inside Nx, in one file: Nx has these modules in memory when it runs a generator, and
// `@nx/devkit`, which passes them on, would load some 250 more for it.
import type { NxJsonConfiguration, Tree } from '@nx/devkit';
import { partOfNx } from './part-of-nx.js';

const { globAsync } = partOfNx<typeof import('nx/src/generators/utils/glob')>(
  'nx/src/generators/utils/glob',
  ['globAsync'],
);
const { readNxJson } = partOfNx<typeof import('nx/src/generators/utils/nx-json')>(
  'nx/src/generators/utils/nx-json',
  ['readNxJson'],
);

/** The files in a tree that match a pattern, without those that git or Nx ignores; relative to the root. */
export function filesMatching(tree: Tree, pattern: string): Promise<readonly string[]> {
  return globAsync(tree, [pattern]);
}

/** nx.json as it is in a tree; null where there is none. */
export function nxJsonIn(tree: Tree): NxJsonConfiguration | null {
  return readNxJson(tree);
}
