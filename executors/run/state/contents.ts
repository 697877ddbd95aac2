import { createHash, hash as digest } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { leadsBack } from '../../../src/files/links.js';

/** Files above this size are hashed as streams, in bytes. */
const SMALL = 1024 * 1024;

/** A file changed this recently may change again without its time showing it, in milliseconds. */
const RESOLUTION = 100;

/**
 * What files are now: each file's identity (its inode, size and times), the files inside a folder
 * one by one. An identity that is the same means the same content within one process; it is no
 * evidence beyond that.
 */
export type Look = ReadonlyMap<string, string>;

/** The identity of what is not there. */
export const MISSING = 'missing';

/** What files contain; hashes are remembered for as long as identities stay. */
export interface Contents {
  look(paths: readonly string[]): Look;
  /** The content hash of each file. */
  hash(look: Look): Promise<ReadonlyMap<string, string>>;
  /** Hashes small files, so that a later change of their times alone is seen to be none. */
  note(look: Look): void;
  /**
   * The first file that was written after a time, whatever its content; times to come are those of
   * another clock and tell nothing.
   *
   * @param time milliseconds since 1970
   */
  writtenAfter(look: Look, time: number): string | undefined;
  /** The first file whose content is not the same any more. */
  changed(before: Look, after: Look): Promise<string | undefined>;
}

/** Looks at each path once, but for those of which another look may show something else. */
export function lookingOnce(
  look: Contents['look'],
  mayChange: (path: string) => boolean = () => false,
): Contents['look'] {
  const looks = new Map<string, Look>();
  return (paths) =>
    new Map(
      paths.flatMap((path) => {
        const seen = looks.get(path) ?? look([path]);
        if (!mayChange(path)) looks.set(path, seen);
        return [...seen];
      }),
    );
}

/** @param root the workspace root; all paths are relative to it */
export function createContents(root: string): Contents {
  const memo = new Map<string, string>();

  function lookAt(path: string, into: Map<string, string>): void {
    const stat = statSync(join(root, path), { bigint: true, throwIfNoEntry: false });
    if (stat?.isDirectory() && !leadsBack(join(root, path))) {
      const names = readdirSync(join(root, path)).sort();
      // An empty folder is something else than none.
      if (names.length === 0) into.set(path, 'folder');
      for (const name of names) lookAt(`${path}/${name}`, into);
    } else if (stat === undefined || !stat.isFile()) into.set(path, MISSING);
    else into.set(path, [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':'));
  }

  function remember(path: string, identity: string, hash: string): string {
    if (Date.now() - changedAt(identity) > RESOLUTION) memo.set(`${path}\0${identity}`, hash);
    return hash;
  }

  function known(path: string, identity: string): string | undefined {
    if (sizeIn(identity) === undefined) return identity;
    const before = memo.get(`${path}\0${identity}`);
    if (before !== undefined || (sizeIn(identity) ?? 0) > SMALL) return before;
    try {
      return remember(path, identity, sha256(readFileSync(join(root, path))));
    } catch {
      return MISSING;
    }
  }

  async function hashOf(path: string, identity: string): Promise<string> {
    const small = known(path, identity);
    if (small !== undefined) return small;
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(root, path)), hash);
    return remember(path, identity, hash.digest('hex'));
  }

  return {
    look(paths) {
      const seen = new Map<string, string>();
      for (const path of paths) lookAt(path, seen);
      return seen;
    },
    async hash(look) {
      const hashes = new Map<string, string>();
      for (const [path, identity] of look)
        hashes.set(path, known(path, identity) ?? (await hashOf(path, identity)));
      return hashes;
    },
    note(look) {
      for (const [path, identity] of look) known(path, identity);
    },
    writtenAfter(look, time) {
      const now = Date.now();
      for (const [path, identity] of look) {
        const changed = changedAt(identity);
        if (changed > time && changed <= now) return path;
      }
      return undefined;
    },
    async changed(before, after) {
      for (const path of before.keys()) if (!after.has(path)) return path;
      for (const [path, identity] of after) {
        const earlier = before.get(path);
        if (earlier === identity) continue;
        const content = earlier && (memo.get(`${path}\0${earlier}`) ?? earlier);
        if (content !== (await hashOf(path, identity))) return path;
      }
      return undefined;
    },
  };
}

/** The size of a file, in bytes; undefined of what is no file. */
export function sizeIn(identity: string): number | undefined {
  const [, , size] = identity.split(':');
  return size === undefined ? undefined : Number(size);
}

/** When a file's content or whereabouts last changed, in milliseconds since 1970; 0 for what is no file. */
function changedAt(identity: string): number {
  return Number(identity.split(':')[4] ?? 0) / 1_000_000;
}

export function sha256(content: string | Buffer): string {
  return digest('sha256', content);
}
