import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { foldersAbove } from '../../files/paths.js';
import type { CodeFiles, LoadedCode, Unknown } from '../code.js';
import { moduleFinder } from './modules.js';
import { readSummary } from './read-summary.js';
import { projectFolders } from './search-path.js';
import { STANDARD_LIBRARY } from './standard-library.js';
import type { Load, Summary } from './summary.js';
import { absolute, inWorkspace, listsOf, ROOT, type Standpoint, textsOf } from './value.js';

/** What a command runs by Python. Paths are relative to the workspace root. */
export type PythonEntry =
  | { readonly kind: 'script'; readonly file: string }
  /** `-m a.b` */
  | { readonly kind: 'module'; readonly name: string }
  /** `-c` */
  | { readonly kind: 'text'; readonly text: string }
  /** Files and folders of tests; the workspace root where there is none. */
  | { readonly kind: 'pytest'; readonly paths: readonly string[] };

export interface PythonSettings {
  /** The folders and archives of PYTHONPATH, relative to the workspace root. */
  readonly pythonPath?: readonly string[];
  /** The working directory, relative to the workspace root; `.` by default. */
  readonly workingFolder?: string;
  /**
   * Whether it may search in another order than it does by itself: with `-I`, `-P`, `-E` or PYTHONSAFEPATH it
   * leaves folders out. Then no folder is sure to come first, and all that could be meant counts.
   */
  readonly isUnsure?: boolean;
  /** Folders with a pyproject.toml, setup.cfg or setup.py, wherever: they may be installed editable. */
  readonly projects?: readonly string[];
  /** Reads a text, or takes what was read of it before. */
  readonly summaryOf?: (text: string) => Summary;
}

const inMemory = new Map<string, Summary>();

/** Reads a text once, for as long as the process lives. */
function remembered(text: string): Summary {
  const key = createHash('sha256').update(text).digest('base64');
  const summary = inMemory.get(key) ?? readSummary(text);
  if (inMemory.size > 50_000) inMemory.clear();
  inMemory.set(key, summary);
  return summary;
}

/** The same answers, each asked for once. */
function lookedAtOnce({ read, isFile, isFolder, list }: CodeFiles): CodeFiles {
  return { read: once(read), isFile: once(isFile), isFolder: once(isFolder), list: once(list) };
}

function once<T>(ask: (key: string) => T): (key: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (key) => {
    const seen = known.get(key) ?? { answer: ask(key) };
    known.set(key, seen);
    return seen.answer;
  };
}

/**
 * All local files that Python loads for some entries, through other files too. Each place in the search
 * path counts where it is not certain which of them wins: too much costs a rerun, too little a wrong hit.
 *
 * @param given those that count as code: without what git ignores, and without the build folder
 */
export function pythonCode(
  entries: readonly PythonEntry[],
  given: CodeFiles,
  settings: PythonSettings = {},
): LoadedCode {
  const files = lookedAtOnce(given);
  const summaryOf = once(settings.summaryOf ?? remembered);
  const left = [...entries];
  const done = new Set<string>();
  const found = {
    files: new Set<string>(),
    packages: new Set<string>(),
    unknown: new Map<string, Unknown>(),
  };
  for (let entry = left.pop(); entry !== undefined; entry = left.pop()) {
    const key = JSON.stringify(entry);
    if (done.has(key)) continue;
    done.add(key);
    // A folder that is added to the search path may win imports that were looked up before.
    const added = new Set<string>();
    for (let before = -1; before < added.size; ) {
      before = added.size;
      const loaded = oneEntry(entry, files, { ...settings, summaryOf }, added);
      if (added.size > before) continue;
      for (const file of loaded.files) found.files.add(file);
      for (const name of loaded.packages) found.packages.add(name);
      for (const one of loaded.unknown) found.unknown.set(JSON.stringify(one), one);
      left.push(...loaded.entries);
    }
  }
  return {
    files: [...found.files].sort(),
    packages: [...found.packages].sort(),
    unknown: [...found.unknown.values()].sort((a, b) =>
      a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
    ),
  };
}

