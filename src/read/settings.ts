import { millisecondsOf } from '../catalog/duration.js';
import type { Report } from '../problems/report.js';
import { isPlainObject, showValue } from '../problems/show.js';

/** What a task's `version` is. */
export function readVersion(value: unknown, report: Report): string | number | undefined {
  if (value === undefined || typeof value === 'string' || Number.isFinite(value))
    return value as string | number | undefined;
  report.add('NXE010', '', `is ${showValue(value)}, not a version`, 'give a text or a number');
  return undefined;
}

/** Milliseconds. */
export function readTimeout(value: unknown, report: Report): number | undefined {
  if (value === undefined) return undefined;
  const milliseconds = typeof value === 'number' ? value : millisecondsOf(String(value));
  if (milliseconds > 0 && milliseconds < 2 ** 31) return milliseconds;
  report.add(
    'NXE010',
    '',
    `is ${showValue(value)}, not a time`,
    "write '30s', '10m', '2h' or milliseconds, up to 24 days",
  );
  return undefined;
}

/** How often a failed experiment is tried again. */
export function readRetries(value: unknown, report: Report): number {
  if (value === undefined) return 0;
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1000)
    return value as number;
  report.add(
    'NXE010',
    '',
    `is ${showValue(value)}, not a number of retries`,
    'give a whole number from 0 to 1000',
  );
  return 0;
}

/** Whether a task's module may read files that nothing names. */
export function readReads(value: unknown, report: Report): 'any' | undefined {
  if (value === undefined || value === 'any') return value;
  report.add('NXE010', '', `is ${showValue(value)}`, "write 'any', or leave it out");
  return undefined;
}

/** Environment variables by name. */
export function readEnv(value: unknown, report: Report): { readonly [name: string]: string } {
  if (value === undefined) return {};
  if (!isPlainObject(value)) {
    report.add('NXE010', '', `is ${showValue(value)}`, 'give a record of names to texts');
    return {};
  }
  const env: { [name: string]: string } = {};
  for (const [name, text] of Object.entries(value))
    if (name === '__proto__' || /[=\0]|^$/.test(name))
      report.add('NXE011', name, `${showValue(name)} cannot name a variable`, 'rename it');
    else if (typeof text !== 'string' || text.includes('\0'))
      report.add(
        'NXE010',
        name,
        `is ${showValue(text)}, not the text of a variable`,
        'give a text',
      );
    else env[name] = text;
  return env;
}
