import type { Table } from './table.js';
import { showCell } from './value.js';

/** A table as Markdown, numbers to the right; every text is shown as it is. */
export function toMarkdown({ columns, rows }: Table): string {
  const rule = columns.map((_, i) => (isNumeric(rows, i) ? '---:' : '---'));
  const lines = [columns.map(escaped), rule, ...rows.map((row) => row.map(showCell).map(escaped))];
  return lines.map((line) => `| ${line.join(' | ')} |\n`).join('');
}

function isNumeric(rows: Table['rows'], i: number): boolean {
  const kinds = new Set(rows.flatMap((row) => (row[i] === null ? [] : typeof row[i])));
  return kinds.size > 0 && [...kinds].every((kind) => kind === 'number' || kind === 'bigint');
}

function escaped(text: string): string {
  return text
    .replace(/[\\|`*<[]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replace(/\r\n|\r|\n/g, '<br>');
}
