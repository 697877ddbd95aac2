import type { Json } from '../../../src/catalog/json.js';
import type { Cell } from './page-data.js';

/** Longer lists are no values to compare: they are only shown in the experiment's own view. */
const LONGEST_LIST = 10;

/**
 * The values inside a JSON output by their paths: `{ fit: { r2: 1 } }` gives `fit.r2`. Elements of
 * short lists are named by their number. A value below the name `__proto__` is no column.
 */
export function valuesIn(json: Json): ReadonlyMap<string, Cell> {
  const values = new Map<string, Cell>();
  const walk = (value: Json, path: string): void => {
    if (value === null || typeof value !== 'object') {
      if (path !== '') values.set(path, value);
      return;
    }
    if (Array.isArray(value) && value.length > LONGEST_LIST) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === '__proto__') continue;
      walk(inner as Json, path === '' ? key : `${path}.${key}`);
    }
  };
  walk(json, '');
  return values;
}
