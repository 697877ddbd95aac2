import type { Table } from './table.js';
import { showExact } from './value.js';

/** A table as JSON: a list of objects, one on each line, with null where there is no value. */
export function toJson({ columns, rows }: Table): string {
  const names = columns.map((name) => JSON.stringify(name));
  const lines = rows.map((row) => `{${row.map((cell, i) => `${names[i]}:${showExact(cell)}`)}}`);
  return `[\n${lines.join(',\n')}\n]\n`;
}
