import type { CollectedDimension, NeededExperiment } from '../catalog/experiment.js';
import { coded } from '../problems/problem.js';
import { leavesOf, picking } from './leaves.js';
import { type Cell, parseExact, type Value } from './value.js';

/** A table with a name for each column, and rows of as many cells. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What is collected. */
export interface Collected extends Table {
  /** How many of its columns are dimensions and fields; the others are values. */
  readonly keys: number;
  /** The dimension that a column is of; undefined for the name of a need and for values. */
  readonly dimensionOf: readonly (string | undefined)[];
}

/** What collecting takes of an experiment. */
export interface Request {
  readonly needs: {
    readonly [need: string]: NeededExperiment | readonly NeededExperiment[];
  };
  readonly dimensions: readonly CollectedDimension[];
  /** Patterns of the values to take; all where there is none. */
  readonly values?: readonly string[];
}

/** The column that tells needs apart, where there are several; no dimension can have this name. */
const NEED = 'needs';

/** One needed experiment, with all that its JSON outputs hold. */
interface Found {
  readonly need: string;
  readonly experiment: NeededExperiment;
  readonly values: readonly (readonly [output: string, path: string, cell: Cell])[];
}

/**
 * One row per needed experiment: a column per dimension and field, then those of the values in JSON
 * outputs. The order of rows and columns is that of the dimensions, levels and files alone.
 *
 * @param read the text of a file, by its path relative to the workspace root
 * @throws where a file is no JSON, a pattern takes nothing, or two values have one name
 */
export function collectTable(request: Request, read: (path: string) => string): Collected {
  const needs = Object.keys(request.needs).sort();
  const pick = request.values && picking(request.values);
  const found = needs.flatMap((need) =>
    [request.needs[need]!]
      .flat()
      .map((experiment) => ({ need, experiment, values: valuesOf(experiment, read, pick?.by) })),
  );
  found.sort(
    (a, b) => needs.indexOf(a.need) - needs.indexOf(b.need) || byLevels(request.dimensions, a, b),
  );
  const keys = [
    ...(needs.length > 1 ? [{ name: NEED, dimension: undefined }] : []),
    ...request.dimensions.flatMap(({ name }) => [
      { name, dimension: name },
      ...fieldsOf(found, name).map((field) => ({ name: field, dimension: name })),
    ]),
  ];
  const nameOf = namesOf(
    found,
    keys.map(({ name }) => name),
  );
  const names = new Set(found.flatMap((one) => one.values.map((value) => nameOf(one, value))));
  const order = pick ? ordered(names, found, nameOf, request.values!, pick.by) : [...names];
  const columns = [...keys.map(({ name }) => name), ...order];
  const rows = found.map((one) => {
    const cells = new Map<string, Cell>(keyCells(one, request.dimensions));
    if (needs.length > 1) cells.set(NEED, one.need);
    for (const value of one.values) {
      const name = nameOf(one, value);
      if (cells.has(name)) refuseTwice(one, value, name);
      cells.set(name, value[2]);
    }
    return columns.map((name) => cells.get(name) ?? null);
  });
  const dimensionOf = [
    ...keys.map(({ dimension }) => dimension),
    ...order.map((): undefined => undefined),
  ];
  return { columns, rows, keys: keys.length, dimensionOf };
}

function refuseTwice(
  { experiment }: Found,
  [output]: Found['values'][number],
  name: string,
): never {
  throw new Error(
    coded(
      'NXE038',
      `${experiment.outputs[output]}: two values are both called ${JSON.stringify(name)}; rename one`,
    ),
  );
}

function valuesOf(
  { outputs }: NeededExperiment,
  read: (path: string) => string,
  by: ((name: string) => number | undefined) | undefined,
): Found['values'] {
  return Object.keys(outputs)
    .filter((output) => /\.json$/i.test(outputs[output]!))
    .sort()
    .flatMap((output) => {
      const isWanted =
        by &&
        ((path: string) =>
          (path !== '' && by(path) !== undefined) || by(long(output, path)) !== undefined);
      return leavesOf(parsed(outputs[output]!, read), isWanted).map(
        ([path, cell]) => [output, path, cell] as const,
      );
    });
}

