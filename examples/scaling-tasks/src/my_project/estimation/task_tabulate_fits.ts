import type { Experiment } from 'nx-experiments';
import { formatCsv } from '../csv';
import type catalog from './config';
import { type Fit, readFit } from './fit';
import { effect, markdownTable } from './table';

/** One table of everything: to be read in Markdown, and with every number in CSV. */
export default function tabulate(e: Experiment<typeof catalog, 'table'>) {
  const fits = e.needs.fits.map(({ outputs }) => readFit(outputs.fit));
  const regressors = Object.keys(fits[0]?.standard_deviations ?? {});
  const header = ['data', 'subset', 'n', 'model', ...regressors, 'accuracy', 'cross-validated'];
  const rows = fits.map((fit) => [
    fit.data,
    fit.subset,
    String(fit.n),
    fit.model,
    ...regressors.map((regressor) => effect(fit, regressor)),
    fit.accuracy.toFixed(3),
    fit.cross_validated_accuracy.toFixed(3),
  ]);
  return {
    markdown: `# Which penguins are male?

${markdownTable(header, rows)}
Regressions: average effect on the probability (standard error). Decision tree: importance.
`,
    csv: formatCsv(fits.flatMap(estimates)),
  };
}

/** One record per number of a fit; where there is no standard error, it is empty. */
function estimates(fit: Fit) {
  const record = (quantity: string, regressor: string, estimate: number, error?: number) => ({
    data: fit.data,
    subset: fit.subset,
    model: fit.model,
    quantity,
    regressor,
    estimate,
    standard_error: error ?? '',
  });
  const quantities =
    'importance' in fit
      ? Object.entries(fit.importance).map(([name, value]) => record('importance', name, value))
      : [
          ...Object.entries(fit.coefficients).map(([name, value]) =>
            record('coefficient', name, value, fit.standard_errors[name]),
          ),
          ...Object.entries(fit.marginal_effects).map(([name, value]) =>
            record('marginal_effect', name, value, fit.marginal_effect_standard_errors[name]),
          ),
        ];
  return [
    ...quantities,
    record('n', '', fit.n),
    record('accuracy', '', fit.accuracy),
    record('cross_validated_accuracy', '', fit.cross_validated_accuracy),
  ];
}
