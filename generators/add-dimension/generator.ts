import { logger, type Tree } from '@nx/devkit';
import { tasksWithNewCode } from '../../src/lock/code-memory.js';
import { parseLockFile } from '../../src/lock/file.js';
import { firstLockFile } from '../../src/lock/places.js';
import { addDimension } from '../edit/add-dimension.js';
import { type GivenList, namesIn } from '../given/list.js';
import { type GivenName, nameIn } from '../given/name.js';
import { applyEdits, tellWhere } from '../tree/apply-edits.js';
import { chooseCatalog } from '../tree/choose-catalog.js';
import { treeFiles } from '../tree/tree-files.js';

export interface AddDimensionOptions {
  readonly name: string;
  readonly levels: GivenList;
  readonly default?: GivenName;
  readonly catalog?: string;
}

/** Adds a dimension to a catalog. */
export default async function addDimensionGenerator(
  tree: Tree,
  { name, levels, default: givenDefault, catalog: given }: AddDimensionOptions,
): Promise<void> {
  // Who is asked and has none answers with an empty line.
  const byDefault = nameIn(givenDefault ?? '') || undefined;
  const catalog = await chooseCatalog(tree, given);
  const edit = addDimension(treeFiles(tree), catalog, name, namesIn(levels), byDefault);
  await applyEdits(tree, [edit]);
  tellWhere(edit, catalog, `"dimensions"`);
  logger.info(`Tasks see it as e.levels.${name}.`);
  if (byDefault === undefined)
    logger.info(
      `Without --default, each experiment has a new id and runs again; with it, those there are stay as they are.`,
    );
  const lock = parseLockFile(tree.read(firstLockFile(catalog), 'utf8') ?? '{}');
  const edited = tasksWithNewCode(lock, name).join(' ');
  if (edited !== '')
    logger.warn(
      `The code of ${edited} is not what it was in the last commit, and so may know ${name} already: experiments that are there run again. If they are right as they lie: NX_EXPERIMENTS_ACCEPT=true nx run-many -t ${edited} --projects=tag:${name}_${byDefault}; if code is committed before a dimension comes, they stay as they are.`,
    );
}
