import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLocal, workspacePath } from '../files/paths.js';

/** Files that module loaders look at on their own. */
const LOADERS = /(?:^|\/)(?:package|[jt]sconfig[^/]*)\.json$/;

/** What asks for a file on behalf of a loader. */
const LOADER = /node:internal\/modules\/|[/\\]jiti[/\\]dist[/\\]/;

/** What stands between a function that is watched and the code that called it. */
const BETWEEN = /\((?:node:fs|node:internal\/fs)|[/\\]load[/\\](?:watch-reads|overlay)\.[jt]s:/;

const READING = ['readFile', 'readFileSync', 'open', 'openSync', 'createReadStream'];
const LISTING = ['readdir', 'readdirSync', 'opendir', 'opendirSync'];
const MATCHING = ['glob', 'globSync'];
const ASKING = [
  ...['exists', 'existsSync', 'access', 'accessSync', 'stat', 'statSync', 'lstat', 'lstatSync'],
  ...['readlink', 'readlinkSync', 'realpath', 'realpathSync'],
];

// biome-ignore lint/complexity/noBannedTypes: any function of Node's, whose arguments are passed on as they are
type Functions = Record<string, Function | undefined>;

type Kind = 'read' | 'ask' | 'list';

/** What the evaluation of catalogs saw of the workspace, relative to its root, sorted. */
export interface Seen {
  /** Files that were read or asked for; some of them are not there. */
  readonly files: readonly string[];
  /** Folders of which a catalog knows what is in them, at any depth; `''` is the root. */
  readonly folders: readonly string[];
}

/** Watches this thread's `node:fs` from `begin` to `end`: while a catalog is at work. */
export interface ReadWatch {
  /** @param root the workspace root, absolute, without symbolic links */
  begin(root: string): void;
  end(): void;
  /** Does what is this package's own work. */
  unwatched<T>(act: () => T): T;
  /** Notes what a glob relative to the root looks at. */
  noteGlob(pattern: string): void;
  /** All that was ever seen, as it is now. */
  seen(): Seen;
}

/**
 * Watches for files of the workspace that catalogs read, list, or ask for: they make the catalogs what
 * they are, as their modules do. For a thread in which no other module has taken functions of `node:fs` yet.
 */
export function watchReads(): ReadWatch {
  const asked = new Set<string>();
  const listed = new Set<string>();
  let root = '';
  let isOn = false;

  function note(path: unknown, kind: Kind): void {
    if (!isOn) return;
    if (!(typeof path === 'string' || path instanceof URL || Buffer.isBuffer(path))) return;
    const file = workspacePath(root, resolve(pathOf(path)));
    if (file === '' ? kind !== 'list' : !isLocal(file) || /^(?:node_modules|\.git)$/.test(file))
      return;
    const known = kind === 'list' ? listed : asked;
    if (known.has(file)) return;
    if ((kind === 'ask' || LOADERS.test(file)) && calledByLoader()) return;
    known.add(file);
  }

  function noteGlob(patterns: unknown, options?: unknown): void {
    const cwd = (options as { readonly cwd?: unknown } | undefined)?.cwd;
    for (const pattern of [patterns].flat())
      note(resolve(cwd === undefined ? '' : pathOf(cwd), baseOf(String(pattern))), 'list');
  }

  const watching: readonly (readonly [readonly string[], (...args: unknown[]) => void])[] = [
    [READING, (path) => note(path, 'read')],
    [ASKING, (path) => note(path, 'ask')],
    [LISTING, (path) => note(path, 'list')],
    [MATCHING, noteGlob],
  ];
  for (const functions of [fs, fs.promises] as unknown as readonly Functions[])
    for (const [names, noteCall] of watching)
      for (const name of names) {
        const original = functions[name];
        if (typeof original !== 'function') continue;
        const noting = function (this: unknown, ...args: unknown[]): unknown {
          noteCall(...args);
          return original.apply(this, args);
        };
        for (const key of Reflect.ownKeys(original))
          if (key !== 'prototype')
            Object.defineProperty(noting, key, Object.getOwnPropertyDescriptor(original, key)!);
        functions[name] = noting;
      }
  syncBuiltinESMExports();

  const unwatched = <T>(act: () => T): T => {
    const before = isOn;
    isOn = false;
    try {
      return act();
    } finally {
      isOn = before;
    }
  };
  return {
    begin(workspace) {
      root = workspace;
      isOn = true;
    },
    end() {
      isOn = false;
    },
    unwatched,
    noteGlob: (pattern) => noteGlob(pattern, { cwd: root }),
    seen: () =>
      unwatched(() => {
        const files = new Set<string>();
        const folders = new Set(listed);
        for (const path of asked) {
          const stat = statOf(join(root, path));
          if (!stat?.isDirectory()) files.add(path);
          // What is not there may become a folder.
          if (!stat?.isFile()) folders.add(path);
        }
        return { files: [...files].sort(), folders: [...folders].sort() };
      }),
  };
}

function calledByLoader(): boolean {
  const frames = (new Error().stack ?? '').split('\n').slice(1);
  return LOADER.test(frames.find((frame) => !BETWEEN.test(frame)) ?? '');
}

function statOf(path: string): fs.Stats | undefined {
  try {
    return fs.statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function pathOf(path: unknown): string {
  return path instanceof URL ? fileURLToPath(path) : String(path);
}

/** The folder below which all is that a glob matches. */
function baseOf(pattern: string): string {
  const parts = pattern.split('/').slice(0, -1);
  const magic = parts.findIndex((part) => /[*?[\]{}()!+@\\]/.test(part));
  return parts.slice(0, magic === -1 ? parts.length : magic).join('/');
}
