import { posix } from 'node:path';
import { canonical } from '../../catalog/json.js';
import { normalizeInside } from '../../files/paths.js';
import { byText } from '../by-text.js';
import type { CodeFiles } from '../code.js';
import { STANDARD_LIBRARY } from '../python/standard-library.js';
import { readToml, type Table } from '../toml.js';
import { distributionsOf, normalName } from './distributions.js';
import { headWith, type PixiPackage, readPixiLock } from './pixi-lock.js';

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
  /^(uv\.lock|pixi\.lock|poetry\.lock|pdm\.lock|pylock(\.[^.]+)?\.toml|Pipfile\.lock|requirements.*\.txt|environment\.ya?ml|conda-lock\.ya?ml|renv\.lock|Manifest\.toml)$/;

/** The lists among them that may name further ones. */
const LIST = /^(requirements.*\.txt|environment\.ya?ml)$/;

/** A line of a list that names a further one: `-r base.txt`, `-c constraints.txt`, also behind the `- ` of an environment.yml. */
const FURTHER =
  /^[ \t]*(?:-[ \t]+)?["']?(?:-[rc][ \t=]*|--(?:requirement|constraint)(?:[ \t]+|=))["']?([^\s"'#]+)/gm;

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

/** Lock files, and the lists that lists of requirements among them name, and these name in turn. */
export function withFurtherLists(locks: readonly string[], files: CodeFiles): readonly string[] {
  const all = new Set(locks);
  const lists = new Set(locks.filter((file) => LIST.test(posix.basename(file))));
  for (const list of lists)
    for (const [, path = ''] of (files.read(list) ?? '').matchAll(FURTHER)) {
      const file = normalizeInside(posix.join(posix.dirname(list), path));
      if (file === undefined || !files.isFile(file)) continue;
      all.add(file);
      lists.add(file);
    }
  return [...all];
}

/**
 * What of a lock file decides the result of code with some imports: the entries of the distributions
 * that are imported and of all that these depend on, where its format tells; otherwise all of it.
 *
 * @param file relative to the workspace root
 * @param imports top-level names of imported packages
 * @param maybe further names that count where the file has them
 */
export function lockedPackages(
  file: string,
  text: string,
  imports: readonly string[],
  maybe: readonly string[] = [],
): LockedPackages {
  const picked = pick(file, text, { imports, maybe });
  return picked === undefined
    ? { file, entries: text.replace(/\r\n/g, '\n'), whole: true }
    : { file, entries: canonical(picked), whole: false };
}

/** Top-level names of packages. */
interface Imports {
  readonly imports: readonly string[];
  /** These count where there is an entry. */
  readonly maybe: readonly string[];
}

/** The entries that count, and what holds for all of them; undefined where that cannot be told. */
function pick(file: string, text: string, imports: Imports): unknown {
  const name = posix.basename(file);
  if (name === 'uv.lock' || name === 'poetry.lock') return pickFromToml(text, imports);
  return name === 'pixi.lock' ? pickFromPixi(text, imports) : undefined;
}

function pickFromToml(text: string, imports: Imports): unknown {
  const lock = readLock(text);
  if (lock === null) return undefined;
  const names = reached(imports, lock.needs);
  if (names === undefined) return undefined;
  const counts = ({ name }: Table) => names.has(normalName(String(name)));
  const hashes = Object.entries(lock.hashes).filter(([name]) => counts({ name }));
  return { rest: lock.rest, hashes, packages: lock.packages.filter(counts) };
}

/** An uv.lock or poetry.lock, taken apart. */
const readLock = byText((text) => {
  const { package: packages, metadata, ...rest } = readToml(text);
  if (!Array.isArray(packages)) return null;
  // `content-hash` is of pyproject.toml as a whole; the versions that it led to stand in the entries.
  const { 'content-hash': _, files, ...kept } = (metadata ?? {}) as Table;
  return {
    rest: { ...rest, ...kept },
    // Older locks of Poetry have them apart.
    hashes: (files ?? {}) as Table,
    packages: packages as Table[],
    needs: needsBy(packages as Table[], ({ name }) => [String(name)], dependenciesOf),
  };
});

/**
 * Names of what an entry depends on. Of extras, uv.lock has those that something asks for apart;
 * poetry.lock has these among the dependencies, and all that there are, apart.
 */
function dependenciesOf(entry: Table): string[] {
  const listed = (value: unknown): string[] =>
    Array.isArray(value)
      ? value.map((one) => String((one as Table).name))
      : Object.keys((value ?? {}) as Table);
  const optional = Object.values((entry['optional-dependencies'] ?? {}) as Table).flatMap(listed);
  return [...listed(entry.dependencies), ...optional];
}

/** In pixi.lock an entry stands once per platform and channel; an environment lists them by URL. */
function pickFromPixi(text: string, imports: Imports): unknown {
  const lock = readPixiLock(text);
  if (lock === null) return undefined;
  const names = reached(imports, needsOfPixi(text));
  if (names === undefined) return undefined;
  const counts = (one: PixiPackage) =>
    one.name === 'python' || namesOf(one).some((name) => names.has(normalName(name)));
  const packages = lock.packages.filter(counts).map((one) => one.text);
  return { head: headWith(lock, counts), packages };
}

const namesOf = ({ name, otherNames }: PixiPackage) => [name, ...otherNames];

const needsOfPixi = byText((text) =>
  needsBy(readPixiLock(text)?.packages ?? [], namesOf, ({ requirements }) => requirements),
);

/** `numpy` in `numpy>=1.2,<3 ; python_version > '3.8'`, `NumPy[extra]` and `numpy >=1.2`. */
function requirementName(requirement: string): string {
  return normalName(/^[\w.-]+/.exec(requirement.trim())?.[0] ?? requirement);
}

/** For each name that an entry has, in normal form, the names that it leads to. */
function needsBy<T>(
  entries: readonly T[],
  names: (entry: T) => readonly string[],
  dependencies: (entry: T) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const needs = new Map<string, string[]>();
  for (const entry of entries) {
    const own = names(entry).map(normalName);
    const all = [...own, ...dependencies(entry).map(requirementName)];
    for (const name of own) needs.set(name, [...(needs.get(name) ?? []), ...all]);
  }
  return needs;
}

/**
 * Names of the entries that are imported, and of those that they lead to.
 *
 * @returns undefined where one import has no entry
 */
function reached(
  { imports, maybe }: Imports,
  needs: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> | undefined {
  const entriesOf = (name: string) => distributionsOf(name).filter((one) => needs.has(one));
  const names = new Set(maybe.flatMap(entriesOf));
  for (const name of imports.filter((one) => !STANDARD_LIBRARY.has(one))) {
    const found = entriesOf(name);
    if (found.length === 0) return undefined;
    for (const distribution of found) names.add(distribution);
  }
  for (const name of names)
    for (const needed of needs.get(name) ?? []) if (needs.has(needed)) names.add(needed);
  return names;
}
