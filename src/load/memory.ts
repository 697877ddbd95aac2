import { type BigIntStats, lstatSync, statSync } from 'node:fs';
import type { Loaded, LoadRequest } from './messages.js';

/** For how long catalogs are remembered, in milliseconds: one call of Nx asks for them two or three times. */
const LIMIT = 10_000;

/** A file changed this recently may change again without its times showing it, in milliseconds. */
const RESOLUTION = 100;

/** What was loaded last in this process. */
export interface LoadMemory {
  /** What was loaded for the same request, where to load it again could give nothing else. */
  recall(request: LoadRequest): ReadonlyMap<string, Loaded> | undefined;
  /**
   * Remembers what was loaded, if it is known of all of it what it depends on.
   *
   * @param began before anything of it was read, in milliseconds since 1970
   */
  keep(request: LoadRequest, loaded: ReadonlyMap<string, Loaded>, began: number): void;
  /** Whether {@link recall} may have something for a workspace, which is then not yet worth a thread. */
  mayKnow(root: string): boolean;
}

interface Kept {
  readonly request: string;
  readonly root: string;
  readonly loaded: ReadonlyMap<string, Loaded>;
  readonly began: number;
  /** What was there, by absolute path. */
  readonly identities: ReadonlyMap<string, string>;
}

/**
 * Within one call, Nx makes the graph up to three times. A catalog whose modules can look at nothing but each other is
 * the same as long as they are: every file and folder that decides it has the inode, size and times in nanoseconds that
 * it had, and so has the environment. Any other catalog is evaluated each time.
 *
 * @param now milliseconds since 1970
 */
export function createLoadMemory(now: () => number = Date.now): LoadMemory {
  let kept: Kept | undefined;

  const isFresh = ({ began }: Kept) => now() >= began && now() - began <= LIMIT;

  return {
    recall(request) {
      if (kept === undefined || kept.request !== nameOf(request) || !isFresh(kept))
        return undefined;
      for (const [path, identity] of kept.identities)
        if (identityOf(path)?.text !== identity) return undefined;
      return kept.loaded;
    },
    keep(request, loaded, began) {
      kept = undefined;
      if (Object.keys(request.overlay).length > 0 || loaded.size === 0) return;
      const identities = new Map<string, string>();
      for (const { catalog, problems, grounds } of loaded.values()) {
        if (catalog === undefined || problems.length > 0 || grounds === undefined) return;
        for (const path of grounds) {
          if (identities.has(path)) continue;
          const identity = identityOf(path);
          // It may have been another one while the catalogs were evaluated.
          if (identity === undefined || identity.changed > began - RESOLUTION) return;
          identities.set(path, identity.text);
        }
      }
      kept = { request: nameOf(request), root: request.root, loaded, began, identities };
    },
    mayKnow: (root) => kept !== undefined && kept.root === root && isFresh(kept),
  };
}

function nameOf({ root, files, overlay, env }: LoadRequest): string {
  const variables = Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([root, files, overlay, variables]);
}

/** What is at a path, and at the end of it where it is a link; undefined where nobody can tell. */
function identityOf(path: string): { readonly text: string; readonly changed: number } | undefined {
  try {
    const looks = [lookAt(path, lstatSync), lookAt(path, statSync)];
    const text = looks
      .map((stat) =>
        stat === undefined
          ? 'missing'
          : [stat.mode, stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':'),
      )
      .join(' ');
    const changed = looks.map((stat) => Number(stat?.ctimeNs ?? 0n) / 1_000_000);
    return { text, changed: Math.max(...changed) };
  } catch {
    return undefined;
  }
}

function lookAt(path: string, look: typeof statSync): BigIntStats | undefined {
  try {
    return look(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    // Something on the way is a file.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}
