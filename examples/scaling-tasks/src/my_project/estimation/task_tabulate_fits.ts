import { readFileSync } from 'node:fs';
import { max } from 'd3-array';
import type { Experiment } from 'nx-experiments';
import type catalog from './config';
import type { Fit } from './task_estimate_models';

/** One table of the regressions and one of the trees. */
export default function tabulate(e: Experiment<typeof catalog, 'table'>) {
  const fits = e.needs.fits.map(
    ({ outputs }) => JSON.parse(readFileSync(outputs.fit, 'utf8')) as Fit,
  );
  const regressors = Object.keys(fits[0]?.standard_deviations ?? {});
  const regressions = fits.flatMap((fit) => {
    if (!('effects' in fit)) return [];
    const effects = regressors.map((name) => {
      const { estimate, standard_error } = fit.effects[name]!;
      return `${estimate.toFixed(3)} (${standard_error.toFixed(3)})`;
    });
    return [[fit.data, `${fit.n}`, fit.model, fit.se, ...effects, fit.accuracy.toFixed(3)]];
  });
  const trees = fits.flatMap((fit) => {
    if (!('tree' in fit)) return [];
    const importance = regressors.map((name) => fit.importance[name]!.toFixed(3));
    return [[fit.data, `${fit.n}`, ...importance, fit.accuracy.toFixed(3)]];
  });
  return {
    markdown: `# Which penguins are male?

Average effects on the probability of being male (standard errors).

${markdownTable(['data', 'n', 'model', 'standard errors', ...regressors, 'accuracy'], regressions)}
Decision trees: each regressor's share of the decrease of impurity.

${markdownTable(['data', 'n', ...regressors, 'accuracy'], trees)}`,
  };
}

/** A Markdown table whose columns are aligned, so that it can be read as plain text, too. */
function markdownTable(header: readonly string[], rows: readonly string[][]): string {
  const widths = header.map(
    (title, j) => max([title, ...rows.map((row) => row[j]!)], (c) => c.length)!,
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, j) => cell.padEnd(widths[j]!)).join(' | ')} |\n`;
  return [header, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('');
}
