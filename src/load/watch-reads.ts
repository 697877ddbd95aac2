import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLocal, workspacePath } from '../files/paths.js';

/** Files that module loaders look at on their own. */
const LOADERS = /(?:^|\/)(?:package|[jt]sconfig[^/]*)\.json$/;

/** What asks for a file on behalf of a loader. */
const LOADER = /node:internal\/modules\/|[/\\]jiti[/\\]dist[/\\]/;

const READING = ['readFile', 'readFileSync', 'open', 'openSync', 'createReadStream'] as const;
const LISTING = ['readdir', 'readdirSync', 'opendir', 'opendirSync'] as const;

// biome-ignore lint/complexity/noBannedTypes: any function of Node's, whose arguments are passed on as they are
type Functions = Record<string, Function | undefined>;

/** What the evaluation of catalogs reads of the workspace. */
export interface ReadWatch {
  /** The files since the last call, and those in folders that were listed; relative to the root, sorted. */
  taken(): readonly string[];
}

/**
 * Watches this thread's own `node:fs` for files of the workspace that a catalog reads: they make the
 * catalog what it is, as its modules do.
 *
 * @param root the workspace root, absolute, without symbolic links
 */
export function watchReads(root: string): ReadWatch {
  const read = new Set<string>();
  let quiet = false;

  function note(path: unknown, isFolder: boolean): void {
    if (quiet || !(typeof path === 'string' || path instanceof URL || Buffer.isBuffer(path)))
      return;
    const text = path instanceof URL ? fileURLToPath(path) : String(path);
    const file = workspacePath(root, resolve(text));
    if (!isLocal(file)) return;
    if (LOADERS.test(file) && LOADER.test(new Error().stack ?? '')) return;
    quiet = true;
    try {
      if (!isFolder) read.add(file);
      else
        for (const entry of fs.readdirSync(join(root, file), { withFileTypes: true }))
          if (entry.isFile()) read.add(file === '.' ? entry.name : `${file}/${entry.name}`);
    } catch {
      // Who lists it hears that it is not there.
    } finally {
      quiet = false;
    }
  }

  for (const functions of [fs, fs.promises] as unknown as readonly Functions[])
    for (const [names, isFolder] of [
      [READING, false],
      [LISTING, true],
    ] as const)
      for (const name of names) {
        const original = functions[name];
        if (typeof original !== 'function') continue;
        functions[name] = Object.assign(function (this: unknown, ...args: unknown[]): unknown {
          note(args[0], isFolder);
          return original.apply(this, args);
        }, original);
      }
  syncBuiltinESMExports();

  return {
    taken() {
      const files = [...read].filter((file) => fs.statSync(join(root, file), NONE)?.isFile());
      read.clear();
      return files.sort();
    },
  };
}

const NONE = { throwIfNoEntry: false } as const;
