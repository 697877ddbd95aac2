import { amountOf } from './amount.js';

/** A time: milliseconds, or an amount with its unit, such as `'30s'`, `'1.5h'` or `'10 m'`. */
export type Timeout = number | `${number}${'' | ' '}${'ms' | 's' | 'm' | 'h'}`;

/** Milliseconds in the units of time that catalogs have, the longest first. */
const UNITS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Milliseconds of a time such as `'30s'` or `'1.5 h'`; NaN where it is none. */
export function millisecondsOf(text: string): number {
  return amountOf(text, UNITS);
}

/** Milliseconds as catalogs write them: `10m`, `1.5s`. */
export function showDuration(milliseconds: number): string {
  const [unit, length] = Object.entries(UNITS).find(([, one]) => milliseconds >= one) ?? ['ms', 1];
  return `${Number((milliseconds / length).toFixed(2))}${unit}`;
}
