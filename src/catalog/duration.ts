/** A time: milliseconds, or an amount with its unit, such as `'30s'`, `'1.5h'` or `'10 m'`. */
export type Timeout = number | `${number}${'' | ' '}${'ms' | 's' | 'm' | 'h'}`;

/** Milliseconds in the units of time that catalogs have, the longest first. */
const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** Milliseconds of a time such as `'30s'` or `'1.5 h'`; NaN where it is none. */
export function millisecondsOf(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?(ms|s|m|h)$/.exec(text) ?? [];
  const length = UNITS.find(([name]) => name === unit)?.[1] ?? Number.NaN;
  return Number(amount) * length;
}

/** Milliseconds as catalogs write them: `10m`, `1.5s`. */
export function showDuration(milliseconds: number): string {
  const [unit, length] = UNITS.find(([, one]) => milliseconds >= one) ?? UNITS.at(-1)!;
  return `${Number((milliseconds / length).toFixed(2))}${unit}`;
}
