import { logger, type Tree } from '@nx/devkit';
import { refuse } from '../../src/problems/problem.js';
import { addLevel, type LevelFields } from '../edit/add-level.js';
import { type GivenName, nameIn } from '../given/name.js';
import { applyEdits, tellWhere } from '../tree/apply-edits.js';
import { chooseCatalog } from '../tree/choose-catalog.js';
import { levelPlace } from '../tree/level-place.js';
import { treeFiles } from '../tree/tree-files.js';

export interface AddLevelOptions {
  readonly level: GivenName;
  readonly dimension: string;
  readonly fields?: string;
  readonly catalog?: string;
}

/** Adds a level to a dimension. */
export default async function addLevelGenerator(
  tree: Tree,
  { level: givenLevel, dimension, fields, catalog: given }: AddLevelOptions,
): Promise<void> {
  const files = treeFiles(tree);
  const level = nameIn(givenLevel);
  const read = fields === undefined ? {} : fieldsOf(fields);
  const catalog = await chooseCatalog(tree, given, levelPlace(files, dimension));
  const edit = addLevel(files, catalog, dimension, level, read);
  await applyEdits(tree, [edit]);
  tellWhere(edit, catalog, `The dimension "${dimension}"`);
  logger.info(`Run what is new: nx run-many -t <task> --projects=tag:${dimension}_${level}`);
}

function fieldsOf(text: string): LevelFields {
  const mend = `write --fields='{"path":"src/data/c.csv"}'`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuse('NXE041', '--fields', '', `${text} is not JSON`, mend);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    refuse('NXE041', '--fields', '', `${text} is not an object`, mend);
  for (const key of ['name', '__proto__'])
    if (Object.hasOwn(value, key))
      refuse('NXE011', '--fields', key, 'is a reserved name', 'rename it');
  return value as LevelFields;
}
