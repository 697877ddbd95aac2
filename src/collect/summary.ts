import type { CollectedDimension } from '../catalog/experiment.js';
import type { Collected, Table } from './table.js';
import { type Cell, showExact } from './value.js';

/**
 * Mean, standard deviation, standard error and number of each numeric value over the replicates: a row
 * per combination of the other dimensions. The deviation is that of a sample (by n − 1), and empty
 * where there are fewer than two numbers.
 */
export function summarize(table: Collected, dimensions: readonly CollectedDimension[]): Table {
  const averaged = new Set(dimensions.filter((d) => d.replicate).map((d) => d.name));
  const keys = indices(table.keys).filter((i) => !averaged.has(table.dimensionOf[i] ?? ''));
  const values = indices(table.columns.length)
    .slice(table.keys)
    .filter((i) => isNumeric(table.rows.map((row) => row[i]!)));
  const groups = new Map<string, (readonly Cell[])[]>();
  for (const row of table.rows) {
    const key = showExact(keys.map((i) => row[i]!));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const nameOf = (i: number) => table.columns[i]!;
  return {
    columns: [
      ...keys.map(nameOf),
      ...values.flatMap((i) => ['mean', 'sd', 'se', 'n'].map((what) => `${nameOf(i)}.${what}`)),
    ],
    rows: [...groups.values()].map((rows) => [
      ...keys.map((i) => rows[0]![i]!),
      ...values.flatMap((i) => momentsOf(rows.flatMap((row) => numberIn(row[i]!)))),
    ]),
  };
}

function indices(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** Whether a column has numbers, and nothing else. */
function isNumeric(cells: readonly Cell[]): boolean {
  const there = cells.filter((cell) => cell !== null);
  return (
    there.length > 0 && there.every((cell) => typeof cell === 'number' || typeof cell === 'bigint')
  );
}

function numberIn(cell: Cell): number[] {
  return cell === null ? [] : [Number(cell)];
}

function momentsOf(numbers: readonly number[]): [Cell, Cell, Cell, number] {
  const n = numbers.length;
  if (n === 0) return [null, null, null, 0];
  const mean = meanOf(numbers);
  if (n === 1) return [mean, null, null, n];
  const deviations = numbers.map((x) => x - mean);
  // The second term is what rounding of the mean adds (Chan, Golub and LeVeque, 1983).
  const squares = sum(deviations.map((d) => d * d)) - sum(deviations) ** 2 / n;
  const sd = Math.sqrt(Math.max(0, squares) / (n - 1));
  return [finite(mean), finite(sd), finite(sd / Math.sqrt(n)), n];
}

/** Of equal numbers exactly that number, which their sum would not always give. */
function meanOf(numbers: readonly number[]): number {
  const [first = 0] = numbers;
  return numbers.every((x) => x === first) ? first : sum(numbers) / numbers.length;
}

/** A sum without the errors of adding in turn (Neumaier, 1974). */
function sum(numbers: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const x of numbers) {
    const next = total + x;
    lost += Math.abs(total) >= Math.abs(x) ? total - next + x : x - next + total;
    total = next;
  }
  return total + lost;
}

/** JSON and tables have no infinity: what overflows is not there. */
function finite(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}
