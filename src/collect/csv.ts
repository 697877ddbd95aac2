import type { Table } from './table.js';
import { type Cell, showCell } from './value.js';

/** A table as CSV: quoted as RFC 4180 says, lines that end in a line feed, nothing where there is no value. */
export function toCsv({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');
}

function quoted(cell: Cell): string {
  const text = showCell(cell);
  // An empty text is something else than nothing.
  return cell === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
