import { keyProblem } from '../catalog/names.js';
import type { Report } from '../problems/report.js';
import { isPlainObject, showValue } from '../problems/show.js';

/** A boolean, or nothing. */
export function readBoolean(value: unknown, report: Report): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  report.add('NXE010', '', `is ${showValue(value)}`, 'give true or false');
  return undefined;
}

/** A text, or nothing. */
export function readText(value: unknown, report: Report): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  report.add('NXE010', '', `is ${showValue(value)}`, 'give a text');
  return undefined;
}

/** A list of texts; an empty text stands where one is wrong, which is reported. */
export function readList(value: unknown, report: Report): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    report.add('NXE010', '', `is ${showValue(value)}, not a list`, 'write it in [ ]');
    return [];
  }
  return Array.from(value, (item, i) => {
    const isText = typeof item === 'string' && item.trim() !== '';
    if (!isText)
      report.add('NXE010', `[${i}]`, `is ${showValue(item)}, not a text`, 'give one, or remove it');
    return isText ? item : '';
  });
}

/** The entries of a record whose keys are names; others are reported. */
export function readRecord(value: unknown, report: Report): [string, unknown][] {
  if (value === undefined) return [];
  if (!isPlainObject(value)) {
    report.add('NXE010', '', `is ${showValue(value)}`, 'give a record');
    return [];
  }
  for (const key of Object.keys(value)) {
    const problem = keyProblem(key);
    if (problem !== undefined) report.add('NXE011', key, problem, 'rename it');
  }
  return Object.entries(value).filter(([key]) => keyProblem(key) === undefined);
}
