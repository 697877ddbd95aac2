import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workspace } from '../../workspace.fixture.js';
import { codeFiles } from '../disk.fixture.js';
import { type PythonEntry, pythonCode } from './python-code.js';

const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0;

/** Runs a script or a module in a fresh process per case, and prints what each loaded. */
const DRIVER = `
import json, os, runpy, sys
# The folder of a text of the command line, which no case starts from.
sys.path.pop(0)
seen = set()
def hook(event, args):
    if event == 'open' and isinstance(args[0], str) and args[0].endswith('.py'):
        path = os.path.relpath(os.path.abspath(args[0]), os.getcwd())
        if not path.startswith('..') and os.path.isfile(path): seen.add(path)
for case in json.load(sys.stdin):
    pid = os.fork()
    if pid == 0:
        os.chdir(case['root'])
        sys.addaudithook(hook)
        sys.dont_write_bytecode = True
        sys.stderr = open(os.devnull, 'w')
        try:
            if case['module']:
                sys.path.insert(0, os.getcwd())
                runpy.run_module(case['module'], run_name='__main__', alter_sys=True)
            else:
                sys.path.insert(0, os.path.abspath(os.path.dirname(case['file'])))
                runpy.run_path(case['file'], run_name='__main__')
        except BaseException:
            pass
        print('\\n@' + '|'.join(sorted(seen)), flush=True)
        os._exit(0)
    os.waitpid(pid, 0)
`;

const NAME = fc.constantFrom('a', 'b', 'c', 'bisect');
const PATH = fc.array(NAME, { minLength: 1, maxLength: 3 });
const MODULE = PATH.map((parts) => parts.join('.'));
const RELATIVE = fc
  .tuple(
    fc.constantFrom('.', '..', '...'),
    fc.option(MODULE, { nil: '' }),
    fc.constantFrom('a', 'b', 'c', '*'),
  )
  .map(([dots, module, name]) => `from ${dots}${module} import ${name}`);
const IMPORT = fc.oneof(
  MODULE.map((module) => `import ${module}`),
  MODULE.map((module) => `import ${module} as it`),
  fc
    .tuple(MODULE, fc.constantFrom('a', 'b', 'c', '*'))
    .map(([module, name]) => `from ${module} import ${name}`),
  RELATIVE,
  MODULE.map((module) => `import importlib; importlib.import_module('${module}')`),
  MODULE.map((module) => `import importlib; importlib.import_module('.${module}', __package__)`),
  MODULE.map(
    (module) => `import importlib; importlib.import_module('.${module}', package=__name__)`,
  ),
  MODULE.map((module) => `__import__('${module}')`),
  MODULE.map((module) => `import runpy; runpy.run_module('${module}')`),
  PATH.map((path) => `exec(open('${path.join('/')}.py').read())`),
  PATH.map((path) => `import sys; sys.path.insert(0, '${path.join('/')}')`),
  PATH.map(
    (path) =>
      `import os, sys; sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), '${path[0]}'))`,
  ),
  fc.constant("__all__ = ['a', 'b']"),
  fc.constant('import random'),
);
/** What an import does not find is no reason to stop; some stand in a function that is called. */
const STATEMENT = fc
  .tuple(IMPORT, fc.boolean())
  .map(([line, inFunction]) =>
    inFunction && !line.includes('*') && !line.startsWith('__all__')
      ? `def f():\n    ${line}\ntry:\n    f()\nexcept Exception: pass\n`
      : `try:\n    ${line}\nexcept Exception: pass\n`,
  );
const TEXT = fc.array(STATEMENT, { maxLength: 4 }).map((lines) => lines.join(''));
const FILE = fc
  .tuple(PATH, fc.boolean())
  .map(([path, isPackage]) => `${path.join('/')}${isPackage ? '/__init__' : ''}.py`);
const TREE = fc.record({
  files: fc.dictionary(FILE, TEXT, { minKeys: 3, maxKeys: 12 }),
  main: fc.array(STATEMENT, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('')),
  folder: fc.constantFrom('', 'a/', 'a/b/'),
  isModule: fc.boolean(),
});

test.runIf(HAS_PYTHON || process.env.CI === 'true')(
  'every file of the workspace that Python loads is in the list',
  () => {
    const trees = fc.sample(TREE, { numRuns: 300, seed: Number(process.env.SEED ?? 7) });
    const cases = trees.map(({ files, main, folder, isModule }) => {
      const file = `${folder}main.py`;
      const root = workspace({ ...files, [file]: main });
      return { root, file, module: isModule ? file.slice(0, -3).replaceAll('/', '.') : '' };
    });
    const printed = execFileSync('python3', ['-c', DRIVER], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
      timeout: 50_000,
    });
    const loaded = printed.split('\n').filter((line) => line.startsWith('@'));
    expect(loaded).toHaveLength(cases.length);
    const missed = cases.flatMap(({ root, file, module }, i) => {
      const entry: PythonEntry =
        module === '' ? { kind: 'script', file } : { kind: 'module', name: module };
      const { files } = pythonCode([entry], codeFiles(root));
      const real = loaded[i]!.slice(1)
        .split('|')
        .filter((path) => path !== '');
      const missing = real.filter((path) => !files.includes(path));
      return missing.length === 0 ? [] : [{ entry, missing, files, tree: trees[i] }];
    });
    expect(missed.slice(0, 1)).toEqual([]);
    // The trees load something beside their entries.
    expect(loaded.filter((line) => line.includes('|')).length).toBeGreaterThan(50);
  },
);

if (!HAS_PYTHON) console.warn('python3 is not installed: what Python loads was not compared');
