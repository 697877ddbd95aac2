import { readFileSync } from 'node:fs';
import type { Experiment } from 'nx-experiments';
import type catalog from './config';
import { accuracy, crossValidatedAccuracy } from './models/accuracy';
import { logit } from './models/logit';
import { ols, type Regression } from './models/ols';
import { decisionTree, type Node, type Tree } from './models/tree';
import { readSample, type Sample } from './sample';

const MODELS = { linear_probability: ols, logistic_model: logit, decision_tree: decisionTree };

/** A node of a tree, with the name of the regressor that splits it. */
export type NamedNode = Pick<Node, 'n' | 'share'> & {
  readonly split?: { regressor: string; threshold: number; yes: NamedNode; no: NamedNode };
};

/** Fits one model to one specification of the data. */
export default function estimate(e: Experiment<typeof catalog, 'estimate'>) {
  const { data, model, se } = e.levels;
  const path = e.needs.prepared.outputs.table;
  const sample = readSample(readFileSync(path, 'utf8'), path);
  const { x, y } = sample;
  const fit = (...of: [typeof x, typeof y]) => MODELS[model.name](...of, se.name);
  const fitted = fit(x, y);
  const share = accuracy(fitted.predict, x, y);
  console.log(`${model.name}, ${data.title}: accuracy ${share.toFixed(3)} with n = ${y.length}`);
  return {
    fit: {
      data: data.title,
      model: model.name,
      n: y.length,
      ...('root' in fitted ? ofTree(fitted, sample) : ofRegression(fitted, sample)),
      accuracy: rounded(share),
      cross_validated_accuracy: rounded(crossValidatedAccuracy(fit, x, y)),
    },
  };
}

function ofRegression(fitted: Regression, { regressors, x }: Sample) {
  const { coefficients, standardErrors, effects, effectErrors, critical, kind, statistics } =
    fitted;
  const names = ['intercept', ...regressors];
  const intervals = (of: string[], values: readonly number[], errors: readonly number[]) => ({
    lower: named(
      of,
      values.map((value, j) => value - critical * errors[j]!),
    ),
    upper: named(
      of,
      values.map((value, j) => value + critical * errors[j]!),
    ),
  });
  return {
    se: kind,
    ...named(Object.keys(statistics), Object.values(statistics)),
    coefficients: named(names, coefficients),
    standard_errors: named(names, standardErrors),
    confidence_intervals: intervals(names, coefficients, standardErrors),
    /** Changes in the probability; in a linear probability model, these are its coefficients. */
    marginal_effects: named(regressors, effects),
    marginal_effect_standard_errors: named(regressors, effectErrors),
    marginal_effect_intervals: intervals([...regressors], effects, effectErrors),
    standard_deviations: named(regressors, standardDeviations(x)),
  };
}

function ofTree({ importance, root }: Tree, { regressors }: Sample) {
  const nameNode = ({ n, share, split }: Node): NamedNode => ({
    n,
    share: rounded(share),
    ...(split && {
      split: {
        regressor: regressors[split.column]!,
        threshold: rounded(split.threshold),
        yes: nameNode(split.yes),
        no: nameNode(split.no),
      },
    }),
  });
  return { importance: named(regressors, importance), tree: nameNode(root) };
}

/** Of each column, with n − 1. */
function standardDeviations(x: Sample['x']): number[] {
  return (x[0] ?? []).map((_, j) => {
    const mean = x.reduce((sum, row) => sum + row[j]!, 0) / x.length;
    return Math.sqrt(x.reduce((sum, row) => sum + (row[j]! - mean) ** 2, 0) / (x.length - 1));
  });
}

function named(names: readonly string[], values: readonly number[]): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, rounded(values[i]!)]));
}

/** Ten significant digits: what the estimators guarantee, and the same bytes on every machine. */
function rounded(value: number): number {
  if (!Number.isFinite(value)) throw new Error(`an estimate is ${value}`);
  return Number(value.toPrecision(10));
}
