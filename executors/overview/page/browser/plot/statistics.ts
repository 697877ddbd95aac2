/** What is known of the values of one group. */
export interface Statistics {
  readonly n: number;
  readonly mean: number;
  /** Standard deviation, with n − 1; undefined for one value. */
  readonly deviation?: number;
  /** The 95 % confidence interval of the mean, by Student's t; undefined for one value. */
  readonly interval?: readonly [number, number];
  readonly quartiles: readonly [number, number, number];
}

export function statisticsOf(values: readonly number[]): Statistics {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const sorted = [...values].sort((a, b) => a - b);
  const quartiles = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share)) as [
    number,
    number,
    number,
  ];
  if (n < 2) return { n, mean, quartiles };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (n - 1));
  const half = (studentT(n - 1) * deviation) / Math.sqrt(n);
  return { n, mean, deviation, interval: [mean - half, mean + half], quartiles };
}

/** Between the two nearest values, as R's type 7. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}

const FIRST = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281];

/**
 * The 97.5 % quantile of Student's t. From eleven degrees of freedom on by the expansion of Cornish
 * and Fisher (Abramowitz and Stegun 26.7.5), which is right to four digits there.
 */
export function studentT(degrees: number): number {
  const known = FIRST[degrees - 1];
  if (known !== undefined) return known;
  const z = 1.959963985;
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  );
}
