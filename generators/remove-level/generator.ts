import type { Tree } from '@nx/devkit';
import { removeLevel } from '../edit/remove-level.js';
import { type GivenName, nameIn } from '../given/name.js';
import { applyEdits, tellWhere } from '../tree/apply-edits.js';
import { chooseCatalog } from '../tree/choose-catalog.js';
import { levelPlace } from '../tree/level-place.js';
import { treeFiles } from '../tree/tree-files.js';

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
