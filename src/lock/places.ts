import { hash } from 'node:crypto';
import type { LockFile } from './file.js';

/** How many further files a part of a lock has. */
const FILES = 16;

/** How many parts a lock has at most: a big study is as many batches of one task. */
export const PARTS = 16;

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
  return file === firstLockFile(catalog) || file.startsWith(`${lockFolder(catalog)}/`);
}

/** Whether a file in a folder of further lock files has the name of one: `00.json` to `ff.json`. */
export function isFurtherName(name: string): boolean {
  return /^[0-9a-f]{2}\.json$/.test(name);
}

/** The part of its lock that a lock file belongs to: the first digit of its number, from 0. */
export function partOf(file: string): number {
  const number = /\.lock\/([0-9a-f]{2})\.json$/.exec(file)?.[1];
  return number === undefined ? 0 : Math.floor(Number.parseInt(number, 16) / FILES);
}

/** Where the entries of a catalog stand, or will. */
export interface Places {
  /** The lock file of an experiment's entry. */
  place(key: string): string;
  /** The places of experiments that are gone, which they find again; asked once all are placed. */
  gone(): readonly { readonly file: string; readonly key: string }[];
}

/**
 * A lock fills from its first file on: that, then the 16 others of the first part, among which an entry's
 * key decides, then the 16 of the next part, and so on; the last part takes all that is left. Where more
 * follows, nothing new goes, and what stood there and is gone keeps its place.
 *
 * @param parsed lock files as they are, by path
 * @param keys all that are to be placed
 * @param firstFile how many entries the first file has room for; the others of its part together have
 *   room for as many, and each further part for twice as many
 */
export function placesOf(
  catalog: string,
  parsed: ReadonlyMap<string, LockFile>,
  keys: readonly string[],
  firstFile: number,
): Places {
  const first = firstLockFile(catalog);
  // A shelf is the first file alone, or the 16 others of a part.
  const shelfOf = (file: string) => (file === first ? 0 : partOf(file) + 1);
  const fileOn = (shelf: number, key: string) =>
    shelf === 0 ? first : `${lockFolder(catalog)}/${numberIn(shelf - 1, key)}.json`;

  const standing = new Map<string, string>();
  let last = 0;
  for (const [file, { experiments }] of parsed) {
    if (!isLockFileOf(catalog, file)) continue;
    const shelf = shelfOf(file);
    last = Math.max(last, shelf);
    for (const [key, digest] of Object.entries(experiments)) {
      if (fileOn(shelf, key) !== file) continue;
      const other = standing.get(key);
      if (other === undefined || shelfOf(other) > shelf) standing.set(key, file);
      if (digest === null) last = Math.max(last, Math.min(shelf + 1, PARTS));
    }
  }

  const room = Array.from({ length: PARTS + 1 }, (_, shelf) => {
    if (shelf < last) return 0;
    if (shelf === PARTS) return Number.POSITIVE_INFINITY;
    return shelf < 2 ? firstFile : 2 * firstFile;
  });
  const placed = new Set(keys);
  for (const key of placed) {
    const file = standing.get(key);
    if (file !== undefined) room[shelfOf(file)]!--;
  }
  return {
    place(key) {
      const stands = standing.get(key);
      if (stands !== undefined) return stands;
      const shelf = room.findIndex((left) => left > 0);
      room[shelf]!--;
      last = Math.max(last, shelf);
      return fileOn(shelf, key);
    },
    gone: () =>
      [...standing]
        .filter(([key, file]) => shelfOf(file) < last && !placed.has(key))
        .map(([key, file]) => ({ key, file })),
  };
}

/** The number of an entry's file in a part, by its key. */
function numberIn(part: number, key: string): string {
  const byte = Number.parseInt(hash('sha256', key).slice(0, 2), 16);
  return (part * FILES + (byte % FILES)).toString(16).padStart(2, '0');
}
