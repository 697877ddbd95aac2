import { readFileSync } from 'node:fs';
import { csvFormat, csvParse } from 'd3-dsv';
import type { Experiment } from 'nx-experiments';
import type catalog from './config';

/**
 * Selects the observations of one species, or of all, and drops those with a missing value. In the
 * result, the first column is the dependent variable and the others are the regressors; body mass
 * is in kilograms, which gives coefficients of like size.
 */
export default function prepare(e: Experiment<typeof catalog, 'prepare'>) {
  const { subset } = e.levels.data;
  const table = csvParse(readFileSync(e.inputs.data, 'utf8')).flatMap((row) => {
    const male = ['FEMALE', 'MALE'].indexOf(row.Sex ?? '');
    const mass = row['Body Mass (g)'];
    const [length, depth] = [row['Beak Length (mm)'], row['Beak Depth (mm)']];
    const isComplete = male >= 0 && mass && length && depth;
    if (!isComplete || (subset !== 'all' && subset !== row.Species)) return [];
    return { male, body_mass_kg: +mass / 1000, bill_length_mm: +length, bill_depth_mm: +depth };
  });
  if (table.length === 0)
    throw new Error(`no complete observation of ${subset} in ${e.inputs.data}`);
  console.log(`${table.length} observations of ${subset}`);
  return { table: `${csvFormat(table)}\n` };
}
