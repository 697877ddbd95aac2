import { readFileSync } from 'node:fs';
import type { Experiment } from 'nx-experiments';
import { formatCsv, parseCsv } from '../csv';
import type catalog from './config';

/** The columns that the models use, as they are named in the raw data. */
const MASS = 'Body Mass (g)';
const LENGTH = 'Beak Length (mm)';
const DEPTH = 'Beak Depth (mm)';

const SEXES: Record<string, number> = { MALE: 1, FEMALE: 0 };

/**
 * Selects the observations of one species, or of all, and drops those with a missing value. In the
 * result, the first column is the dependent variable and the others are the regressors; body mass
 * is in kilograms, which gives coefficients of like size.
 */
export default function prepare(e: Experiment<typeof catalog, 'prepare'>) {
  const { subset } = e.levels.data;
  const table = parseCsv(readFileSync(e.inputs.data, 'utf8')).flatMap((row) => {
    const male = SEXES[row.Sex ?? ''];
    const complete = male !== undefined && row[MASS] && row[LENGTH] && row[DEPTH];
    if (!complete || (subset !== 'all' && subset !== row.Species)) return [];
    return {
      male,
      body_mass_kg: Number(row[MASS]) / 1000,
      bill_length_mm: Number(row[LENGTH]),
      bill_depth_mm: Number(row[DEPTH]),
    };
  });
  if (table.length === 0)
    throw new Error(`no complete observation of ${subset} in ${e.inputs.data}`);
  console.log(`${table.length} observations of ${subset}`);
  return { table: formatCsv(table) };
}
