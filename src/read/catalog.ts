import { KIND } from '../catalog/define.js';
import type { CatalogModel, DimensionModel, TaskModel } from '../catalog/model.js';
import { catalogNameProblem } from '../catalog/names.js';
import { normalizeInside, writtenPathProblem } from '../files/paths.js';
import type { Problem } from '../problems/problem.js';
import { type Report, reportInto } from '../problems/report.js';
import { isPlainObject, showValue } from '../problems/show.js';
import { oneOf, suggestion } from '../problems/suggest.js';
import { type Exclusion, expand, TooManyError } from './combinations.js';
import { readDimension } from './dimension.js';
import { readExclude } from './exclude.js';
import { leftOut } from './left-out.js';
import type { FindFiles } from './levels.js';
import { watchNesting } from './nested.js';
import { readResources } from './resources.js';
import { type ReadTask, readTask } from './task.js';
import { readWhere, WhereError } from './where.js';

const KEYS = ['name', 'bld', 'dimensions', 'exclude', 'where', 'tasks'];

/** A catalog as it was read, before the code of its tasks is known. */
export type ReadCatalog = Omit<CatalogModel, 'evaluated' | 'listed' | 'tasks'> & {
  readonly tasks: readonly Omit<TaskModel, 'closure'>[];
};

/** What reading a catalog takes from outside. */
export interface CatalogContext {
  /** The file that exports a catalog as its default, if one does; relative to the workspace root. */
  readonly fileOf: (catalog: unknown) => string | undefined;
  readonly find: FindFiles;
  /** Where in the workspace's own code something was thrown, as `<file>:<line>`. */
  readonly placeOf: (thrown: unknown) => string | undefined;
}

/**
 * Reads the default export of a catalog's file: checks everything, and expands its tasks.
 *
 * @returns all problems, and what could be read of the catalog all the same
 */
export function readCatalog(
  file: string,
  value: unknown,
  context: CatalogContext,
): { readonly catalog?: ReadCatalog; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const report = reportInto(problems, file);
  const isSound = () => problems.length === 0;
  const catalog = read(file, value, report, isSound, context);
  return catalog === undefined ? { problems } : { catalog, problems };
}

function read(
  file: string,
  value: unknown,
  report: Report,
  isSound: () => boolean,
  context: CatalogContext,
): ReadCatalog | undefined {
  if (!isPlainObject(value) || value[KIND] !== 'catalog') {
    const what =
      value === undefined ? 'has no default export' : `exports ${showValue(value)} as its default`;
    report.add('NXE001', '', what, 'write export default defineCatalog({ … })');
    return undefined;
  }
  const definition = value.definition;
  if (!isPlainObject(definition)) {
    report.add(
      'NXE001',
      '',
      `gives ${showValue(definition)} to defineCatalog`,
      'give { dimensions, tasks }',
    );
    return undefined;
  }
  const warnings: string[] = [];
  const dimensions = readDimensions(
    definition.dimensions,
    report.at('dimensions'),
    context,
    warnings,
  );
  const exclude = readExclude(definition.exclude, report.at('exclude'), dimensions);
  const where = readWhere(definition.where, report.at('where'), dimensions);
  // Judging what is wrong already would only report it again, in other words.
  const canExpand = isSound();
  for (const key of Object.keys(definition).filter((key) => !KEYS.includes(key)))
    report.add('NXE009', key, `is no property of a catalog${suggestion(key, KEYS)}`, oneOf(KEYS));
  const tasks = readTasks(definition.tasks, report.at('tasks'), file, dimensions, context);
  const name = readName(definition.name, report.at('name'));
  const bld = readBld(definition.bld, report.at('bld'), file);
  const nesting = watchNesting(dimensions);
  const experiments = canExpand
    ? expandTasks(dimensions, tasks, exclude, where, nesting.visit, report, context)
    : [];
  const nested = nesting.found();
  if (isSound() && tasks.length > 0) {
    const isEmpty = experiments.every((ofTask) => ofTask.length === 0);
    const left = { isEmpty, nested, occurs: nesting.occurs };
    for (const warning of leftOut(dimensions, left, exclude, where !== undefined))
      warnings.push(`${file}: ${warning}`);
  }
  return {
    file,
    bld,
    dimensions,
    tasks: tasks.map((task, i) => {
      const ofTask = experiments[i] ?? [];
      const { resources } = (definition.tasks as Record<string, { resources?: unknown }>)[
        task.name
      ]!;
      return {
        ...task,
        experiments: ofTask,
        ...readResources(resources, report.at('tasks').at(task.name).at('resources'), {
          dimensions: task.over.map((name) => dimensions.find((d) => d.name === name)!),
          experiments: ofTask,
          placeOf: context.placeOf,
        }),
      };
    }),
    warnings,
    nested,
    ...(name !== undefined && { name }),
  };
}

