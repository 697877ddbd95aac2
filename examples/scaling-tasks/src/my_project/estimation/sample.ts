import { csvParseRows } from 'd3-dsv';

/** Observations without an intercept: one row each, one column per regressor. */
export type Rows = readonly (readonly number[])[];

/** Observations of a binary variable and its regressors. */
export interface Sample {
  /** The names of the regressors, without the intercept. */
  readonly regressors: readonly string[];
  readonly x: Rows;
  /** 0 or 1 per observation. */
  readonly y: readonly number[];
}

/**
 * Reads prepared data: the first column is the dependent variable, the others are the regressors.
 *
 * @param path for messages
 * @throws with line and column, where a field is missing or no number, or the dependent variable is not 0 or 1
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
  return {
    regressors: header.slice(1),
    x: rows.map((row) => row.slice(1)),
    y: rows.map((row) => row[0]!),
  };
}