function parsed(path: string, read: (path: string) => string): Value {
  const text = read(path).replace(/^\uFEFF/, '');
  try {
    return parseExact(text);
  } catch (error) {
    throw new Error(
      coded(
        'NXE038',
        `${path} is no JSON: ${(error as Error).message}; numbers in JSON are finite, so write null for NaN and Infinity`,
      ),
    );
  }
}

/** A value's name with that of its output in front. */
function long(output: string, path: string): string {
  return path === '' ? output : `${output}.${path}`;
}

/** Columns of values: with the output's name in front only where the short name has two meanings. */
function namesOf(found: readonly Found[], keys: readonly string[]) {
  const outputsWith = new Map<string, Set<string>>();
  for (const { need, values } of found)
    for (const [output, path] of values) {
      const key = `${need}\0${path}`;
      outputsWith.set(key, (outputsWith.get(key) ?? new Set()).add(output));
    }
  const taken = new Set(keys);
  return ({ need }: Found, [output, path]: Found['values'][number]): string =>
    path === '' || taken.has(path) || outputsWith.get(`${need}\0${path}`)!.size > 1
      ? long(output, path)
      : path;
}

/** The columns in the order of the patterns that take them. */
function ordered(
  names: ReadonlySet<string>,
  found: readonly Found[],
  nameOf: ReturnType<typeof namesOf>,
  patterns: readonly string[],
  by: (name: string) => number | undefined,
): string[] {
  const index = new Map<string, number>();
  const used = new Set<number>();
  for (const one of found)
    for (const value of one.values) {
      const [output, path] = value;
      const at = (path === '' ? undefined : by(path)) ?? by(long(output, path))!;
      const name = nameOf(one, value);
      used.add(at);
      index.set(name, Math.min(at, index.get(name) ?? at));
    }
  const unused = patterns.filter((_, i) => !used.has(i) && !isCovered(patterns, i, names));
  if (unused.length > 0)
    throw new Error(
      coded(
        'NXE038',
        `args.values: ${unused.map((pattern) => JSON.stringify(pattern)).join(', ')} takes no value of what is needed; correct it, or leave values out to take all`,
      ),
    );
  return [...names].sort((a, b) => index.get(a)! - index.get(b)!);
}

/** Whether a pattern would take something, had none before it taken it. */
function isCovered(patterns: readonly string[], i: number, names: ReadonlySet<string>): boolean {
  const { by } = picking([patterns[i]!]);
  return [...names].some((name) => by(name) !== undefined);
}

function fieldsOf(found: readonly Found[], dimension: string): string[] {
  const names = new Set<string>();
  for (const { experiment } of found)
    for (const [field] of fieldCells(experiment, dimension)) names.add(field);
  // Not the order in which the catalog has them, which is no part of a hash.
  return [...names].sort();
}

function* fieldCells({ levels }: NeededExperiment, dimension: string): Generator<[string, Cell]> {
  const { name: _, ...fields } = levels[dimension] ?? { name: '' };
  for (const [path, cell] of leavesOf(fields as Value)) yield [`${dimension}.${path}`, cell];
}

function* keyCells(
  { experiment }: Found,
  dimensions: readonly CollectedDimension[],
): Generator<[string, Cell]> {
  for (const { name } of dimensions) {
    const level = experiment.levels[name];
    if (level === undefined) continue;
    yield [name, level.name];
    yield* fieldCells(experiment, name);
  }
}

/** By levels in the order of the dimensions, those that are numbers by their size. */
function byLevels(dimensions: readonly CollectedDimension[], a: Found, b: Found): number {
  for (const { name } of dimensions) {
    const [one = '', other = ''] = [a, b].map(({ experiment }) => experiment.levels[name]?.name);
    const order = byName(one, other);
    if (order !== 0) return order;
  }
  return byName(a.experiment.id, b.experiment.id);
}

const WHOLE = /^(0|[1-9]\d{0,14})$/;

function byName(a: string, b: string): number {
  if (WHOLE.test(a) && WHOLE.test(b)) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}
