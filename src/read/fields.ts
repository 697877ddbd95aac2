import type { Json } from '../catalog/json.js';
import type { LevelModel } from '../catalog/model.js';
import type { Report } from '../problems/report.js';
import { isPlainObject, showValue } from '../problems/show.js';

export function readFields(value: unknown, report: Report): LevelModel['fields'] {
  if (!isPlainObject(value)) {
    report.add(
      'NXE010',
      '',
      `is ${showValue(value)}, not the fields of a level`,
      'write { field: value }, or {}',
    );
    return {};
  }
  if (Object.hasOwn(value, 'name'))
    report.add('NXE011', 'name', 'the field name is reserved', 'rename it');
  const entries = Object.entries(value).map(([field, v]): [string, Json] => {
    if (field === '__proto__')
      report.add('NXE011', field, 'the field name is reserved', 'rename it');
    // What is no JSON could not leave the thread in which the catalog is read.
    return [field, isJson(v, report.at(field), [value]) ? v : null];
  });
  return Object.fromEntries(entries);
}

/** The constants of a task. */
export function readArgs(value: unknown, report: Report): { readonly [arg: string]: Json } {
  if (value === undefined) return {};
  if (isPlainObject(value))
    return isJson(value, report, []) ? (value as { [arg: string]: Json }) : {};
  report.add(
    'NXE010',
    '',
    `is ${showValue(value)}, not the constants of a task`,
    'write { name: value }',
  );
  return {};
}

/** Whether a value is JSON; reports everything in it that is not, each at its own path. */
function isJson(value: unknown, report: Report, above: readonly unknown[]): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (Number.isFinite(value)) return true;
  if (typeof value === 'object' && above.includes(value)) {
    report.add('NXE015', '', 'refers to itself', 'fields are JSON, which cannot');
    return false;
  }
  const inside = [...above, value];
  if (Array.isArray(value)) {
    const items = Array.from(value, (v, i) => isJson(v, report.at(`[${i}]`), inside));
    return items.every((isItem) => isItem);
  }
  if (isPlainObject(value) && Object.getOwnPropertySymbols(value).length === 0) {
    const values = Object.entries(value).map(([key, v]) => {
      if (key === '__proto__') report.add('NXE011', key, 'the field name is reserved', 'rename it');
      return isJson(v, report.at(key), inside);
    });
    return values.every((isValue) => isValue);
  }
  report.add(
    'NXE015',
    '',
    `is ${showValue(value)}, which is not JSON`,
    'use texts, finite numbers, booleans, null, arrays and objects',
  );
  return false;
}
