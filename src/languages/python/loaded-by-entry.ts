import { posix } from 'node:path';
import { foldersAbove } from '../../files/paths.js';
import type { CodeFiles } from '../code.js';
import { callFollower } from './calls.js';
import { type Found, importer } from './importer.js';
import { byStem, moduleFinder } from './modules.js';
import { allProjects, declaredProjects } from './projects.js';
import { collected, moduleOfTest } from './pytest.js';
import { projectFolders } from './search-path.js';
import type { PythonEntry, PythonSettings } from './settings.js';
import { STANDARD_LIBRARY } from './standard-library.js';
import type { Summary } from './summary.js';
import { absolute, inWorkspace, ROOT, type Standpoint, textsOf } from './value.js';

/** What one entry loads, without the further entries that it leads to. */
interface LoadedByEntry extends Found {
  readonly entries: readonly PythonEntry[];
}

/**
 * What one entry loads.
 *
 * @param added folders that its code adds to the search path; those that are found anew are added
 */
export function loadedByEntry(
  entry: PythonEntry,
  files: CodeFiles,
  settings: PythonSettings & { readonly summaryOf: (text: string) => Summary },
  added: Set<string>,
): LoadedByEntry {
  const cwd = posix.normalize(settings.workingFolder ?? '.');
  const { summaryOf } = settings;
  const collection =
    entry.kind === 'pytest' ? collected(entry.paths, entry.options ?? [], cwd, files) : undefined;
  const tests = collection?.files ?? [];
  const pythonPath = [...(settings.pythonPath ?? []), ...(collection?.pythonPath ?? [])];
  const named =
    entry.kind !== 'script'
      ? undefined
      : files.isFolder(entry.file)
        ? posix.join(entry.file, '__main__.py')
        : entry.file;
  // Python searches beside what is at the end of a link.
  const end = named === undefined ? undefined : files.endOf(named);
  const script = end !== undefined && files.isFile(end) ? end : named;
  // An installed program has its own folder first, which holds no modules.
  const first =
    script !== undefined ? [posix.dirname(script)] : entry.kind === 'installed' ? [] : [cwd];
  const isUnsure = entry.kind === 'pytest' || added.size > 0 || settings.isUnsure === true;
  const certain = isUnsure ? [] : [...first, ...pythonPath];
  const testFolders = tests.flatMap((test) => [
    posix.dirname(test),
    ...foldersAbove(posix.dirname(test)),
  ]);
  const inside = entry.kind === 'installed' ? [entry.folder] : first;
  const around = inside.flatMap((folder) => foldersAbove(`${folder}/x`));
  const own = [...new Set([...around, ...declaredProjects(around, files)])];
  const others = new Set([
    ...added,
    ...[...first, ...pythonPath],
    ...testFolders,
    ...projectFolders(own, files),
  ]);
  // The root, for a PYTHONPATH that only the shell of whoever runs it sets, or code that is not followed.
  const elsewhere = [...new Set([...projectFolders(allProjects(files), files), '.'])].filter(
    (one) => !others.has(one),
  );
  const finder = moduleFinder(files, certain, [...others], elsewhere);
  const imports = importer(finder, files, summaryOf);
  const { found, load, importModule } = imports;
  const entries: PythonEntry[] = [];
  const followCall = callFollower({ files, imports, followText, entries, added });

  function followText(text: string, file: string | undefined, module: string): void {
    follow(summaryOf(text), file, module);
  }

  function follow(summary: Summary, file: string | undefined, module: string): void {
    for (const item of summary.imports) imports.follow(item, file, module);
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
    const own = { ...at, workingFolders: [ROOT, ...at.workingFolders, ...ownFolder(file)] };
    for (const value of summary.mentioned)
      for (const text of textsOf(value, own) ?? [])
        for (const path of absolute(text, own).map(inWorkspace))
          if (path !== undefined && files.isFile(path)) found.files.add(path);
    for (const one of summary.loads)
      if (!followCall(one, { file, module, at, isLost }))
        found.unknown.push({ file: file ?? '', line: one.line, what: one.what });
  }

  for (const name of ['sitecustomize', 'usercustomize']) importModule(name);
  for (const path of pythonPath) if (files.isFile(path)) found.files.add(path);
  // What the standard library or a package imports may be found beside the script first.
  for (const folder of [...first, ...pythonPath])
    for (const stem of shadowsIn(files.list(folder))) {
      const shadow = finder.findIn([folder], stem);
      if (shadow.isRegular) for (const file of shadow.files) load(file, stem);
    }
  if (named !== undefined) found.files.add(named);
  if (script !== undefined) load(script, '');
  if (entry.kind === 'module') imports.runModule(entry.name);
  if (entry.kind === 'installed' && !importModule(entry.name)) imports.addPackage(entry.name);
  if (entry.kind === 'text') followText(entry.text, undefined, '');
  for (const file of collection?.settings ?? []) found.files.add(file);
  for (const name of collection?.plugins ?? []) if (!importModule(name)) imports.addPackage(name);
  for (const test of tests) {
    const module = moduleOfTest(test, files);
    importModule(module);
    load(test, module);
  }
  for (let next = imports.next(); next !== undefined; next = imports.next()) {
    const text = files.read(next[0]);
    if (text !== undefined) followText(text, next[0], next[1]);
  }
  return { ...found, entries };
}

const ownFolder = (file: string | undefined) =>
  file === undefined ? [] : [posix.join(ROOT, posix.dirname(file))];

const shadows = new WeakMap<readonly string[], readonly string[]>();

/** What in a folder is called as a module of the standard library; worked out once for each list of a folder. */
function shadowsIn(list: readonly string[]): readonly string[] {
  const known =
    shadows.get(list) ??
    [...byStem(list).keys()].filter(
      (stem) => STANDARD_LIBRARY.has(stem) && stem !== 'test' && !stem.startsWith('__'),
    );
  shadows.set(list, known);
  return known;
}
