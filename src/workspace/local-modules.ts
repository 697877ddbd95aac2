import { posix } from 'node:path';
import { foldersAbove, isLocal } from '../files/paths.js';

/** Places of local modules by their names in imports. */
export type Aliases = { readonly [alias: string]: string };

/** A local module; its file is relative to the workspace root. */
export interface LocalModule {
  readonly file: string;
  readonly text: string;
}

/** The local module that a specifier means in a file, if it is one and there. */
export type OpenModule = (from: string, specifier: string) => LocalModule | undefined;

/** How the files of a workspace are seen; paths are relative to its root. */
export interface ModulePlaces {
  readonly read: (file: string) => string | undefined;
  /** Places by prefix (ending in `/`) or by name, as tsconfig has them. */
  readonly aliases?: Aliases;
  /** What is at the end of a symbolic link; of what is no link, itself. */
  readonly endOf?: (path: string) => string;
}

const EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'] as const;

/**
 * Finds local modules, be they named by a path, by an alias of tsconfig, or by the name of a package of
 * the workspace that its package manager linked into a `node_modules`.
 */
export function localModules(places: ModulePlaces): OpenModule {
  const { read, aliases = {} } = places;
  const known = new Map<string, LocalModule | undefined>();
  return (from, specifier) => {
    const key = `${posix.dirname(from)}\0${specifier}`;
    if (!known.has(key)) {
      const isPath = /^\.{1,2}(?:\/|$)/.test(specifier);
      const place = isPath
        ? posix.join(posix.dirname(from), specifier)
        : aliased(specifier, aliases);
      const stems = place === undefined ? linkedStems(from, specifier, places) : [place];
      known.set(key, firstOf(stems.flatMap(filesAt), read));
    }
    return known.get(key);
  };
}

function firstOf(files: readonly string[], read: ModulePlaces['read']): LocalModule | undefined {
  for (const file of files) {
    const text = read(file);
    if (text !== undefined) return { file, text };
  }
  return undefined;
}

/** The files that a module's place may mean, in the order in which they are looked for. */
function filesAt(place: string): readonly string[] {
  const stem = place.replace(/\.([mc]?)js$/, '.$1ts');
  return [
    // A folder's own name is no file; a file without an extension is no module.
    ...(posix.extname(place) === '' ? [] : [place]),
    ...(stem === place ? [] : [stem]),
    ...EXTENSIONS.map((extension) => `${place}${extension}`),
    ...EXTENSIONS.map((extension) => posix.join(place, `index${extension}`)),
  ];
}

function aliased(specifier: string, aliases: Aliases): string | undefined {
  if (Object.hasOwn(aliases, specifier)) return aliases[specifier];
  const prefix = Object.keys(aliases)
    .filter((alias) => alias.endsWith('/') && specifier.startsWith(alias))
    .sort((a, b) => b.length - a.length)[0];
  return prefix === undefined
    ? undefined
    : posix.join(aliases[prefix]!, specifier.slice(prefix.length));
}

/** Where the modules of a package of the workspace may be, by what its manifest says for any condition. */
function linkedStems(from: string, specifier: string, { read, endOf }: ModulePlaces): string[] {
  const [, name, rest] = /^((?:@[^/]+\/)?[^/@.][^/]*)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (endOf === undefined || name === undefined) return [];
  for (const folder of foldersAbove(from)) {
    const link = posix.join(folder, 'node_modules', name);
    const own = endOf(link);
    if (own === link || !isLocal(own)) continue;
    const manifest = manifestOf(read(posix.join(own, 'package.json')));
    const exported = entriesOf(manifest.exports, rest === undefined ? '.' : `./${rest}`);
    const others =
      rest === undefined
        ? [manifest.module, manifest.main, 'index', 'src/index'].flatMap(texts)
        : [rest];
    return [...exported, ...others].map((path) => posix.join(own, path));
  }
  return [];
}

interface Manifest {
  readonly exports?: unknown;
  readonly module?: unknown;
  readonly main?: unknown;
}

function manifestOf(text: string | undefined): Manifest {
  try {
    return (JSON.parse(text ?? '{}') ?? {}) as Manifest;
  } catch {
    return {};
  }
}

/** The paths that a manifest's `exports` may give for a subpath. */
function entriesOf(exports: unknown, subpath: string): readonly string[] {
  if (exports === null || typeof exports !== 'object') return subpath === '.' ? texts(exports) : [];
  const entries = Object.entries(exports);
  if (!entries.some(([key]) => key.startsWith('.'))) return subpath === '.' ? texts(exports) : [];
  return entries.flatMap(([key, value]) => {
    const [before = '', after] = key.split('*');
    if (after === undefined) return key === subpath ? texts(value) : [];
    if (!subpath.startsWith(before) || !subpath.endsWith(after)) return [];
    const star = subpath.slice(before.length, subpath.length - after.length);
    return texts(value).map((path) => path.replaceAll('*', star));
  });
}

/** All texts in a value. */
function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
}
