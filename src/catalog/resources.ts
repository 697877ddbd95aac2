import { amountOf } from './amount.js';
import type { Timeout } from './duration.js';

/** What one attempt at an experiment takes, as a catalog writes it. */
export interface Resources {
  /** Whole processors; 1 by default. */
  readonly cpus?: number;
  /** Such as `'500MB'` or `'4GB'`, in units of 1024. */
  readonly memory?: string;
  /** For schedulers; on one machine it is not counted. */
  readonly gpus?: number;
  /** For schedulers: how long it may take, such as `'2h'`; `timeout` is what ends an attempt. */
  readonly time?: Timeout;
}

/** What one attempt takes, as it was read. */
export interface ReadResources {
  readonly cpus?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly gpus?: number;
  /** Milliseconds. */
  readonly time?: number;
}

/** Bytes in the units of memory that catalogs have. */
const UNITS = { kB: 2 ** 10, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };

/** Bytes of a text such as `'4GB'` or `'1.5 GB'`; NaN where it is none. */
export function bytesOf(text: string): number {
  return Math.ceil(amountOf(text, UNITS));
}

/** What the attempt of a number takes, of a list for the first, the second, …; the last one holds for the rest. */
export function resourcesOfAttempt(
  list: readonly ReadResources[] | undefined,
  attempt: number,
): ReadResources {
  return list?.[attempt - 1] ?? list?.at(-1) ?? {};
}
