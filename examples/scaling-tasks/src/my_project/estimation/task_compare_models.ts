import type { Experiment } from 'nx-experiments';
import type catalog from './config';
import { readFit } from './fit';
import { effect, markdownTable } from './table';

/** Puts the models of one specification side by side: one column per model. */
export default function compare(e: Experiment<typeof catalog, 'compare'>) {
  const fits = e.needs.fits.map(({ outputs }) => readFit(outputs.fit));
  const regressors = Object.keys(fits[0]?.standard_deviations ?? {});
  const { name, subset } = e.levels.data;
  const rows = [
    ...regressors.map((regressor) => [regressor, ...fits.map((fit) => effect(fit, regressor))]),
    ['accuracy', ...fits.map((fit) => fit.accuracy.toFixed(3))],
    ['cross-validated', ...fits.map((fit) => fit.cross_validated_accuracy.toFixed(3))],
    ['n', ...fits.map((fit) => String(fit.n))],
  ];
  return {
    comparison: `# data_${name}: ${subset}

${markdownTable(['', ...fits.map((fit) => fit.model)], rows)}
Regressions: average effect on the probability of \`${fits[0]?.dependent}\` (standard error).
Decision tree: importance.
`,
  };
}
