import fs, { constants } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLoadingPackage } from '../isolation/packages.js';

/** The files that this process opened between two moments; absolute paths, as they were asked for. */
export interface Touched {
  /** Files whose content was read, before this process wrote them. */
  readonly read: Set<string>;
  /** Folders whose names were read. */
  readonly listed: Set<string>;
  /** Files that were written anew, whatever they held. */
  readonly written: Set<string>;
  /** Folders that were made or filled here: all below is this process's own. */
  readonly made: Set<string>;
  /** What the names of such folders begin with, where Node adds six characters. */
  readonly begun: Set<string>;
  /** What was read while packages were being loaded, which happens once in a process. */
  readonly byPackages: Set<string>;
}

export interface FileWatch {
  begin(): void;
  /** What was touched since; nothing is noted from then on. */
  end(): Touched;
}

type Args = readonly unknown[];
type Note = (args: Args, touched: Touched) => void;
// biome-ignore lint/complexity/noBannedTypes: any function of Node's, whose arguments are passed on as they are
type Functions = Record<string, Function | undefined>;

/** Files that module loaders look at on their own, beside the modules themselves. */
const LOADERS = /[/\\](?:(?:package|[jt]sconfig[^/\\]*)\.json|jiti[/\\][^/\\]+)$/;

/** What asks for a file on behalf of a loader: Node's, jiti, or this package. */
const LOADER = /^node:internal\/modules\/|[/\\]jiti[/\\]dist[/\\]/;

/** Node's own code between a function that is watched and the code that called it. */
const NODE_FS = /^node:(?:fs|internal\/fs)/;

/**
 * Watches the functions of `node:fs` and `node:fs/promises` that open files, for as long as the process
 * lives: whoever imports them gets what watches. Native code, threads and children are not seen.
 *
 * @param own the folder of this package, absolute: what it reads itself is not the experiment's
 */
export function watchFiles(own: string): FileWatch {
  let touched: Touched | undefined;
  /** Node's functions call each other. */
  let depth = 0;

  function wrap(functions: Functions, name: string, note: Note): void {
    const original = functions[name];
    if (typeof original !== 'function') return;
    const watching = function (this: unknown, ...args: unknown[]): unknown {
      if (touched === undefined || depth > 0) return original.apply(this, args);
      note(args, touched);
      depth++;
      try {
        return original.apply(this, args);
      } finally {
        depth--;
      }
    };
    for (const key of Reflect.ownKeys(original))
      if (key !== 'prototype')
        Object.defineProperty(watching, key, Object.getOwnPropertyDescriptor(original, key)!);
    functions[name] = watching;
  }

  function noteRead(path: unknown, to: Touched): void {
    const file = absolute(path);
    if (file === undefined || to.read.has(file) || isOwn(file, to)) return;
    if (LOADERS.test(file) && calledByLoader(own)) return;
    to.read.add(file);
    if (isLoadingPackage()) to.byPackages.add(file);
  }

  const read: Note = ([path], to) => noteRead(path, to);
  const list: Note = ([path], to) => {
    const folder = absolute(path);
    if (folder === undefined || isOwn(folder, to)) return;
    to.listed.add(folder);
    if (isLoadingPackage()) to.byPackages.add(folder);
  };
  const open: Note = ([path, flags], to) => noteOpen(path, flags, 'r', to);
  const write =
    (flags: string): Note =>
    ([path, , options], to) =>
      noteOpen(path, (options as { readonly flag?: unknown } | null)?.flag, flags, to);
  const copy: Note = ([from, to], touched) => {
    noteRead(from, touched);
    add(touched.written, to);
  };
  const copyAll: Note = ([from, to], touched) => {
    const source = absolute(from);
    if (source === undefined) return;
    if (isFolder(source)) list([source], touched);
    else noteRead(source, touched);
    add(touched.made, to);
  };
  const move: Note = ([, to], { made }) => add(made, to);
  const make: Note = ([path], { made }) => {
    const folder = absolute(path);
    if (folder !== undefined && !fs.existsSync(folder)) made.add(folder);
  };

  function noteOpen(path: unknown, given: unknown, byDefault: string, to: Touched): void {
    const flags = typeof given === 'string' || typeof given === 'number' ? given : byDefault;
    const { reads, empties } = meaningOf(flags);
    if (empties) add(to.written, path);
    else {
      const file = absolute(path);
      if (file === undefined) return;
      // What is written to the end of a new file is all that there is in it.
      if (!fs.existsSync(file)) to.written.add(file);
      else if (reads) noteRead(file, to);
    }
  }

  const notes: { readonly [name: string]: Note } = {
    open,
    readFile: read,
    openAsBlob: read,
    readdir: list,
    opendir: list,
    writeFile: write('w'),
    appendFile: write('a'),
    copyFile: copy,
    cp: copyAll,
    rename: move,
    link: copy,
    mkdir: make,
    mkdtemp: ([prefix], { begun }) => add(begun, prefix),
  };
  for (const [name, note] of Object.entries(notes)) {
    wrap(fs as unknown as Functions, name, note);
    wrap(fs as unknown as Functions, `${name}Sync`, note);
    wrap(fs.promises as unknown as Functions, name, note);
  }
  wrap(process as unknown as Functions, 'loadEnvFile', ([path = '.env'], to) => noteRead(path, to));
  syncBuiltinESMExports();

  return {
    begin() {
      touched = {
        read: new Set(),
        listed: new Set(),
        written: new Set(),
        made: new Set(),
        begun: new Set(),
        byPackages: new Set(),
      };
    },
    end() {
      const all = touched!;
      touched = undefined;
      return all;
    },
  };
}

function isFolder(path: string): boolean {
  try {
    return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

function add(paths: Set<string>, path: unknown): void {
  const file = absolute(path);
  if (file !== undefined) paths.add(file);
}

/** Of what Node takes for a path; a descriptor is none. */
function absolute(path: unknown): string | undefined {
  try {
    if (typeof path === 'string') return resolve(path);
    if (path instanceof URL) return fileURLToPath(path);
    return Buffer.isBuffer(path) ? resolve(path.toString()) : undefined;
  } catch {
    return undefined;
  }
}

function isOwn(file: string, { written, made, begun }: Touched): boolean {
  if (written.has(file)) return true;
  if (made.size > 0)
    for (let at = file; at !== dirname(at); at = dirname(at)) if (made.has(at)) return true;
  for (const start of begun)
    if (file.startsWith(start) && /^[^/\\]{6}(?:[/\\]|$)/.test(file.slice(start.length)))
      return true;
  return false;
}

/** The bits of a number of flags that say whether to read, to write or both. */
const ACCESS = 3;

function meaningOf(flags: string | number): { readonly reads: boolean; readonly empties: boolean } {
  return typeof flags === 'string'
    ? { reads: /^s?r|\+/.test(flags), empties: flags.includes('w') }
    : {
        reads: (flags & ACCESS) !== constants.O_WRONLY,
        empties: (flags & constants.O_TRUNC) !== 0,
      };
}

/** Whether the code that asked is a module loader, by the first frame that is not of `node:fs`. */
function calledByLoader(own: string): boolean {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 10;
    Error.prepareStackTrace = (_, frames) => frames.map((frame) => frame.getFileName() ?? '');
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder, calledByLoader);
    const caller = (holder.stack as string[])
      .map((name) => (name.startsWith('file:') ? fileURLToPath(name) : name))
      .find((name) => !NODE_FS.test(name) && name !== SELF);
    return caller !== undefined && (LOADER.test(caller) || caller.startsWith(own));
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}

const SELF = fileURLToPath(import.meta.url);
