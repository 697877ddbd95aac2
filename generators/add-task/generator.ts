import { logger, type Tree } from '@nx/devkit';
import { refuse } from '../../src/problems/problem.js';
import { addTask } from '../edit/add-task.js';
import { dimensionNames } from '../edit/dimension.js';
import type { Files } from '../edit/syntax/source.js';
import { taskNames, tasksOf, writtenTask } from '../edit/task.js';
import { type GivenList, namesIn } from '../given/list.js';
import { type Language, taskFiles, taskPlace } from '../new/task-files.js';
import { applyEdits, tellWhere } from '../tree/apply-edits.js';
import { chooseCatalog } from '../tree/choose-catalog.js';
import { treeFiles } from '../tree/tree-files.js';

export interface AddTaskOptions {
  readonly name: string;
  readonly over?: GivenList;
  readonly needs?: GivenList;
  readonly language?: Language;
  readonly catalog?: string;
}

/** Adds a task to a catalog, with a module or script that reads what it needs and writes its output. */
export default async function addTaskGenerator(
  tree: Tree,
  {
    name,
    over: givenOver,
    needs: givenNeeds,
    language = 'typescript',
    catalog: given,
  }: AddTaskOptions,
): Promise<void> {
  const files = treeFiles(tree);
  const over = givenOver === undefined ? undefined : namesIn(givenOver);
  const needs = namesIn(givenNeeds);
  const catalog = await chooseCatalog(tree, given, (file) =>
    fits(files, file, over ?? [], needs) ? file : undefined,
  );
  const { file, starts } = taskPlace(language, catalog, name);
  const task = { name, over, needs, outputs: { result: 'result.json' }, ...starts };
  const edit = addTask(files, catalog, task);
  if (tree.exists(file))
    refuse(
      'NXE039',
      file,
      '',
      'is there already',
      'rename it, or add the task to the catalog by hand',
    );
  const written = taskFiles(files, language, catalog, {
    name,
    file,
    over: over ?? dimensionNames(files, catalog).names,
    needs: needs.map((need) => writtenTask(files, catalog, need)),
  });
  await applyEdits(tree, [edit, ...written]);
  tellWhere(edit, catalog, `"tasks"`);
  logger.info(`Run it: nx run-many -t ${name}`);
}

/** Whether a catalog has what a task is to vary over and to read. */
function fits(files: Files, catalog: string, over: readonly string[], needs: readonly string[]) {
  const dimensions = dimensionNames(files, catalog).names;
  const tasks = taskNames(tasksOf(files, catalog, 'edit them by hand')).names;
  return (
    over.every((dimension) => dimensions.includes(dimension)) &&
    needs.every((need) => tasks.includes(need))
  );
}
