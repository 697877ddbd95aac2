import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../src/files/write-whole.js';
import { type Contents, sha256 } from '../run/state/contents.js';

/** Whether outputs lie in their places as a cache has them; what was seen once is remembered. */
export interface Placed {
  /**
   * @param hash the task's
   * @param kept the folder in which the cache keeps them
   * @param outputs paths relative to the workspace root
   */
  isPlaced(hash: string, kept: string, outputs: readonly string[]): boolean;
  /** Remembers that they lie there. */
  note(hash: string, outputs: readonly string[]): void;
  save(): void;
}

/**
 * @param root the workspace root, absolute
 * @param state the folder of records, absolute
 */
export function openPlaced(root: string, contents: Contents, state: string): Placed {
  const file = join(state, 'placed.json');
  const before = read(file);
  const seen = new Map<string, string>();
  // Inodes, sizes and times: the last of them nobody can set back.
  const identityOf = (outputs: readonly string[]) =>
    sha256(JSON.stringify([...contents.look(outputs)])).slice(0, 32);

  return {
    isPlaced(hash, kept, outputs) {
      const identity = identityOf(outputs);
      const isKnown = before.get(hash) === identity;
      const isSame =
        isKnown || outputs.every((path) => areSame(join(kept, path), join(root, path)));
      if (isSame) seen.set(hash, identity);
      return isSame;
    },
    note: (hash, outputs) => void seen.set(hash, identityOf(outputs)),
    save() {
      const isNew = [...seen].some(([hash, identity]) => before.get(hash) !== identity);
      if (isNew) writeWhole(file, JSON.stringify(Object.fromEntries(seen)));
    },
  };
}

/** Whether two files, or two folders, have the same content. */
function areSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  if (a === undefined || b === undefined) return a === b;
  if (a.isDirectory() && b.isDirectory()) {
    const [names, others] = [one, other].map((path) => readdirSync(path).sort());
    return (
      JSON.stringify(names) === JSON.stringify(others) &&
      names!.every((name) => areSame(join(one, name), join(other, name)))
    );
  }
  if (!a.isFile() || !b.isFile() || a.size !== b.size) return false;
  return readFileSync(one).equals(readFileSync(other));
}

function read(file: string): Map<string, string> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8'))));
  } catch {
    return new Map();
  }
}
