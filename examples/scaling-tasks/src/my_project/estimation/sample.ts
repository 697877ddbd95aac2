import { mean } from 'd3-array';
import { csvParseRows } from 'd3-dsv';

/** Observations of a binary variable and its regressors. */
export interface Sample {
  readonly regressors: readonly string[];
  /** A row per observation, a column per regressor. */
  readonly x: readonly (readonly number[])[];
  /** 0 or 1 per observation. */
  readonly y: readonly number[];
}

/**
 * Reads prepared data: the first column is the dependent variable, the others are the regressors.
 *
 * @param path for messages
 * @throws with line and column, where a field is no number, or the dependent variable not 0 or 1
 */
export function readSample(text: string, path: string): Sample {
  const [header = [], ...lines] = csvParseRows(text);
  const rows = lines.map((line, i) =>
    header.map((column, j) => {
      const field = line[j]?.trim() ?? '';
      const value = field === '' ? Number.NaN : Number(field);
      if (Number.isFinite(value) && (j > 0 || value === 0 || value === 1)) return value;
      const wanted = j > 0 ? 'a number' : '0 or 1';
      throw new Error(`${path}:${i + 2}: ${column} is ${JSON.stringify(field)}, not ${wanted}`);
    }),
  );
  const [x, y] = [rows.map((row) => row.slice(1)), rows.map((row) => row[0]!)];
  return { regressors: header.slice(1), x, y };
}

/** The share of observations in the right class: 1 where the probability is one half or more. */
export function accuracyOf(probabilities: readonly number[], y: readonly number[]): number {
  return mean(y, (value, i) => Number(probabilities[i]! >= 0.5 === (value === 1)))!;
}
