import type { Experiment } from 'nx-experiments';
import { accuracy, crossValidatedAccuracy } from './accuracy';
import type catalog from './config';
import type { ByName, Fit, NamedNode } from './fit';
import { averageMarginalEffects, logit } from './logit';
import type { Regression, Tree } from './model';
import { ols } from './ols';
import { readSample, type Sample } from './sample';
import { decisionTree, type TreeNode } from './tree';

const ESTIMATORS = {
  linear_probability: ols,
  logistic_model: logit,
  decision_tree: decisionTree,
};

/** Fits one model to one specification of the data. */
export default function estimate(e: Experiment<typeof catalog, 'estimate'>): { fit: Fit } {
  const { data, model } = e.levels;
  const sample = readSample(e.needs.prepared.outputs.table);
  const { dependent, regressors, x, y } = sample;
  const estimator = ESTIMATORS[model.name];
  const fitted = estimator(x, y);
  const share = accuracy(fitted.predict, x, y);
  console.log(`${model.name}, ${data.subset}: accuracy ${share.toFixed(3)} with n = ${y.length}`);
  return {
    fit: {
      data: `data_${data.name}`,
      subset: data.subset,
      model: model.name,
      dependent,
      n: y.length,
      standard_deviations: named(regressors, standardDeviations(x)),
      ...('root' in fitted
        ? treeResult(fitted, sample)
        : regressionResult(fitted, sample, model.name)),
      accuracy: rounded(share),
      cross_validated_accuracy: rounded(crossValidatedAccuracy(estimator, x, y)),
    },
  };
}

function regressionResult(fitted: Regression, { regressors, x }: Sample, model: string) {
  const names = ['intercept', ...regressors];
  const standardErrors = fitted.covariance.diagonal().map(Math.sqrt);
  const marginal =
    model === 'logistic_model'
      ? averageMarginalEffects(x, fitted)
      : { effects: fitted.coefficients.slice(1), standardErrors: standardErrors.slice(1) };
  return {
    coefficients: named(names, fitted.coefficients),
    standard_errors: named(names, standardErrors),
    marginal_effects: named(regressors, marginal.effects),
    marginal_effect_standard_errors: named(regressors, marginal.standardErrors),
  };
}

function treeResult(fitted: Tree, { regressors }: Sample) {
  const nameNode = ({ n, share, split }: TreeNode): NamedNode => {
    if (!split) return { n, share: rounded(share) };
    const [below, above] = split.children;
    const regressor = regressors[split.column]!;
    const threshold = rounded(split.threshold);
    return {
      n,
      share: rounded(share),
      split: { regressor, threshold, below: nameNode(below), above: nameNode(above) },
    };
  };
  return { importance: named(regressors, fitted.importance), tree: nameNode(fitted.root) };
}

function standardDeviations(x: readonly (readonly number[])[]): number[] {
  return (x[0] ?? []).map((_, j) => {
    const mean = x.reduce((sum, row) => sum + row[j]!, 0) / x.length;
    return Math.sqrt(x.reduce((sum, row) => sum + (row[j]! - mean) ** 2, 0) / (x.length - 1));
  });
}

function named(names: readonly string[], values: readonly number[]): ByName {
  return Object.fromEntries(names.map((name, i) => [name, rounded(values[i]!)]));
}

/** Ten significant digits: what the estimators guarantee, and the same bytes on every machine. */
function rounded(value: number): number {
  if (!Number.isFinite(value)) throw new Error(`an estimate is ${value}`);
  return Number(value.toPrecision(10));
}
