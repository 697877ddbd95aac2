import { posix } from 'node:path';
import { isLocal, normalizeInside } from '../files/paths.js';
import { cLoads } from './c/code.js';
import type { CodeFiles, LoadedCode, Unknown } from './code.js';
import { type Entry, type Language, type Loads, languageOf } from './entry.js';
import { juliaLoads } from './julia/code.js';
import { notebookLoads } from './notebook/code.js';
import type { PythonEntry } from './python/settings.js';
import { rLoads } from './r/code.js';
import { shellLoads } from './shell/code.js';

/** What Node's scripts load, npm packages among it. */
export type NodeCode = (file: string) => {
  readonly files: readonly string[];
  readonly packages: readonly string[];
  readonly manifests: readonly string[];
  readonly unknown: readonly Unknown[];
};

/** What Python's entries load. */
export type PythonCode = (
  entries: readonly PythonEntry[],
  files: CodeFiles,
  settings: {
    readonly pythonPath: readonly string[];
    readonly workingFolder: string;
    readonly isUnsure: boolean;
  },
) => LoadedCode;

/** Where code begins, and where its paths may start. */
export interface Beginning {
  readonly entries: readonly Entry[];
  /** Folders besides the workspace root, to which the command changes. */
  readonly folders: readonly string[];
  readonly pythonPath: readonly string[];
  /** Whether Python may search for modules in another order than it does by itself. */
  readonly isUnsure?: boolean;
}

/** All that code of several languages loads. */
export interface LanguagesCode {
  /** Local files, sorted; the entries among them. */
  readonly files: readonly string[];
  /** What is not local, by the language that loads it; sorted. */
  readonly packages: { readonly [language in Language]?: readonly string[] };
  /** Names of folders in whose place a Python package of that name counts, if one is installed; sorted. */
  readonly shadows: readonly string[];
  /** The `package.json` files of npm packages that are installed elsewhere than at the root. */
  readonly manifests: readonly string[];
  readonly unknown: readonly Unknown[];
}

/** Readers that are not loaded before they are wanted, or that read more than one file at a time. */
export interface Readers {
  readonly python?: PythonCode;
  /** Loading it takes longer than reading all else. */
  readonly node?: NodeCode;
}

const LOADS: {
  readonly [language in Language]?: (
    text: string,
    file: string | undefined,
    files: CodeFiles,
    folders: readonly string[],
  ) => Loads;
} = { r: rLoads, shell: shellLoads, julia: juliaLoads, c: cLoads, notebook: notebookLoads };

/**
 * Follows code through files and languages. What a file loads is read once, whatever leads to it; a file
 * that belongs to another language is followed in that one.
 *
 * @returns undefined where Node's reader is wanted and was not given
 */
export function followCode(
  beginning: Beginning,
  files: CodeFiles,
  readers: Readers,
): LanguagesCode | undefined {
  const { code, folders, pythonPath } = walk(beginning, files, readers);
  // A folder to which some code changes, or that it lets Python search, counts for what was read before, too.
  return folders.length === beginning.folders.length &&
    pythonPath.length === beginning.pythonPath.length
    ? code
    : followCode({ ...beginning, folders, pythonPath }, files, readers);
}

