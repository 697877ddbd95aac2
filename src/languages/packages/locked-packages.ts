import { createRequire } from 'node:module';
import { posix } from 'node:path';
import type * as toml from 'smol-toml';
import type * as yaml from 'yaml';
import { canonical } from '../../catalog/json.js';
import type { CodeFiles } from '../code.js';
import { STANDARD_LIBRARY } from '../python/standard-library.js';
import { distributionsOf, normalName } from './distributions.js';

// Loaded where such a file is read: they take 50 ms, which every call of Nx would wait for.
const require = createRequire(import.meta.url);
const parseToml = (text: string) => (require('smol-toml') as typeof toml).parse(text);
const parseYaml = (text: string): unknown => (require('yaml') as typeof yaml).parse(text);

/** What of a lock file decides the result of a task. */
export interface LockedPackages {
  /** Relative to the workspace root. */
  readonly file: string;
  /** Canonical text of what counts. */
  readonly entries: string;
  /** Whether that is the whole file. */
  readonly whole: boolean;
}

const LOCK =
  /^(uv\.lock|pixi\.lock|poetry\.lock|pylock(\.[^.]+)?\.toml|Pipfile\.lock|requirements.*\.txt|environment\.ya?ml|renv\.lock|Manifest\.toml)$/;

/** The lock files of the nearest folder that has some, from a folder upwards to the workspace root. */
export function nearestLocks(folder: string, files: CodeFiles): readonly string[] {
  for (let at = posix.normalize(folder); ; at = posix.dirname(at)) {
    const found = files
      .list(at)
      .filter((name) => LOCK.test(name))
      .map((name) => posix.join(at, name))
      .filter(files.isFile);
    if (found.length > 0 || at === '.' || at === '/' || at.startsWith('..')) return found;
  }
}

/**
 * What of a lock file decides the result of code with some imports: the entries of the distributions
 * that are imported and of all that these depend on, where its format tells; otherwise all of it.
 *
 * @param file relative to the workspace root
 * @param imports top-level names of imported packages
 */
export function lockedPackages(
  file: string,
  text: string,
  imports: readonly string[],
): LockedPackages {
  const picked = pick(file, text, imports);
  return picked === undefined
    ? { file, entries: text.replace(/\r\n/g, '\n'), whole: true }
    : { file, entries: canonical(picked), whole: false };
}

type Entry = { readonly [key: string]: unknown };

/** The entries that count, and what holds for all of them; undefined where that cannot be told. */
function pick(file: string, text: string, imports: readonly string[]): unknown {
  const name = posix.basename(file);
  try {
    if (name === 'uv.lock' || name === 'poetry.lock') {
      const { package: packages, metadata, ...rest } = parseToml(text) as Entry;
      // `content-hash` is of pyproject.toml as a whole; the versions that it led to stand in the entries.
      const { 'content-hash': _, files: hashes, ...kept } = (metadata ?? {}) as Entry;
      if (hashes !== undefined) return undefined;
      return picked(packages, imports, { ...rest, ...kept });
    }
    if (name === 'pixi.lock') {
      const { packages, ...rest } = parseYaml(text) as Entry;
      return pickedFromPixi(packages, imports, rest);
    }
  } catch {
    // Not read: it counts as a whole.
  }
  return undefined;
}

function picked(packages: unknown, imports: readonly string[], rest: Entry): unknown {
  if (!Array.isArray(packages)) return undefined;
  const byName = new Map<string, Entry[]>();
  for (const entry of packages as Entry[]) {
    const name = normalName(String(entry.name));
    byName.set(name, [...(byName.get(name) ?? []), entry]);
  }
  const names = reached(imports, byName, dependenciesOf);
  return names && { rest, packages: names.map((name) => [name, byName.get(name)]) };
}

/** Names of what an entry of uv.lock or poetry.lock depends on, extras included. */
function dependenciesOf(entry: Entry): string[] {
  const listed = (value: unknown): string[] =>
    Array.isArray(value)
      ? value.flatMap((one) => (typeof one === 'string' ? [one] : [String((one as Entry).name)]))
      : Object.entries((value ?? {}) as Entry).flatMap(([key, one]) =>
          Array.isArray(one) && typeof one[0] !== 'string' && 'name' in ((one[0] ?? {}) as Entry)
            ? listed(one)
            : [key],
        );
  const optional = Object.values((entry['optional-dependencies'] ?? {}) as Entry).flatMap(listed);
  const extras = Object.values((entry.extras ?? {}) as Entry).flatMap(listed);
  return [...listed(entry.dependencies), ...optional, ...extras].map(requirementName);
}

/**
 * In pixi.lock an entry stands once per platform and channel; an environment lists them by URL. What
 * these lists say apart from the URLs of entries that do not count is kept.
 */
function pickedFromPixi(packages: unknown, imports: readonly string[], rest: Entry): unknown {
  if (!Array.isArray(packages)) return undefined;
  const byName = new Map<string, Entry[]>();
  const urls = new Map<string, string>();
  for (const entry of packages as Entry[]) {
    const url = String(entry.conda ?? entry.pypi ?? entry.url ?? '');
    const name = normalName(String(entry.name ?? condaName(url)));
    byName.set(name, [...(byName.get(name) ?? []), entry]);
    urls.set(url, name);
  }
  const names = reached(imports, byName, (entry) =>
    [entry.depends, entry.requires_dist]
      .flatMap((list) => (Array.isArray(list) ? list : []))
      .map((requirement) => requirementName(String(requirement))),
  );
  if (names === undefined) return undefined;
  const counts = new Set(['python', ...names]);
  const kept = (value: unknown): unknown => {
    if (Array.isArray(value))
      return value
        .filter((one) => {
          const url = String((one as Entry | null)?.conda ?? (one as Entry | null)?.pypi ?? '');
          const name = urls.get(url);
          return name === undefined || counts.has(name);
        })
        .map(kept);
    return value === null || typeof value !== 'object'
      ? value
      : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, kept(one)]));
  };
  const entries = [...counts].sort().map((name) => [name, byName.get(name)]);
  return { rest: kept(rest), packages: entries };
}

/** `numpy` in `https://conda.anaconda.org/conda-forge/linux-64/numpy-2.1.0-py312_0.conda`. */
function condaName(url: string): string {
  const name = url.split('/').at(-1) ?? '';
  return /\.(conda|tar\.bz2)$/.test(name)
    ? name.split('-').slice(0, -2).join('-')
    : (name.split('-')[0] ?? '');
}

/** `numpy` in `numpy>=1.2,<3 ; python_version > '3.8'`, `NumPy[extra]` and `numpy >=1.2`. */
function requirementName(requirement: string): string {
  return normalName(/^[\w.-]+/.exec(requirement.trim())?.[0] ?? requirement);
}

/** Names of the entries that are imported, and of those that they lead to; undefined where one import has no entry. */
function reached(
  imports: readonly string[],
  byName: ReadonlyMap<string, readonly Entry[]>,
  dependencies: (entry: Entry) => readonly string[],
): readonly string[] | undefined {
  const names = new Set<string>();
  for (const name of imports.filter((one) => !STANDARD_LIBRARY.has(one))) {
    const found = distributionsOf(name).filter((distribution) => byName.has(distribution));
    if (found.length === 0) return undefined;
    for (const distribution of found) names.add(distribution);
  }
  for (const name of names)
    for (const entry of byName.get(name) ?? [])
      for (const needed of dependencies(entry)) if (byName.has(needed)) names.add(needed);
  return [...names].sort();
}
