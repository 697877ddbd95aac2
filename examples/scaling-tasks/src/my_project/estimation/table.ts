import type { Fit } from './fit';

/** What a regressor does in a model: its effect with a standard error, or its importance. */
export function effect(fit: Fit, regressor: string): string {
  if ('importance' in fit) return fit.importance[regressor]!.toFixed(3);
  const estimate = fit.marginal_effects[regressor]!.toFixed(3);
  return `${estimate} (${fit.marginal_effect_standard_errors[regressor]!.toFixed(3)})`;
}

/** A Markdown table whose columns are aligned, so that it can be read as plain text, too. */
export function markdownTable(header: readonly string[], rows: readonly string[][]): string {
  const widths = header.map((title, j) =>
    Math.max(3, title.length, ...rows.map((row) => row[j]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, j) => cell.padEnd(widths[j]!)).join(' | ')} |\n`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('');
}
