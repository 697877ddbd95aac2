import type { Tree } from '@nx/devkit';
import { taskNameProblem } from '../../src/catalog/names.js';
import { refuse } from '../../src/problems/problem.js';
import { catalogsIn } from '../../src/workspace/tree.js';
import { taskNames, tasksOf } from '../edit/task.js';
import { type GivenList, namesIn } from '../given/list.js';
import { treeFiles } from '../tree/tree-files.js';

/** The tasks that a workflow runs: those that are given, otherwise those of all catalogs. */
export async function tasksToRun(
  tree: Tree,
  given: GivenList | undefined,
): Promise<readonly string[]> {
  const names = given === undefined ? await allTasks(tree) : namesIn(given);
  if (names.length === 0)
    refuse(
      'NXE041',
      '--tasks',
      '',
      'there is no task to run',
      'add a catalog first, or give --tasks',
    );
  for (const name of names) {
    // They stand in a shell's command.
    const problem = taskNameProblem(name);
    if (problem !== undefined) refuse('NXE011', '--tasks', '', problem, 'give names of tasks');
  }
  return [...new Set(names)].sort();
}

async function allTasks(tree: Tree): Promise<string[]> {
  const files = treeFiles(tree);
  return (await catalogsIn(tree)).flatMap((catalog) => {
    const { names, areAll } = taskNames(tasksOf(files, catalog, 'give --tasks=first,second'));
    if (!areAll)
      refuse(
        'NXE040',
        catalog,
        'tasks',
        'is computed in part, so that its names cannot be read',
        'give --tasks=first,second',
      );
    return names;
  });
}
