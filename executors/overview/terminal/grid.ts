import {
  type DimensionData,
  type ExperimentData,
  STATES,
  type StudyData,
  type TaskData,
} from '../data.js';
import { LOOKS, type Paint, type Terminal } from './style.js';

/** Rows of all grids together: more is no overview. */
const ROWS = 40;

/** Characters of the widest cell: a sign, and how many of a thousand. */
const WIDEST = 3;

/** A task's experiments by rows and columns. */
interface Grid {
  readonly task: string;
  /** Names of the dimensions of rows. */
  readonly rowNames: readonly string[];
  readonly columnName: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Experiments of a cell: several where replicates share it. */
  readonly at: (row: readonly string[], column: string) => readonly ExperimentData[];
}

/**
 * The experiments of each task, one sign each, by dimension. Where these are too many, of each in which there
 * is something to do.
 *
 * @returns undefined where those do not fit either
 */
export function gridOf(study: StudyData, terminal: Terminal, paint: Paint): string[] | undefined {
  const all = study.tasks.flatMap((task) => {
    const own = study.experiments.filter((experiment) => experiment.task === task.name);
    const isDone = own.every(({ state }) => state === 'current');
    const dimensions = study.dimensions.filter(
      ({ name, isReplicate }) => task.over.includes(name) && !isReplicate,
    );
    return dimensions.length === 0 ? [] : [{ isDone, grid: made(task, own, dimensions) }];
  });
  const open = all.filter(({ isDone }) => !isDone);
  return (
    drawn(all, terminal, paint) ?? (open.length > 0 ? drawn(open, terminal, paint) : undefined)
  );
}

/** Grids one below the other, if they fit. */
function drawn(
  some: readonly { readonly grid: Grid }[],
  { columns }: Terminal,
  paint: Paint,
): string[] | undefined {
  const grids = some.map(({ grid }) => grid);
  const height = grids.reduce((sum, { rows }) => sum + rows.length + 2, 0);
  if (height > ROWS) return undefined;
  const pictures = grids.map((grid) => draw(grid, paint));
  const width = Math.max(0, ...pictures.map((picture) => picture.width));
  if (width > columns) return undefined;
  return pictures.flatMap(({ lines }, i) => (i === 0 ? lines : ['', ...lines]));
}

/**
 * One dimension makes the columns, all others the rows: the one that leaves the fewest cells empty (a year, not the
 * region that each country has one of), and of those the one with the fewest levels.
 */
function made(
  task: TaskData,
  own: readonly ExperimentData[],
  dimensions: readonly DimensionData[],
): Grid {
  const used = (dimension: DimensionData) => {
    const names = new Set(own.map(({ levels }) => levels[dimension.name]));
    return dimension.levels.map(({ name }) => name).filter((name) => names.has(name));
  };
  const rowsBeside = (column: DimensionData) => {
    const beside = dimensions.filter((dimension) => dimension !== column);
    return new Set(own.map(({ levels }) => JSON.stringify(beside.map(({ name }) => levels[name]))));
  };
  const [column, ...others] = dimensions
    .map((dimension) => ({
      dimension,
      levels: used(dimension).length,
      rows: rowsBeside(dimension).size,
    }))
    .sort((a, b) => a.levels * a.rows - b.levels * b.rows || a.levels - b.levels)
    .map(({ dimension }) => dimension);
  // One dimension alone is a row.
  const rowDimensions = dimensions.filter((dimension) => others.includes(dimension));
  const cells = new Map<string, ExperimentData[]>();
  const rows = new Map<string, readonly string[]>();
  const rank = new Map(
    rowDimensions.flatMap(({ name, levels }) =>
      levels.map((level, i) => [`${name}\0${level.name}`, i] as const),
    ),
  );
  for (const experiment of own) {
    const row = rowDimensions.map(({ name }) => experiment.levels[name]!);
    const key = JSON.stringify([row, experiment.levels[column!.name]]);
    rows.set(JSON.stringify(row), row);
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [experiment]);
    else cell.push(experiment);
  }
  const rankOf = (row: readonly string[], i: number) =>
    rank.get(`${rowDimensions[i]!.name}\0${row[i]}`)!;
  const sorted = [...rows.values()].sort((a, b) => {
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return rankOf(a, i) - rankOf(b, i);
    return 0;
  });
  return {
    task: task.name,
    rowNames: rowDimensions.map(({ name }) => name),
    columnName: column!.name,
    columns: used(column!),
    rows: sorted,
    at: (row, name) => cells.get(JSON.stringify([row, name])) ?? [],
  };
}

function draw(grid: Grid, paint: Paint): { readonly lines: string[]; readonly width: number } {
  const { task, rowNames, columnName, columns, rows, at } = grid;
  const longest = rowNames.map((_, i) => Math.max(0, ...rows.map((row) => row[i]!.length)));
  const labels = rows.map((row) =>
    row
      .map((name, i) => name.padEnd(longest[i]!))
      .join('  ')
      .trimEnd(),
  );
  const corner = rowNames.join(', ');
  const first = Math.max(corner.length, ...labels.map((label) => label.length));
  const widths = columns.map((name) => Math.max(name.length, WIDEST));
  const indented = (label: string) => `  ${label.padEnd(first)}${first > 0 ? '  ' : ''}`;
  const head = columns.map((name, i) => name.padEnd(widths[i]!)).join('  ');
  const lines = rows.map((row, i) => {
    const cells = columns.map((name, j) => cell(at(row, name), widths[j]!, paint)).join('  ');
    return `${indented(labels[i]!)}${cells}`.trimEnd();
  });
  const axes = [...rowNames, columnName].join(' × ');
  return {
    lines: [
      `${paint('bold', task)} by ${axes}`,
      `${paint('grey', `${indented(corner)}${head}`.trimEnd())}`,
      ...lines,
    ],
    width: indented('').length + widths.reduce((sum, width) => sum + width + 2, -2),
  };
}

/** The most telling state of those in a cell, and of several how many are in it. */
function cell(experiments: readonly ExperimentData[], width: number, paint: Paint): string {
  const state = STATES.find((one) => experiments.some((e) => e.state === one));
  if (state === undefined) return ' '.repeat(width);
  const { sign, ink } = LOOKS[state];
  const count = experiments.filter((e) => e.state === state).length;
  const text = experiments.length === 1 || count === experiments.length ? sign : `${sign}${count}`;
  return paint(ink, text) + ' '.repeat(Math.max(0, width - text.length));
}
