/** Longer lines are cut: with its number, and as far in as Nx shows it, a line is no wider than most terminals. */
const WIDEST = 66;

/** How much is shown behind a place in a line that is cut. */
const AFTER = 16;

/**
 * The line of a text with its number, between the lines before and after it; and a caret below it, if
 * the column is known. Both count from 1. Undefined where there is no such line.
 */
export function frameOf(text: string, line: number, column?: number): string | undefined {
  const lines = text.split(/\r?\n/);
  const shown = lines[line - 1];
  if (shown === undefined) return undefined;
  // What is cut off on the left, so that the place itself is in sight.
  const from = column === undefined || column <= WIDEST - AFTER ? 0 : column - (WIDEST - AFTER);
  const width = String(Math.min(line + 1, lines.length)).length;
  const rows = [line - 1, line, line + 1].flatMap((number) => {
    const content = lines[number - 1];
    // A file's last line feed ends its last line.
    if (content === undefined || (number > line && number === lines.length && content === ''))
      return [];
    const mark = number === line ? '>' : ' ';
    const row = `${mark} ${String(number).padStart(width)} | ${cut(content, from)}`;
    if (number !== line || column === undefined) return [row.trimEnd()];
    const before = cut(content, from)
      .slice(0, column - 1 - from)
      .replace(/[^\t]/g, ' ');
    return [row.trimEnd(), `  ${' '.repeat(width)} | ${before}^`];
  });
  return rows.join('\n');
}

/** What of a line is shown, from a place in it on. */
function cut(content: string, from: number): string {
  const start =
    from === 0 || content.length <= from ? content.slice(from) : `…${content.slice(from + 1)}`;
  return start.length <= WIDEST ? start : `${start.slice(0, WIDEST - 1)}…`;
}
