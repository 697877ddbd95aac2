import { KIND } from './catalog.js';
import { type Exclusion, expand, TooManyError } from './combinations.js';
import type { CatalogModel, DimensionModel, TaskModel } from './model.js';
import { catalogNameProblem } from './names.js';
import { normalizeInside, writtenPathProblem } from './paths.js';
import type { Problem } from './problems.js';
import { type FindFiles, readDimension } from './read-dimension.js';
import { type ReadTask, readTask } from './read-task.js';
import { isPlainObject, type Report, reportInto, showValue } from './report.js';
import { oneOf, suggestion } from './suggest.js';

const KEYS = ['name', 'bld', 'dimensions', 'exclude', 'where', 'tasks'];

/** A catalog as it was read, before the code of its tasks is known. */
export type ReadCatalog = Omit<CatalogModel, 'evaluated' | 'tasks'> & {
  readonly tasks: readonly Omit<TaskModel, 'closure'>[];
};

/** What reading a catalog takes from outside. */
export interface CatalogContext {
  /** The file that exports a catalog as its default, if one does; relative to the workspace root. */
  readonly fileOf: (catalog: unknown) => string | undefined;
  readonly find: FindFiles;
}

/**
 * Reads the default export of a catalog's file: checks everything, and expands its tasks.
 *
 * @returns the catalog where nothing is wrong, otherwise all problems
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
  return problems.length === 0 && catalog !== undefined ? { catalog, problems } : { problems };
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
    report.add('', what, 'write export default defineCatalog({ … })');
    return undefined;
  }
  const definition = value.definition;
  if (!isPlainObject(definition)) {
    report.add('', `gives ${showValue(definition)} to defineCatalog`, 'give { dimensions, tasks }');
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
    report.add(key, `is no property of a catalog${suggestion(key, KEYS)}`, oneOf(KEYS));
  const tasks = readTasks(definition.tasks, report.at('tasks'), file, dimensions, context);
  const name = readName(definition.name, report.at('name'));
  const bld = readBld(definition.bld, report.at('bld'));
  const experiments = canExpand ? expandTasks(dimensions, tasks, exclude, where, report) : [];
  return {
    file,
    bld,
    dimensions,
    tasks: tasks.map((task, i) => ({ ...task, experiments: experiments[i] ?? [] })),
    warnings,
    ...(name !== undefined && { name }),
  };
}

function readName(value: unknown, report: Report): string | undefined {
  if (value === undefined) return undefined;
  const problem = typeof value === 'string' ? catalogNameProblem(value) : `is ${showValue(value)}`;
  if (problem !== undefined) report.add('', problem, 'rename it');
  return String(value);
}

function readBld(value: unknown, report: Report): string {
  if (value === undefined) return 'bld';
  const problem = typeof value === 'string' ? writtenPathProblem(value) : `is ${showValue(value)}`;
  if (problem === undefined) return normalizeInside(value as string)!;
  report.add('', problem, "give a folder inside the workspace, such as 'bld'");
  return 'bld';
}

function readDimensions(
  value: unknown,
  report: Report,
  { find }: CatalogContext,
  warnings: string[],
): DimensionModel[] {
  if (!isPlainObject(value)) {
    report.add('', `is ${showValue(value)}`, 'give a record of names to dimensions');
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
    report.add('', `is ${showValue(value)}`, 'give a record of names to tasks');
    return [];
  }
  const taskNames = Object.keys(value);
  return Object.entries(value).flatMap(
    ([name, task]) =>
      readTask(name, task, report.at(name), { file, dimensions, taskNames, fileOf }) ?? [],
  );
}

function readExclude(
  value: unknown,
  report: Report,
  dimensions: readonly DimensionModel[],
): Exclusion[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    report.add('', `is ${showValue(value)}`, 'give a list of partial combinations');
    return [];
  }
  return value.map((entry, i) => readExclusion(entry, report.at(`[${i}]`), dimensions));
}

function readExclusion(
  value: unknown,
  report: Report,
  dimensions: readonly DimensionModel[],
): Exclusion {
  if (!isPlainObject(value) || Object.keys(value).length === 0) {
    report.add(
      '',
      `is ${showValue(value)}, which excludes nothing`,
      "write { dimension: 'pattern' }",
    );
    return {};
  }
  const exclusion: { [dimension: string]: string[] } = {};
  for (const [name, pattern] of Object.entries(value)) {
    const names = dimensions.map((d) => d.name);
    const levels = dimensions.find((d) => d.name === name)?.levels.map((level) => level.name);
    const patterns = Array.isArray(pattern) ? pattern : [pattern];
    if (levels === undefined)
      report.add(
        name,
        `there is no dimension ${showValue(name)}${suggestion(name, names)}`,
        oneOf(names),
      );
    else if (
      patterns.length === 0 ||
      !patterns.every((p): p is string => typeof p === 'string' && p !== '')
    )
      report.add(
        name,
        `is ${showValue(pattern)}`,
        'give a pattern for level names, or a list of them',
      );
    else {
      exclusion[name] = patterns;
      for (const literal of patterns.filter((p) => /^[\w.-]+$/.test(p)))
        if (levels.length > 0 && !levels.includes(literal))
          report.add(
            name,
            `there is no level ${showValue(literal)}${suggestion(literal, levels)}`,
            oneOf(levels),
          );
    }
  }
  return exclusion;
}

/** The catalog's `where` as a judge of one index into each dimension's levels. */
function readWhere(value: unknown, report: Report, dimensions: readonly DimensionModel[]) {
  if (value === undefined) return undefined;
  if (typeof value !== 'function') {
    report.add('', `is ${showValue(value)}`, 'give a function (e) => boolean');
    return undefined;
  }
  const seen = dimensions.map((d) => d.levels.map((l) => ({ ...l.fields, name: l.name })));
  const names = dimensions.map((d) => d.name);
  // One object for all calls: there may be millions.
  const levels: { [dimension: string]: { readonly name: string } } = {};
  return (combination: readonly number[]): boolean => {
    for (let i = 0; i < names.length; i++) levels[names[i]!] = seen[i]![combination[i]!]!;
    const which = () =>
      Object.entries(levels)
        .map(([name, level]) => `${name}=${level.name}`)
        .join(', ');
    let kept: unknown;
    try {
      kept = value({ levels });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      throw new WhereError(`throws for ${which()}: ${text}`);
    }
    if (typeof kept === 'boolean') return kept;
    throw new WhereError(`gives ${showValue(kept)} for ${which()}`);
  };
}

/** Thrown where a catalog's `where` gives no answer. */
class WhereError extends Error {}

function expandTasks(
  dimensions: readonly DimensionModel[],
  tasks: readonly ReadTask[],
  exclude: readonly Exclusion[],
  where: ((combination: readonly number[]) => boolean) | undefined,
  report: Report,
): number[][][] {
  try {
    return expand(
      dimensions.map((d) => ({ name: d.name, levels: d.levels.map((level) => level.name) })),
      tasks.map((task) => task.over),
      exclude,
      where,
    );
  } catch (error) {
    if (error instanceof TooManyError)
      report.add('dimensions', error.message, 'exclude more, or split the catalog');
    else if (error instanceof WhereError)
      report.add('where', error.message, 'return true or false for each combination');
    else throw error;
    return [];
  }
}
