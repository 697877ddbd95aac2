import { taskNameProblem } from '../../src/catalog/names.js';
import { refuse } from '../../src/problems/problem.js';
import { oneOf, suggestion } from '../../src/problems/suggest.js';
import { dimensionNames } from './dimension.js';
import type { Files } from './syntax/source.js';
import { taskNames, tasksOf, writtenTask } from './task.js';
import { addItem } from './text/add-item.js';
import type { Edit } from './text/changes.js';
import { applyChanges } from './text/changes.js';
import { layoutOf, listOf, styleIn } from './text/list.js';
import { printKey, printLines, printValue, styleOf } from './text/style.js';

/** A task that is to be added to a catalog. */
export type NewTask = NewTaskFields & (RunsModule | RunsCommand);

interface NewTaskFields {
  readonly name: string;
  /** The dimensions that it varies over; all of the catalog's where left out. */
  readonly over?: readonly string[] | undefined;
  /** Tasks of the same catalog that it reads. */
  readonly needs: readonly string[];
  readonly outputs: { readonly [output: string]: string };
}

interface RunsModule {
  /** Its module, such as `./figure.ts`. */
  readonly run: string;
}

interface RunsCommand {
  /** A program and its arguments. */
  readonly command: readonly string[];
}

/**
 * Adds a task to a catalog.
 *
 * @throws {CatalogError} where it is there already, names what is not there, or cannot be added safely
 */
export function addTask(files: Files, file: string, task: NewTask): Edit {
  const { name, over, needs, outputs } = task;
  const path = `tasks.${name}`;
  const problem = taskNameProblem(name);
  if (problem !== undefined) refuse('NXE011', file, path, problem, 'choose another name');
  const definition = {
    ...(over !== undefined && { over }),
    ...(needs.length > 0 && { needs: Object.fromEntries(needs.map((need) => [need, need])) }),
    outputs,
    ...('command' in task ? { command: task.command } : { run: task.run }),
  };
  const plain = styleOf('');
  const todo = `add ${printKey(name, "'")}: ${printValue(definition, plain)} by hand`;
  const tasks = tasksOf(files, file, todo);
  const { names, areAll } = taskNames(tasks);
  if (names.includes(name))
    refuse('NXE039', file, path, 'is there already', 'choose another name, or leave it as it is');
  if (!areAll)
    refuse('NXE040', file, 'tasks', 'is computed in part, which a generator cannot edit', todo);
  checkOver(files, file, path, over ?? []);
  for (const need of needs) writtenTask(files, file, need);
  const { source, node } = tasks;
  const list = listOf(node);
  const style = styleIn(source, list);
  const layout = layoutOf(source, list, style.unit);
  const isOpen = layout.ownLine || list.items.length === 0;
  const value = isOpen
    ? printLines(definition, style, layout.indent)
    : printValue(definition, style);
  const item = `${printKey(name, style.quote)}: ${value}`;
  const ownLine = { ...layout, ownLine: isOpen };
  return {
    file: source.file,
    text: applyChanges(source.text, addItem(source, list, item, ownLine, style.eol)),
  };
}

function checkOver(files: Files, file: string, path: string, over: readonly string[]): void {
  const { names, areAll } = dimensionNames(files, file);
  const unknown = over.find((dimension) => areAll && !names.includes(dimension));
  if (unknown !== undefined)
    refuse(
      'NXE013',
      file,
      `${path}.over`,
      `there is no dimension "${unknown}"${suggestion(unknown, names)}`,
      oneOf(names),
    );
}
