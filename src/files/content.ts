import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from './write-whole.js';

/** What files contain, whatever their time stamps say: each is looked at once, when it is first asked for. */
export interface Content {
  /** A digest of what is in files, with their paths; those that are no files count as missing. */
  digestOf(files: readonly string[]): string;
  /** Remembers what was asked for since this was opened, for the next process. Where it cannot, the files are read again. */
  save(): void;
}

/** A file changed this recently may change again without its identity showing it, in milliseconds. */
const RESOLUTION = 100;

/** Characters of a hash. */
const LENGTH = 32;

/**
 * Nx goes by size and time in whole seconds; a file is replaced by another one of the same size and time by
 * `tar`, `cp -p` and their like. So files are hashed here, each again only when its device, inode, size,
 * time of content, or time of change is another, in nanoseconds: the last one nobody can set back.
 *
 * @param root the workspace root, absolute; paths are relative to it
 * @param memory where hashes are kept, absolute
 */
export function openContent(root: string, memory: string): Content {
  const before = read(memory);
  const seen = new Map<string, readonly [identity: string, hash: string]>();
  const looked = new Map<string, string>();
  /** Whether memory lacks something, or has what nobody asks for any more. */
  let isNew = false;

  function hashOf(file: string): string {
    const known = looked.get(file) ?? lookAt(file);
    looked.set(file, known);
    return known;
  }

  function lookAt(file: string): string {
    const path = join(root, file);
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (!stat?.isFile()) return '';
    const identity = [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':');
    const known = seen.get(file) ?? before.get(file);
    if (known?.[0] === identity) {
      seen.set(file, known);
      return known[1];
    }
    const found = hash('sha256', readFileSync(path)).slice(0, LENGTH);
    if (Date.now() - Number(stat.ctimeNs / 1_000_000n) > RESOLUTION) {
      seen.set(file, [identity, found]);
      isNew = true;
    }
    return found;
  }

  return {
    digestOf(files) {
      const text = files.map((file) => `${file}\0${hashOf(file)}\0`).join('');
      return hash('sha256', text).slice(0, LENGTH);
    },
    save() {
      if (!isNew && seen.size === before.size) return;
      if (writeWhole(memory, JSON.stringify(Object.fromEntries(seen)))) isNew = false;
    },
  };
}

type Memory = Map<string, readonly [identity: string, hash: string]>;

function read(memory: string): Memory {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(memory, 'utf8'))));
  } catch {
    return new Map();
  }
}
