import { posix } from 'node:path';
import type { CodeFiles, Unknown } from '../code.js';
import type { ImportItem } from './import-statement.js';
import type { ModuleFinder } from './modules.js';
import { STANDARD_LIBRARY } from './standard-library.js';
import type { Summary } from './summary.js';

/** What was found to be loaded so far. */
export interface Found {
  readonly files: Set<string>;
  readonly packages: Set<string>;
  readonly shadows: Set<string>;
  readonly unknown: Unknown[];
}

/** Imports modules, by what they are called or where they are. */
export type Importer = ReturnType<typeof importer>;

/** Files whose text is not read. */
const NO_TEXT = /\.(pyc|so|pyd|zip|egg|whl|pyz)$/;

/** Imports as Python does, and notes what that loads. */
export function importer(
  { find, findIn }: ModuleFinder,
  files: CodeFiles,
  summaryOf: (text: string) => Summary,
) {
  const found: Found = {
    files: new Set(),
    packages: new Set(),
    shadows: new Set(),
    unknown: [],
  };
  const queue: (readonly [file: string, module: string])[] = [];
  const seen = new Set<string>();

  function load(file: string, module: string): void {
    found.files.add(file);
    const key = `${file}\0${module}`;
    if (seen.has(key) || NO_TEXT.test(file)) return;
    seen.add(key);
    queue.push([file, module]);
  }

  /** @returns whether it is local */
  function importModule(name: string): boolean {
    const parts = name.split('.');
    let isFound = false;
    for (let n = 1; n <= parts.length; n++) {
      const prefix = parts.slice(0, n).join('.');
      const module = find(prefix);
      for (const file of module.files) load(file, prefix);
      if (n === 1 && module.isElsewhere === true) found.packages.add(prefix);
      // Wherever a package is installed, Python takes it before a folder without `__init__.py`.
      if (n === 1 && !module.isRegular && module.folders.length > 0) found.shadows.add(prefix);
      isFound = module.isRegular || (n === parts.length && module.folders.length > 0);
      if (n === 1 && module.folders.length === 0 && !isFound) break;
    }
    return isFound;
  }

  function importFrom(module: string, names: readonly string[]): void {
    const isFound = importModule(module);
    const { files: own, folders } = find(module);
    let isLocal = isFound && own.length > 0;
    for (const name of names.includes('*') ? starred(own, folders, names) : names) {
      if (importSub(module, name)) isLocal = true;
    }
    if (!isLocal) addPackage(module);
  }

  function importSub(module: string, name: string): boolean {
    const sub = find(`${module}.${name}`);
    for (const file of sub.files) load(file, `${module}.${name}`);
    return sub.isRegular;
  }

  function starred(
    own: readonly string[],
    folders: readonly string[],
    names: readonly string[],
  ): readonly string[] {
    const summaries = own.flatMap((file) =>
      file.endsWith('.py') ? [summaryOf(files.read(file) ?? '')] : [],
    );
    const all = [...names, ...summaries.flatMap((summary) => summary.all ?? [])];
    if (!summaries.some((summary) => summary.isAllComputed)) return all;
    return [
      ...all,
      ...folders.flatMap((folder) => files.list(folder).map((entry) => entry.split('.')[0]!)),
    ];
  }

  function addPackage(module: string): void {
    const [top = ''] = module.split('.');
    if (top === '' || STANDARD_LIBRARY.has(top)) return;
    const { isRegular } = find(top);
    if (!isRegular) found.packages.add(top);
  }

  /** A relative import: from the file's own folder, and from all folders of its package. */
  function importRelative(
    file: string,
    module: string,
    level: number,
    name: string,
    names: readonly string[],
  ): void {
    const isInit = /(^|\/)__init__\.py$/.test(file);
    let folder = posix.dirname(file);
    const parts = module.split('.');
    const base = parts.slice(0, Math.max(0, parts.length - level + (isInit ? 1 : 0))).join('.');
    for (let n = 1; n < level; n++) folder = posix.dirname(folder);
    let folders: readonly string[] = [
      ...new Set([folder, ...(base === '' ? [] : find(base).folders)]),
    ];
    let full = base;
    for (const part of name === '' ? [] : name.split('.')) {
      const next = findIn(folders, part);
      full = full === '' ? part : `${full}.${part}`;
      for (const one of next.files) load(one, full);
      folders = next.folders;
    }
    const inits = folders.flatMap((one) => findIn([posix.dirname(one)], posix.basename(one)).files);
    for (const one of inits) load(one, full);
    for (const sub of names.includes('*') ? starred(inits, folders, names) : names)
      for (const one of findIn(folders, sub).files) load(one, full === '' ? sub : `${full}.${sub}`);
  }

  return {
    found,
    load,
    importModule,
    importRelative,
    addPackage,
    /** The next file to read, with the name of its module. */
    next: () => queue.pop(),
    /** What an import statement in a file imports. */
    follow(item: ImportItem, file: string | undefined, module: string): void {
      const names = item.names?.map(({ name }) => name);
      if (item.level > 0) {
        if (file !== undefined) importRelative(file, module, item.level, item.module, names ?? []);
      } else if (names === undefined) {
        if (!importModule(item.module)) addPackage(item.module);
      } else importFrom(item.module, names);
    },
    /** As `python -m` does. */
    runModule(name: string): void {
      if (!importModule(name) && find(name).folders.length === 0) addPackage(name);
      importSub(name, '__main__');
    },
  };
}
