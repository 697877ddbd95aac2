/** Longer lines are cut. */
const WIDEST = 120;

/**
 * The line of a text with its number, between the lines before and after it; and a caret below it, if
 * the column is known. Both count from 1. Undefined where there is no such line.
 */
export function frameOf(text: string, line: number, column?: number): string | undefined {
  const lines = text.split(/\r?\n/);
  const shown = lines[line - 1];
  if (shown === undefined) return undefined;
  // What is cut off on the left, so that the place itself is in sight.
  const from = column === undefined || column <= WIDEST ? 0 : column - WIDEST / 2;
  const width = String(Math.min(line + 1, lines.length)).length;
  const rows = [line - 1, line, line + 1].flatMap((number) => {
    const content = lines[number - 1];
    // A file's last line feed ends its last line.
    if (content === undefined || (number > line && number === lines.length && content === ''))
      return [];
    const mark = number === line ? '>' : ' ';
    const row = `${mark} ${String(number).padStart(width)} | ${content.slice(from, from + WIDEST)}`;
    if (number !== line || column === undefined) return [row.trimEnd()];
    const before = content.slice(from, column - 1).replace(/[^\t]/g, ' ');
    return [row.trimEnd(), `  ${' '.repeat(width)} | ${before}^`];
  });
  return rows.join('\n');
}
