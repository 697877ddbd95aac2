import { existsSync, realpathSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { BUILTINS, isObject, valuesOf } from './builtins.js';
import { loadersOf } from './insides.js';
import { isChanged, type Snapshot, takeSnapshot } from './snapshot.js';

// An installed package is evaluated once per process: doing it for each experiment would take
// longer than most experiments, and Node never forgets an ES module. What packages export is
// watched instead.

/** How far below a module's exports to look: `Decimal.precision` and `Decimal.prototype.plus` are 2. */
const DEPTH = 2;

interface Watched {
  readonly snapshot: Snapshot;
  readonly depth: number;
}

const require = createRequire(import.meta.url);
let env: NodeJS.ProcessEnv = {};
const watched = new Map<object, Watched>();
const required: NodeJS.Module[] = [];
let requiring = 0;
let importing = 0;
let isTainted = false;

/** Whether a file belongs to an installed package; a workspace's own one is only linked there. */
export function isPackage(path: string): boolean {
  return IN_PACKAGE.test(realPath(path));
}

/** Where a file is that may be linked into `node_modules`. */
export function realPath(path: string): string {
  let real = realPaths.get(path);
  if (real === undefined) {
    real = IN_PACKAGE.test(path) && existsSync(path) ? realpathSync(path) : path;
    realPaths.set(path, real);
  }
  return real;
}

const IN_PACKAGE = /[/\\]node_modules[/\\]/;
const realPaths = new Map<string, string>();

/** Imports a package as Node does, and watches what it exports from then on. */
export async function importPackage(id: string): Promise<unknown> {
  importing++;
  try {
    const exports: unknown = await import(isAbsolute(id) ? pathToFileURL(id).href : id);
    watchExports(exports);
    return exports;
  } finally {
    importing--;
    watchRequired();
  }
}

/** Has every package watched that is required, by whatever code; the environment is what it is to be. */
export function interceptRequire(): void {
  env = { ...process.env };
  const loaders = loadersOf(module);
  for (const [extension, load] of Object.entries(loaders))
    loaders[extension] = (module, path) => {
      if (!isPackage(path)) return load?.(module, path);
      requiring++;
      try {
        load?.(module, path);
        required.push(module);
      } finally {
        requiring--;
        // Sooner, the package's other modules may still add to it.
        if (requiring === 0 && importing === 0) watchRequired();
      }
    };
}

/** Whether a package is being evaluated: what it does then, it does once for all experiments. */
export function isLoadingPackage(): boolean {
  return requiring > 0 || importing > 0;
}

/** Whether packages may differ from packages that were loaded afresh, as far as that shows. */
export function packagesChanged(): boolean {
  if (isTainted) return true;
  for (const { snapshot } of watched.values()) if (isChanged(snapshot)) return true;
  return false;
}

function watchRequired(): void {
  for (const module of required.splice(0)) watchExports(module.exports);
}

function watchExports(exports: unknown): void {
  if (!isObject(exports) || watched.get(exports)?.depth === DEPTH) return;
  // The package may have read what the experiment set.
  isTainted ||= !isDeepStrictEqual({ ...process.env }, env);
  watch(exports, DEPTH);
}

function watch(value: unknown, depth: number): void {
  if (!isObject(value) || BUILTINS.has(value) || value === globalThis || value === process) return;
  // What modules are loaded is no property of `node:module`.
  if (value === require.cache) return;
  // Data, and there may be a lot of it.
  if (ArrayBuffer.isView(value)) return;
  const known = watched.get(value);
  if (known !== undefined && known.depth >= depth) return;
  const snapshot = known?.snapshot ?? takeSnapshot(value, 'enumerable');
  watched.set(value, { snapshot, depth });
  if (depth > 0) for (const property of valuesOf(value)) watch(property, depth - 1);
}