function walk(
  beginning: Beginning,
  files: CodeFiles,
  readers: Readers,
): {
  readonly code?: LanguagesCode;
  readonly folders: readonly string[];
  readonly pythonPath: readonly string[];
} {
  const found = new Set<string>();
  const manifests = new Set<string>();
  const packages = new Map<Language, Set<string>>();
  const shadows = new Set<string>();
  const unknown: Unknown[] = [];
  const folders = new Set(beginning.folders);
  const pythonPath = new Set(beginning.pythonPath);
  const seen = new Set<string>();
  let left = [...beginning.entries];
  const addPackages = (language: Language, names: readonly string[]) => {
    const all = packages.get(language) ?? new Set();
    packages.set(language, all);
    for (const name of names) all.add(name);
  };
  /** Files of another language that a reader of a whole closure found. */
  const addFiles = (paths: readonly string[], own: Language) => {
    for (const file of paths) {
      found.add(file);
      const language = languageOf(file);
      if (language !== undefined && language !== own) left.push({ language, kind: 'file', file });
    }
  };
  while (left.length > 0) {
    const fresh = left.filter((entry) => {
      const key = JSON.stringify(entry);
      return !seen.has(key) && seen.add(key);
    });
    left = [];
    const python = fresh.filter(({ language }) => language === 'python');
    if (python.length > 0 && readers.python !== undefined) {
      for (const workingFolder of new Set(['.', ...folders])) {
        const pythonPath = searchPath(beginning.pythonPath, workingFolder);
        const settings = { pythonPath, workingFolder, isUnsure: beginning.isUnsure === true };
        const loaded = readers.python(python.map(pythonEntry), files, settings);
        addFiles(loaded.files, 'python');
        addPackages('python', loaded.packages);
        for (const name of loaded.shadows ?? []) shadows.add(name);
        unknown.push(...loaded.unknown);
        left.push(...(loaded.others ?? []));
      }
    }
    for (const entry of fresh) {
      const { language } = entry;
      const file = entry.kind === 'file' ? entry.file : undefined;
      if (language === 'python' || (file !== undefined && !isLocal(file))) continue;
      if (file !== undefined) found.add(file);
      if (language === 'node') {
        if (file === undefined) continue;
        if (readers.node === undefined) return beginning;
        const loaded = readers.node(file);
        addFiles(loaded.files, 'node');
        addPackages('node', loaded.packages);
        unknown.push(...loaded.unknown);
        for (const manifest of loaded.manifests) manifests.add(manifest);
        continue;
      }
      const text = entry.kind === 'text' ? entry.text : file && files.read(file);
      if (text === undefined) continue;
      const loads = LOADS[language]!(text, file, files, [...folders]);
      for (const path of loads.files) found.add(path);
      for (const folder of loads.folders) folders.add(folder);
      for (const folder of loads.pythonPath ?? []) pythonPath.add(folder);
      addPackages(language, loads.packages);
      unknown.push(...loads.unknown.map((place) => ({ file: file ?? '', ...place })));
      left.push(...loads.entries);
    }
  }
  const code = {
    files: [...found].filter(isLocal).sort(),
    packages: Object.fromEntries(
      [...packages].map(([language, names]) => [language, [...names].sort()]),
    ),
    shadows: [...shadows].sort(),
    manifests: [...manifests].sort(),
    unknown: uniqueBy(unknown, JSON.stringify),
  };
  return { code, folders: [...folders], pythonPath: [...pythonPath] };
}

/** The folders of PYTHONPATH, which start at the working directory; also at the root, from where it may have been set. */
function searchPath(folders: readonly string[], workingFolder: string): string[] {
  const starts = [...new Set([workingFolder, '.'])];
  return [
    ...new Set(
      folders.flatMap((folder) =>
        starts.flatMap((start) => {
          const path = posix.join(start, folder);
          return path === '.' || path === './' ? '.' : (normalizeInside(path) ?? []);
        }),
      ),
    ),
  ];
}

function uniqueBy<T>(values: readonly T[], key: (value: T) => string): T[] {
  return [...new Map(values.map((value) => [key(value), value])).values()];
}

function pythonEntry(entry: Entry): PythonEntry {
  switch (entry.kind) {
    case 'file':
      return { kind: 'script', file: entry.file };
    case 'module':
      return { kind: 'module', name: entry.name };
    case 'installed':
      return { kind: 'installed', name: entry.name, folder: entry.folder };
    case 'text':
      return { kind: 'text', text: entry.text };
    case 'pytest':
      return { kind: 'pytest', paths: entry.paths, options: entry.options ?? [] };
  }
}
