import { posix } from 'node:path';
import { type GeneratorCallback, logger, type Tree } from '@nx/devkit';
import { catalogNameProblem, taskNameProblem } from '../../src/catalog/names.js';
import { normalizeInside } from '../../src/files/paths.js';
import { CatalogError, refuse } from '../../src/problems/problem.js';
import { catalogsIn } from '../../src/workspace/tree.js';
import type { GivenList } from '../given/list.js';
import initGenerator from '../init/generator.js';
import { catalogModule } from '../new/catalog-module.js';
import { type Language, taskFiles, taskPlace } from '../new/task-files.js';
import { applyEdits } from '../tree/apply-edits.js';
import { treeFiles } from '../tree/tree-files.js';
import { dimensionsIn } from './dimensions.js';

export interface CatalogOptions {
  readonly directory: string;
  readonly dimension?: GivenList;
  readonly task?: string;
  readonly name?: string;
  readonly language?: Language;
}

/** Writes a catalog with one task that runs at once. */
export default async function catalogGenerator(
  tree: Tree,
  {
    directory,
    dimension = 'data:a,b model:ols,logit',
    task = 'estimate',
    name,
    language = 'typescript',
  }: CatalogOptions,
): Promise<GeneratorCallback> {
  const dimensions = dimensionsIn(dimension);
  const taskProblem = taskNameProblem(task);
  if (taskProblem !== undefined) refuse('NXE011', '--task', '', taskProblem, 'choose another name');
  const problem = name === undefined ? undefined : catalogNameProblem(name);
  if (problem !== undefined) refuse('NXE011', '--name', '', problem, 'choose another name');
  const folder = folderOf(directory);
  const file = posix.join(folder, 'config.ts');
  const place = taskPlace(language, file, task);
  for (const path of [file, place.file])
    if (tree.exists(path))
      refuse('NXE039', path, '', 'is there already', 'choose another directory');
  const text = catalogModule(dimensions, [{ name: task, ...place.starts }], name);
  const files = { ...treeFiles(tree), read: withText(tree, file, text) };
  const over = dimensions.map((one) => one.name);
  const parts = { name: task, file: place.file, over, needs: [] };
  const written = taskFiles(files, language, file, parts);
  const added = written.filter((edit) => !tree.exists(edit.file));
  await applyEdits(tree, [{ file, text }, ...written]).catch((error: unknown) => {
    throw error instanceof CatalogError ? withOptions(error) : error;
  });
  if (!(await catalogsIn(tree)).includes(file)) {
    for (const path of [file, ...added.map((edit) => edit.file)]) tree.delete(path);
    refuse(
      'NXE041',
      file,
      '',
      'is not where the plugin looks for catalogs',
      'see its options in nx.json',
    );
  }
  const install = await initGenerator(tree);
  logger.info(`Run it: nx run-many -t ${task}`);
  return install;
}

function folderOf(directory: string): string {
  const path = directory.replaceAll('\\', '/');
  if (posix.normalize(path).replace(/\/$/, '') === '.') return '.';
  const folder = normalizeInside(path);
  if (folder !== undefined) return folder;
  return refuse(
    'NXE041',
    'directory',
    '',
    `${directory} is not inside the workspace`,
    'give a folder in it',
  );
}

/** What other catalogs have already is fixed here by an option. */
function withOptions({ problems }: CatalogError): CatalogError {
  const mend = 'give --name, which stands before the names of its projects, or another --task';
  return new CatalogError(
    problems.map((one) => (one.code === 'NXE030' && one.path !== '' ? { ...one, mend } : one)),
  );
}

function withText(tree: Tree, file: string, text: string): (path: string) => string | undefined {
  return (path) => (path === file ? text : treeFiles(tree).read(path));
}
