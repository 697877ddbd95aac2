import fs from 'node:fs';
import Module, { createRequire, syncBuiltinESMExports } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type fastGlob from 'fast-glob';
import { matchesGlob } from '../files/glob-match.js';
import { workspacePath } from '../files/paths.js';

/** The files of a workspace as an overlay shows them. */
export interface OverlaidFiles {
  /** The files that match a pattern, relative to the root, sorted. */
  readonly find: (pattern: string) => readonly string[];
}

/**
 * Shows this thread the workspace as generators see it, before their changes are on disk: reading,
 * resolving and finding files follow the overlay. It replaces functions of this thread's own
 * `node:fs`, because the loader of TypeScript reads files through it and has no other way in; other
 * threads keep theirs.
 *
 * @param overlay texts by path relative to the root; null where the file is gone
 */
export function applyOverlay(
  root: string,
  overlay: { readonly [file: string]: string | null },
): OverlaidFiles {
  const texts = new Map(Object.entries(overlay).map(([file, text]) => [join(root, file), text]));
  if (texts.size > 0) {
    overlayFs(texts);
    overlayRequire(texts);
  }
  return {
    find: (pattern) => {
      const options = { cwd: root, onlyFiles: true, ignore: ['**/node_modules/**', '.git/**'] };
      const found = new Set(fs.existsSync(root) ? globbing().sync(pattern, options) : []);
      for (const [absolute, text] of texts) {
        const file = workspacePath(root, absolute);
        if (text === null) found.delete(file);
        else if (matchesGlob(file, pattern)) found.add(file);
      }
      return [...found].sort();
    },
  };
}

/** Ninety files, which only catalogs with globs need. */
function globbing(): typeof fastGlob {
  return createRequire(import.meta.url)('fast-glob') as typeof fastGlob;
}

function overlayFs(texts: ReadonlyMap<string, string | null>): void {
  const folders = new Set<string>();
  for (const [file, text] of texts)
    if (text !== null)
      for (let at = dirname(file); !folders.has(at) && at !== dirname(at); at = dirname(at))
        folders.add(at);
  const textOf = (path: unknown) => texts.get(pathOf(path));
  const real = { ...fs };
  const statOf =
    (name: 'statSync' | 'lstatSync') => (path: fs.PathLike, options?: fs.StatSyncOptions) => {
      const text = textOf(path);
      const isFolder = folders.has(pathOf(path)) && !real.existsSync(path);
      if (text === undefined && !isFolder) return real[name](path, options as never);
      if (text !== null) return stats(isFolder, text ?? '');
      if (options?.throwIfNoEntry === false) return undefined;
      throw missing(path);
    };
  Object.assign(fs, {
    existsSync: (path: fs.PathLike) => {
      const text = textOf(path);
      if (text === undefined) return folders.has(pathOf(path)) || real.existsSync(path);
      return text !== null;
    },
    readFileSync: (
      path: fs.PathOrFileDescriptor,
      options?: BufferEncoding | { encoding?: BufferEncoding },
    ) => {
      const text = textOf(path);
      if (text === undefined) return real.readFileSync(path, options as never);
      if (text === null) throw missing(path);
      const encoding = typeof options === 'string' ? options : options?.encoding;
      return encoding === undefined || encoding === null ? Buffer.from(text) : text;
    },
    statSync: statOf('statSync'),
    lstatSync: statOf('lstatSync'),
    realpathSync: Object.assign(
      (path: string, options?: never) =>
        textOf(path) == null && !folders.has(pathOf(path))
          ? real.realpathSync(path, options)
          : path,
      { native: real.realpathSync.native },
    ),
  });
  syncBuiltinESMExports();
}

type ResolveFilename = (
  request: string,
  parent: { readonly filename?: string } | undefined,
  isMain: boolean,
  options?: { readonly paths?: readonly string[] },
) => string;

/** Node's own `require.resolve`, to which the loader turns in the end, looks at the disk past `node:fs`. */
function overlayRequire(texts: ReadonlyMap<string, string | null>): void {
  const modules = Module as unknown as { _resolveFilename: ResolveFilename };
  const real = modules._resolveFilename;
  modules._resolveFilename = (request, parent, isMain, options) => {
    if (/^\.{0,2}\//.test(request))
      for (const folder of options?.paths ?? [dirname(parent?.filename ?? '')]) {
        const path = resolve(folder, request);
        if (typeof texts.get(path) === 'string') return path;
      }
    const path = real.call(Module, request, parent, isMain, options);
    if (texts.get(path) === null) throw missing(path);
    return path;
  };
}

function missing(path: unknown): Error {
  const error = new Error(`ENOENT: no such file or directory, '${String(path)}'`);
  return Object.assign(error, { code: 'ENOENT' });
}

function pathOf(path: unknown): string {
  const text = path instanceof URL ? path.pathname : String(path);
  return resolve(text.replace(/^file:\/\//, ''));
}

function stats(isFolder: boolean, text: string) {
  return {
    isFile: () => !isFolder,
    isDirectory: () => isFolder,
    isSymbolicLink: () => false,
    isFIFO: () => false,
    size: Buffer.byteLength(text),
    mtimeMs: 0,
    mtime: new Date(0),
  };
}
