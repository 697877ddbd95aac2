import { posix } from 'node:path';
import { matchesGlob } from '../../files/glob-match.js';
import { foldersAbove } from '../../files/paths.js';
import type { CodeFiles } from '../code.js';
import { readToml, type Table, tableAt } from '../toml.js';

/** What pytest collects for some paths. */
export interface Tests {
  /** Tests, and each `conftest.py` on the way to them. */
  readonly files: readonly string[];
  /** Files with its settings; what stands in them decides what it does. */
  readonly settings: readonly string[];
  /** Folders that the settings put into the search path. */
  readonly pythonPath: readonly string[];
  /** Modules that are plugins: `-p name`. */
  readonly plugins: readonly string[];
}

/** Folders that pytest does not look into. */
const SKIPPED = /^(?:\..*|node_modules|__pycache__|venv|build|dist)$/;

/**
 * What pytest loads for some paths: those that are there, and those of its settings where none is.
 *
 * @param paths relative to the working directory
 * @param options `-pplugin` and `--doctest-modules`
 * @param cwd the working directory, relative to the workspace root
 */
export function collected(
  paths: readonly string[],
  options: readonly string[],
  cwd: string,
  files: CodeFiles,
): Tests {
  const given = paths
    .map((path) => posix.normalize(posix.join(cwd, path.split('::')[0]!)).replace(/\/$/, ''))
    .filter((path) => files.isFile(path) || files.isFolder(path));
  const around = (given.length > 0 ? given : [cwd]).flatMap((path) => foldersAbove(`${path}/x`));
  const settings = [...new Set([cwd, ...around])].flatMap((folder) => settingsIn(folder, files));
  const named = settings.flatMap(({ folder, testpaths }) =>
    testpaths.flatMap((pattern) => matching(folder, pattern, files)),
  );
  const starts = given.length > 0 ? given : [...new Set(named.length > 0 ? named : [cwd])];
  const patterns = settings.flatMap(({ python_files }) => python_files);
  const chosen = [...options, ...settings.flatMap(({ addopts }) => addopts)].join(' ');
  const isTest = testIn([
    ...(patterns.length > 0 ? patterns : ['test_*.py', '*_test.py']),
    ...(chosen.includes('--doctest-modules') ? ['*.py'] : []),
  ]);
  const found = new Set<string>();
  function below(folder: string): void {
    for (const name of files.list(folder)) {
      const path = posix.join(folder, name);
      if (SKIPPED.test(name)) continue;
      if (files.isFolder(path)) below(path);
      else if (name === 'conftest.py' || isTest(path)) found.add(path);
    }
  }
  for (const path of starts) {
    if (files.isFile(path)) found.add(path);
    else below(path);
    for (const folder of foldersAbove(path)) {
      const conftest = posix.join(folder, 'conftest.py');
      if (files.isFile(conftest)) found.add(conftest);
    }
  }
  return {
    files: [...found],
    settings: settings.map(({ file }) => file),
    pythonPath: settings.flatMap(({ folder, pythonpath }) =>
      pythonpath.map((path) => posix.join(folder, path)),
    ),
    plugins: [...chosen.matchAll(/(?:^|\s)-p\s*(?!no:)([\w.]+)/g)].map((match) => match[1]!),
  };
}

/** Whether a file is a test; a pattern without a slash is one for its name. */
function testIn(patterns: readonly string[]): (path: string) => boolean {
  return (path) =>
    patterns.some((pattern) =>
      pattern.includes('/')
        ? matchesGlob(path, `**/${pattern}`, { dot: true })
        : matchesGlob(posix.basename(path), pattern, { dot: true }),
    );
}

/** The paths that a pattern of `testpaths` stands for. */
function matching(folder: string, pattern: string, files: CodeFiles): string[] {
  let found = [folder];
  for (const part of posix.normalize(pattern).split('/').filter(Boolean))
    found = /[*?[\]]/.test(part)
      ? found.flatMap((at) =>
          files
            .list(at)
            .filter((name) => part === '**' || matchesGlob(name, part))
            .map((name) => posix.join(at, name)),
        )
      : found.map((at) => posix.join(at, part));
  return found.filter((path) => files.isFile(path) || files.isFolder(path));
}

const KEYS = ['testpaths', 'python_files', 'pythonpath', 'addopts'] as const;

type Settings = { readonly [key in (typeof KEYS)[number]]: readonly string[] };

/** The settings in each file of a folder that has some; which of them counts is left open. */
function settingsIn(
  folder: string,
  files: CodeFiles,
): (Settings & { readonly folder: string; readonly file: string })[] {
  return [
    'pytest.ini',
    '.pytest.ini',
    'pytest.toml',
    '.pytest.toml',
    'pyproject.toml',
    'tox.ini',
    'setup.cfg',
  ].flatMap((name) => {
    const file = posix.join(folder, name);
    const text = files.read(file);
    if (text === undefined || !/pytest/.test(text + name)) return [];
    const found = name.endsWith('.toml') ? fromToml(text) : fromIni(text);
    return found === undefined ? [] : [{ ...found, folder, file }];
  });
}

function fromToml(text: string): Settings | undefined {
  const table = readToml(text);
  const own = tableAt(table, 'pytest');
  const tool = tableAt(table, 'tool', 'pytest');
  const settings: Table = { ...own, ...tool, ...tableAt(tool, 'ini_options') };
  if (Object.keys(settings).length === 0) return undefined;
  return settingsOf((key) => settings[key]);
}

/** The sections `[pytest]` and `[tool:pytest]`; a value may go on in the next lines, deeper. */
function fromIni(text: string): Settings | undefined {
  const [, section] = /^\[(?:tool:)?pytest\][^\n]*\n((?:(?!\[)[^\n]*\n?)*)/m.exec(text) ?? [];
  if (section === undefined) return undefined;
  const values = new Map(
    [...section.matchAll(/^(\w+)[ \t]*[=:][ \t]*([^\n]*(?:\n[ \t]+[^\n]*|\n(?=\n|[ \t]))*)/gm)].map(
      ([, key = '', value = '']) => [key, value.replace(/^\s*[#;].*$/gm, '')],
    ),
  );
  return settingsOf((key) => values.get(key));
}

function settingsOf(written: (key: string) => unknown): Settings {
  const words = (value: unknown) =>
    [value ?? []]
      .flat()
      .flatMap((one) => String(one).split(/\s+/))
      .filter((word) => word !== '');
  return Object.fromEntries(KEYS.map((key) => [key, words(written(key))])) as unknown as Settings;
}

/** The name of a test by its package, whose folders each have an `__init__.py`. */
export function moduleOfTest(test: string, files: CodeFiles): string {
  let module = posix.basename(test, '.py');
  for (
    let folder = posix.dirname(test);
    files.isFile(posix.join(folder, '__init__.py'));
    folder = posix.dirname(folder)
  ) {
    module = `${posix.basename(folder)}.${module}`;
    if (folder === '.') break;
  }
  return module;
}
