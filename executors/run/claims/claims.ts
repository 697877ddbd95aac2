import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isAlive, self } from './owner.js';

/** Gives a claim up. */
export type Release = () => void;

/** Names that one process at a time can have, in a folder shared by processes. */
export interface Claims {
  /**
   * Claims a name for this process; one whose process is dead is taken over. Where files cannot be
   * written at all, the claim is granted: a full disk must not stop anybody's results.
   *
   * @returns undefined where another process, or another caller in this one, has it
   */
  take(name: string): Release | undefined;
  close(): void;
}

const OWNER = 'owner-';

/** Milliseconds after which a claim that is still empty is nobody's. */
const WRITING = 10_000;

/** Paths of the claims of this process. */
const held = new Set<string>();

/** A claim is a hard link to a file that says who its owner is: complete as soon as it is there, and cheap. */
export function openClaims(folder: string): Claims {
  const owner = join(folder, `${OWNER}${process.pid}`);
  const usable = succeeds(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(owner, self());
    for (const name of readdirSync(folder))
      if (name.startsWith(OWNER) && isStale(join(folder, name))) remove(join(folder, name));
  });

  return {
    take(name) {
      const path = join(folder, name);
      if (!usable) return () => {};
      for (const _ of [1, 2]) {
        const problem = link(owner, path);
        if (problem === undefined) {
          held.add(path);
          return () => {
            held.delete(path);
            remove(path);
          };
        }
        if (problem !== 'EEXIST') return () => {};
        if (!isStale(path, path) || !takeAway(path)) return undefined;
      }
      return undefined;
    },
    close: () => remove(owner),
  };
}

/** @returns the error's code */
function link(owner: string, path: string): string | undefined {
  try {
    linkSync(owner, path);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS' ? writeNew(path) : code;
  }
}

/** For file systems without hard links. */
function writeNew(path: string): string | undefined {
  try {
    writeFileSync(path, self(), { flag: 'wx' });
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It is there, and empty: the disk is full.
    if (code !== 'EEXIST') remove(path);
    return code;
  }
}

/** @param claim its path, where the file may be a claim of this process that could not be removed */
function isStale(path: string, claim?: string): boolean {
  try {
    const owner = readFileSync(path, 'utf8');
    if (claim !== undefined && owner === self()) return !held.has(claim);
    // One that is being written, unless its owner died over it.
    return owner === '' ? Date.now() - statSync(path).mtimeMs > WRITING : !isAlive(owner);
  } catch {
    // Just given up.
    return true;
  }
}

/** Renaming is what only one of several processes that see a stale file succeeds in. */
function takeAway(path: string): boolean {
  const away = `${path}.${process.pid}`;
  if (!succeeds(() => renameSync(path, away))) return true;
  const stale = isStale(away, path);
  // Otherwise somebody else took over in between, and this is the new owner's.
  if (stale) remove(away);
  else succeeds(() => renameSync(away, path));
  return stale;
}

function remove(path: string): void {
  succeeds(() => unlinkSync(path));
}

function succeeds(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
