import { readFileSync } from 'node:fs';
import type { Experiment } from 'nx-experiments';
import type catalog from './config';
import type estimate from './task_estimate_models';

/** One table of the regressions and one of the trees. */
export default function tabulate(e: Experiment<typeof catalog, 'table'>) {
  const fits = e.needs.fits.map(
    ({ outputs }) =>
      JSON.parse(readFileSync(outputs.fit, 'utf8')) as ReturnType<typeof estimate>['fit'],
  );
  const regressions = fits.flatMap((fit) => ('coefficients' in fit ? [fit] : []));
  const trees = fits.flatMap((fit) => ('tree' in fit ? [fit] : []));
  const regressors = Object.keys(trees[0]?.importance ?? {});
  const hits = (fit: (typeof fits)[number]) =>
    [fit.accuracy, fit.cross_validated_accuracy].map((share) => share.toFixed(3));
  return {
    markdown: `# Which penguins are male?

Average effects on the probability of being male (standard errors).

${markdownTable(
  ['data', 'n', 'model', 'standard errors', ...regressors, 'accuracy', 'cross-validated'],
  regressions.map((fit) => [
    ...[fit.data, String(fit.n), fit.model, fit.se],
    ...regressors.map((name) => {
      const error = fit.marginal_effect_standard_errors[name]!.toFixed(3);
      return `${fit.marginal_effects[name]!.toFixed(3)} (${error})`;
    }),
    ...hits(fit),
  ]),
)}
Decision trees: each regressor's share of the decrease of impurity.

${markdownTable(
  ['data', 'n', ...regressors, 'accuracy', 'cross-validated'],
  trees.map((fit) => [
    ...[fit.data, String(fit.n)],
    ...regressors.map((name) => fit.importance[name]!.toFixed(3)),
    ...hits(fit),
  ]),
)}`,
  };
}

/** A Markdown table whose columns are aligned, so that it can be read as plain text, too. */
function markdownTable(header: readonly string[], rows: readonly string[][]): string {
  const widths = header.map((title, j) =>
    Math.max(3, title.length, ...rows.map((row) => row[j]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, j) => cell.padEnd(widths[j]!)).join(' | ')} |\n`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('');
}
