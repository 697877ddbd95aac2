import type { Tree } from '@nx/devkit';
import { applyEdits, tellWhere } from '../apply-edits.js';
import { chooseCatalog } from '../choose-catalog.js';
import { removeLevel } from '../edit/remove-level.js';
import { type GivenName, nameIn } from '../given-name.js';
import { levelPlace } from '../level-place.js';
import { treeFiles } from '../tree-files.js';

export interface RemoveLevelOptions {
  readonly level: GivenName;
  readonly dimension: string;
  readonly catalog?: string;
}

/** Removes a level from a dimension. */
export default async function removeLevelGenerator(
  tree: Tree,
  { level, dimension, catalog: given }: RemoveLevelOptions,
): Promise<void> {
  const files = treeFiles(tree);
  const catalog = await chooseCatalog(tree, given, levelPlace(files, dimension));
  const edit = removeLevel(files, catalog, dimension, nameIn(level));
  await applyEdits(tree, [edit]);
  tellWhere(edit, catalog, `The dimension "${dimension}"`);
}