function readName(value: unknown, report: Report): string | undefined {
  if (value === undefined) return undefined;
  const problem = typeof value === 'string' ? catalogNameProblem(value) : `is ${showValue(value)}`;
  if (problem !== undefined) report.add('NXE011', '', problem, 'rename it');
  return String(value);
}

function readBld(value: unknown, report: Report, file: string): string {
  if (value === undefined) return 'bld';
  const problem = typeof value === 'string' ? writtenPathProblem(value) : `is ${showValue(value)}`;
  const bld = problem === undefined ? normalizeInside(value as string)! : 'bld';
  const mend = "give a folder inside the workspace, such as 'bld'";
  if (problem !== undefined) report.add('NXE016', '', problem, mend);
  else if (file.startsWith(`${bld}/`))
    report.add(
      'NXE018',
      '',
      `the folder ${bld} holds the catalog itself`,
      'give a folder for results alone',
    );
  return bld;
}

function readDimensions(
  value: unknown,
  report: Report,
  { find }: CatalogContext,
  warnings: string[],
): DimensionModel[] {
  if (!isPlainObject(value)) {
    report.add('NXE010', '', `is ${showValue(value)}`, 'give a record of names to dimensions');
    return [];
  }
  const warn = (text: string) => warnings.push(text);
  return Object.entries(value).map(([name, dimension]) =>
    readDimension(name, dimension, report.at(name), find, warn),
  );
}

function readTasks(
  value: unknown,
  report: Report,
  file: string,
  dimensions: readonly DimensionModel[],
  { fileOf }: CatalogContext,
): ReadTask[] {
  if (!isPlainObject(value)) {
    report.add('NXE010', '', `is ${showValue(value)}`, 'give a record of names to tasks');
    return [];
  }
  const taskNames = Object.keys(value);
  return Object.entries(value).flatMap(
    ([name, task]) =>
      readTask(name, task, report.at(name), { file, dimensions, taskNames, fileOf }) ?? [],
  );
}

function expandTasks(
  dimensions: readonly DimensionModel[],
  tasks: readonly ReadTask[],
  exclude: readonly Exclusion[],
  where: ((combination: readonly number[]) => boolean) | undefined,
  visit: (combination: readonly number[]) => void,
  report: Report,
  { placeOf }: CatalogContext,
): number[][][] {
  try {
    return expand(
      dimensions.map((d) => ({ name: d.name, levels: d.levels.map((level) => level.name) })),
      tasks.map((task) => task.over),
      exclude,
      where,
      visit,
    );
  } catch (error) {
    if (error instanceof TooManyError)
      report.add('NXE022', 'dimensions', error.message, 'exclude more, or split the catalog');
    else if (error instanceof WhereError) {
      const place = placeOf(error.cause);
      report.add(
        error.code,
        'where',
        `${error.message}${place === undefined ? '' : ` (${place})`}`,
        error.mend,
      );
    } else throw error;
    return [];
  }
}