function oneEntry(
  entry: PythonEntry,
  files: CodeFiles,
  settings: PythonSettings,
  added: Set<string>,
) {
  const cwd = posix.normalize(settings.workingFolder ?? '.');
  const { pythonPath = [], projects = [], summaryOf = remembered } = settings;
  const tests = entry.kind === 'pytest' ? testFiles(entry.paths, files) : [];
  const script =
    entry.kind !== 'script'
      ? undefined
      : files.isFolder(entry.file)
        ? posix.join(entry.file, '__main__.py')
        : entry.file;
  const first = script === undefined ? cwd : posix.dirname(script);
  const isUnsure = entry.kind === 'pytest' || added.size > 0 || settings.isUnsure === true;
  const certain = isUnsure ? [] : [first, ...pythonPath];
  const testFolders = tests.flatMap((test) => [
    posix.dirname(test),
    ...foldersAbove(posix.dirname(test)),
  ]);
  const others = new Set([
    ...added,
    ...[first, ...pythonPath],
    ...testFolders,
    ...projectFolders([...foldersAbove(`${first}/x`), ...projects], files),
  ]);
  const { find, findIn } = moduleFinder(files, certain, [...others]);
  const result = {
    files: new Set<string>(),
    packages: new Set<string>(),
    unknown: [] as Unknown[],
    entries: [] as PythonEntry[],
  };
  const queue: (readonly [file: string, module: string])[] = [];
  const seen = new Set<string>();

  function load(file: string, module: string): void {
    result.files.add(file);
    const key = `${file}\0${module}`;
    if (seen.has(key) || file.endsWith('.pyc') || /\.(so|pyd|zip|egg|whl|pyz)$/.test(file)) return;
    seen.add(key);
    queue.push([file, module]);
  }

  function importModule(name: string): boolean {
    const parts = name.split('.');
    let isFound = false;
    for (let n = 1; n <= parts.length; n++) {
      const prefix = parts.slice(0, n).join('.');
      const module = find(prefix);
      for (const file of module.files) load(file, prefix);
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
    if (!isRegular) result.packages.add(top);
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

  function follow(summary: Summary, file: string | undefined, module: string): void {
    for (const item of summary.imports) {
      const names = item.names?.map(({ name }) => name);
      if (item.level > 0) {
        if (file !== undefined) importRelative(file, module, item.level, item.module, names ?? []);
      } else if (names === undefined) {
        if (!importModule(item.module)) addPackage(item.module);
      } else importFrom(item.module, names);
    }
    const bases = [`${ROOT}/${cwd}`].map((path) => posix.normalize(path));
    const alone: Standpoint = {
      file: file && `${ROOT}/${file}`,
      workingFolders: bases,
      modules: module === '' ? [] : [module],
      packages: [],
    };
    const changed = summary.workingFolders.map((value) =>
      textsOf(value, alone)?.flatMap((path) => absolute(path, alone)),
    );
    const isInit = file !== undefined && /(^|\/)__init__\.py$/.test(file);
    const at: Standpoint = {
      ...alone,
      workingFolders: [...bases, ...changed.flatMap((paths) => paths ?? [])],
      packages: module === '' ? [] : [isInit ? module : module.split('.').slice(0, -1).join('.')],
    };
    const isLost = changed.includes(undefined);
    for (const one of summary.loads) {
      if (!followLoad(one, file, module, at, isLost))
        result.unknown.push({ file: file ?? '', line: one.line, what: one.what });
    }
  }

  /** Follows code that a call loads; false where it cannot be told. */
  function followLoad(
    one: Load,
    file: string | undefined,
    module: string,
    at: Standpoint,
    isLost: boolean,
  ): boolean {
    const pathsOf = (value: Load['value']) => {
      const texts = textsOf(value, at);
      if (texts === undefined || (isLost && texts.some((text) => !text.startsWith('/'))))
        return undefined;
      const paths = texts.flatMap((text) => absolute(text, at)).map(inWorkspace);
      return paths.includes(undefined) ? undefined : (paths as string[]);
    };
    switch (one.kind) {
      case 'module': {
        const names = textsOf(one.value, at);
        if (names === undefined) return false;
        for (const name of names) {
          if (!name.startsWith('.')) {
            if (!importModule(name)) addPackage(name);
            continue;
          }
          if (file === undefined || one.at === undefined) return false;
          const [, dots = '', rest = ''] = /^(\.+)(.*)$/.exec(name) ?? [];
          const from = textsOf(one.at, at);
          if (from === undefined) {
            // A package that has no name of its own here: from its folder.
            if (!/^\["(package|module)"\]$/.test(JSON.stringify(one.at))) return false;
            importRelative(file, module, dots.length, rest, []);
            continue;
          }
          for (const base of from) {
            const parts = base.split('.');
            importModule([...parts.slice(0, parts.length - dots.length + 1), rest].join('.'));
          }
        }
        return true;
      }
      case 'path': {
        const lists = listsOf(one.value);
        if (lists === undefined) return false;
        return lists
          .flat()
          .map((value) => {
            const paths = pathsOf(value);
            for (const path of paths ?? []) {
              if (files.isFile(path)) result.files.add(path);
              else added.add(path);
            }
            return paths !== undefined;
          })
          .every(Boolean);
      }
      case 'script': {
        const paths = pathsOf(one.value);
        for (const path of paths ?? [])
          if (files.isFolder(path)) result.entries.push({ kind: 'script', file: path });
          else if (files.isFile(path)) load(path, '');
        return paths !== undefined;
      }
      case 'main': {
        const names = textsOf(one.value, at);
        for (const name of names ?? []) runModule(name);
        return names !== undefined;
      }
      case 'text': {
        if (one.value[0] === 'content' && typeof one.value !== 'string') {
          const paths = pathsOf(one.value[1]!);
          for (const path of paths ?? []) if (files.isFile(path)) load(path, module);
          return paths !== undefined;
        }
        const texts = textsOf(one.value, at);
        for (const text of texts ?? []) follow(summaryOf(text), file, module);
        return texts !== undefined;
      }
      case 'command':
        return followCommand(one, at, pathsOf, isLost);
      case 'untold':
        return false;
    }
  }

  function followCommand(
    one: Load,
    at: Standpoint,
    pathsOf: (value: Load['value']) => string[] | undefined,
    isLost: boolean,
  ): boolean {
    const line = typeof one.value === 'string' ? one.value : undefined;
    const lists =
      line === undefined
        ? listsOf(one.value)
        : [
            line
              .match(/"[^"]*"|'[^']*'|[^\s;&|()<>]+/g)
              ?.map((word) => word.replace(/^["']|["']$/g, '')) ?? [],
          ];
    if (lists === undefined) return false;
    const place = one.at === undefined ? undefined : pathsOf(one.at);
    if (one.at !== undefined && place === undefined) return false;
    return lists
      .map((words) => {
        const isPython = (word: Load['value']) =>
          typeof word === 'string' ? /(^|\/)(python|pypy)[\d.]*$/.test(word) : word[0] === 'python';
        const texts = words.map((word) => (isPython(word) ? ['python'] : textsOf(word, at)));
        if (texts[0] === undefined) return false;
        const python = words.findIndex(isPython);
        const rest = python < 0 ? [] : texts.slice(python + 1);
        const program = rest.findIndex(
          (word) =>
            word === undefined ||
            word.some((text) => !text.startsWith('-') || /^-[mc]$/.test(text)),
        );
        if (python >= 0) {
          const word = rest[program];
          if (program < 0) return true;
          if (word === undefined) return false;
          if (/^-[mc]$/.test(word[0]!)) {
            const next = rest[program + 1];
            for (const text of next ?? [])
              result.entries.push(
                word[0] === '-m' ? { kind: 'module', name: text } : { kind: 'text', text },
              );
            return next !== undefined && place === undefined;
          }
        }
        let isTold = true;
        for (const [i, word] of texts.entries())
          for (const text of word ?? []) {
            const base =
              place === undefined
                ? at
                : { ...at, workingFolders: place.map((path) => `${ROOT}/${path}`) };
            for (const path of absolute(text, base).map(inWorkspace)) {
              if (path === undefined || !files.isFile(path)) continue;
              result.files.add(path);
              if (/\.py$/.test(path)) result.entries.push({ kind: 'script', file: path });
              else if (i === 0 || /\.(R|r|sh|jl|[cm]?[jt]s)$/.test(path)) isTold = false;
              if (isLost) isTold = false;
            }
          }
        return isTold;
      })
      .every(Boolean);
  }

  function runModule(name: string): void {
    if (!importModule(name) && find(name).folders.length === 0) addPackage(name);
    importSub(name, '__main__');
  }

  for (const name of ['sitecustomize', 'usercustomize']) importModule(name);
  for (const path of pythonPath) if (files.isFile(path)) result.files.add(path);
  // What the standard library or a package imports may be found beside the script first.
  for (const folder of [first, ...pythonPath])
    for (const entry of files.list(folder)) {
      const [name = ''] = entry.split('.');
      if (STANDARD_LIBRARY.has(name) && name !== 'test' && !name.startsWith('__')) {
        const shadow = findIn([folder], name);
        if (shadow.isRegular) for (const file of shadow.files) load(file, name);
      }
    }
  if (script !== undefined) load(script, '');
  if (entry.kind === 'module') runModule(entry.name);
  if (entry.kind === 'text') follow(summaryOf(entry.text), undefined, '');
  for (const test of tests) {
    // By its name in its package, whose folders each have an `__init__.py`.
    let module = posix.basename(test, '.py');
    for (
      let folder = posix.dirname(test);
      files.isFile(posix.join(folder, '__init__.py'));
      folder = posix.dirname(folder)
    ) {
      module = `${posix.basename(folder)}.${module}`;
      if (folder === '.') break;
    }
    importModule(module);
    load(test, module);
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const text = files.read(next[0]);
    if (text !== undefined) follow(summaryOf(text), next[0], next[1]);
  }
  return result;
}

/** The files that pytest loads for some paths; more than its settings may pick. */
function testFiles(paths: readonly string[], files: CodeFiles): string[] {
  const found = new Set<string>();
  function below(folder: string): void {
    for (const entry of files.list(folder)) {
      const path = posix.join(folder, entry);
      if (/^\.|^(node_modules|__pycache__|venv|build|dist)$/.test(entry)) continue;
      if (files.isFolder(path)) below(path);
      else if (/^test.*\.py$|_test\.py$|^conftest\.py$/.test(entry)) found.add(path);
    }
  }
  for (const given of paths.length === 0 ? ['.'] : paths) {
    const path = posix.normalize(given.split('::')[0]!);
    if (files.isFile(path)) found.add(path);
    else below(path);
    for (const folder of foldersAbove(path)) {
      const conftest = posix.join(folder, 'conftest.py');
      if (files.isFile(conftest)) found.add(conftest);
    }
  }
  return [...found];
}
