import { readFileSync } from 'node:fs';
import { parseCsv } from '../csv';

/** Observations of a binary variable and its regressors. */
export interface Sample {
  /** The name of the dependent variable. */
  readonly dependent: string;
  /** The names of the regressors, without the intercept. */
  readonly regressors: readonly string[];
  /** One row per observation, one column per regressor. */
  readonly x: readonly (readonly number[])[];
  /** 0 or 1 per observation. */
  readonly y: readonly number[];
}

/**
 * Reads prepared data: the first column is the dependent variable, the others are the regressors.
 *
 * @throws where a value is not a number, or the dependent variable is neither 0 nor 1
 */
export function readSample(path: string): Sample {
  const rows = parseCsv(readFileSync(path, 'utf8'));
  const [dependent = '', ...regressors] = Object.keys(rows[0] ?? {});
  const x = rows.map((row) => regressors.map((name) => Number(row[name])));
  const y = rows.map((row) => Number(row[dependent]));
  if (!x.flat().every(Number.isFinite) || !y.every((value) => value === 0 || value === 1))
    throw new Error(`${path}: ${dependent} must be 0 or 1, and the regressors must be numbers`);
  return { dependent, regressors, x, y };
}
