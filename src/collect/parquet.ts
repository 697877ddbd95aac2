import { type BasicType, parquetWriteBuffer } from 'hyparquet-writer';
import type { Table } from './table.js';
import { type Cell, showCell } from './value.js';

/**
 * A table as Parquet: numbers as doubles, truth values as such, all else as text, arrays as JSON. Whole
 * numbers that no double holds make their column one of 64 bits, or a text where that is too small, too.
 */
export function toParquet({ columns, rows }: Table): Uint8Array {
  const columnData = columns.map((name, i) => {
    const cells = rows.map((row) => row[i]!);
    const type = typeOf(cells);
    return { name, type, nullable: true, data: cells.map((cell) => stored(cell, type)) };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'nx-experiments' }));
}

function typeOf(cells: readonly Cell[]): BasicType {
  const there = cells.filter((cell) => cell !== null);
  if (there.length === 0) return 'STRING';
  if (there.every((cell) => typeof cell === 'boolean')) return 'BOOLEAN';
  if (there.every((cell) => typeof cell === 'number')) return 'DOUBLE';
  const fits = (cell: Cell) =>
    typeof cell === 'bigint' ? BigInt.asIntN(64, cell) === cell : Number.isSafeInteger(cell);
  return there.every(fits) ? 'INT64' : 'STRING';
}

function stored(cell: Cell, type: BasicType): unknown {
  if (cell === null) return null;
  if (type === 'STRING') return showCell(cell);
  return type === 'INT64' ? BigInt(cell as number | bigint) : cell;
}
