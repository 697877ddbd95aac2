import { readFileSync } from 'node:fs';
import { deviation } from 'd3-array';
import type { Experiment } from 'nx-experiments';
import type catalog from './config';
import { logit } from './models/logit';
import { ols } from './models/ols';
import { decisionTree } from './models/tree';
import { readSample } from './sample';

const MODELS = { linear_probability: ols, logistic_model: logit, decision_tree: decisionTree };

/** Fits one model to one specification of the data. */
export default function estimate(e: Experiment<typeof catalog, 'estimate'>) {
  const { data, model, se } = e.levels;
  const path = e.needs.prepared.outputs.table;
  const sample = readSample(readFileSync(path, 'utf8'), path);
  const { regressors, x, y } = sample;
  const fitted = MODELS[model.name](sample, se.name);
  console.log(`${e.id}: accuracy ${fitted.accuracy.toFixed(3)}, n = ${y.length}`);
  const deviations = regressors.map((name, j) => [name, deviation(x, (row) => row[j]!)!] as const);
  return {
    fit: rounded({
      data: data.title,
      model: model.name,
      n: y.length,
      ...fitted,
      standard_deviations: Object.fromEntries(deviations),
    }),
  };
}

/** What `fit.json` holds, for those who read it. */
export type Fit = ReturnType<typeof estimate>['fit'];

/** All numbers with ten significant digits: what estimators guarantee, and the same bytes on every machine. */
function rounded<T>(fit: T): T {
  return JSON.parse(JSON.stringify(fit), (key, value) => {
    if (value === null) throw new Error(`${key} is no finite number`);
    return typeof value === 'number' ? Number(value.toPrecision(10)) : value;
  });
}
