import { createHash } from 'node:crypto';
import type { LockFile } from './file.js';

/** The first lock file of a catalog; the others are in a folder of the same name. Relative to the root. */
export function firstLockFile(catalog: string): string {
  return `${catalog.replace(/\.[^./]+$/, '')}.lock.json`;
}

/** The folder of a catalog's further lock files. */
export function lockFolder(catalog: string): string {
  return firstLockFile(catalog).replace(/\.json$/, '');
}

/** Whether a file is one of a catalog's lock files, both relative to the root. */
export function isLockFileOf(catalog: string, file: string): boolean {
  return file === firstLockFile(catalog) || isFurtherFileOf(catalog, file);
}

function isFurtherFileOf(catalog: string, file: string): boolean {
  return file.startsWith(`${lockFolder(catalog)}/`);
}

/** Where the entries of a catalog stand, or will. */
export function placer(
  catalog: string,
  parsed: ReadonlyMap<string, LockFile>,
  keys: readonly string[],
  firstFile: number,
) {
  const first = firstLockFile(catalog);
  const inFirst = new Set(Object.keys(parsed.get(first)?.experiments ?? {}));
  const hasMore = hasMoreFiles(catalog, parsed);
  const bucketOf = (key: string) => `${lockFolder(catalog)}/${bucket(key)}.json`;
  const isInBucket = (key: string) =>
    Object.hasOwn(parsed.get(bucketOf(key))?.experiments ?? {}, key);
  // While there is one file, the places of experiments that are gone are free.
  const taken = hasMore ? inFirst.size : keys.filter((key) => inFirst.has(key)).length;
  let room = hasMore ? 0 : firstFile - taken;
  return (key: string): string => {
    if (inFirst.has(key)) return first;
    if (isInBucket(key) || room <= 0) return bucketOf(key);
    room--;
    return first;
  };
}

/** The number of a further lock file, from 0; undefined for a catalog's first one. */
export function numberOf(file: string): number | undefined {
  const number = /\.lock\/([0-3][0-9a-f])\.json$/.exec(file)?.[1];
  return number === undefined ? undefined : Number.parseInt(number, 16);
}

/** One of 64 buckets, `00` to `3f`. */
function bucket(key: string): string {
  const [byte = 0] = createHash('sha256').update(key).digest();
  return (byte % 64).toString(16).padStart(2, '0');
}

/** Whether a catalog has outgrown its first file, now or before. */
export function hasMoreFiles(catalog: string, parsed: ReadonlyMap<string, LockFile>): boolean {
  const first = parsed.get(firstLockFile(catalog))?.experiments ?? {};
  const isFurther = (file: string) => isFurtherFileOf(catalog, file);
  return [...parsed.keys()].some(isFurther) || Object.values(first).includes(null);
}
