const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** Milliseconds as catalogs write them: `10m`, `1.5s`. */
export function showDuration(milliseconds: number): string {
  for (const [unit, length] of UNITS)
    if (milliseconds >= length) return `${Number((milliseconds / length).toFixed(2))}${unit}`;
  return `${milliseconds}ms`;
}
