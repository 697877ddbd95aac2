import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Files, workspace, write } from '../../workspace.fixture.js';
import { codeFiles } from '../disk.fixture.js';
import { type PythonEntry, type PythonSettings, pythonCode } from './python-code.js';

const SCRIPT: PythonEntry = { kind: 'script', file: 'src/run.py' };

function code(files: Files, entry: PythonEntry = SCRIPT, settings?: PythonSettings) {
  return pythonCode([entry], codeFiles(workspace(files)), settings);
}

/** What a script at src/run.py with a text loads beside itself. */
const loaded = (text: string, files: Files = {}) => {
  const { files: found, packages, unknown } = code({ 'src/run.py': text, ...files });
  return {
    files: found.filter((file) => file !== 'src/run.py'),
    packages,
    unknown: unknown.map(({ line, what }) => `${line}: ${what}`),
  };
};

test.each<[string, Files, readonly string[]]>([
  [
    'import a.b',
    { 'src/a/__init__.py': '', 'src/a/b.py': '', 'src/a/c.py': '' },
    ['src/a/__init__.py', 'src/a/b.py'],
  ],
  ['from a import b', { 'src/a/b.py': '' }, ['src/a/b.py']],
  [
    'from a import *',
    { 'src/a/__init__.py': "__all__ = ['b']", 'src/a/b.py': '', 'src/a/c.py': '' },
    ['src/a/__init__.py', 'src/a/b.py'],
  ],
  [
    'def f():\n  try:\n    import a\n  except E: pass',
    { 'src/a.py': 'import b', 'src/b.py': '' },
    ['src/a.py', 'src/b.py'],
  ],
  [
    'import a.b',
    {
      'src/a/__init__.py': '',
      'src/a/b.py': 'from . import c\nfrom .d import e',
      'src/a/c.py': '',
      'src/a/d.py': '',
    },
    ['src/a/__init__.py', 'src/a/b.py', 'src/a/c.py', 'src/a/d.py'],
  ],
  [
    "import importlib as i\nfor n in ('a', 'b'):\n  i.import_module(f'{n}')",
    { 'src/a.py': '', 'src/b.py': '' },
    ['src/a.py', 'src/b.py'],
  ],
  [
    "from importlib import import_module as m\nm('.b', package='a')",
    { 'src/a/__init__.py': '', 'src/a/b.py': '' },
    ['src/a/__init__.py', 'src/a/b.py'],
  ],
  ["__import__('a')", { 'src/a.py': '' }, ['src/a.py']],
  ["exec(open('lib/a.py').read())", { 'lib/a.py': '' }, ['lib/a.py']],
  [
    "from pathlib import Path\nexec((Path(__file__).parents[1] / 'lib' / 'a.py').read_text())",
    { 'lib/a.py': '' },
    ['lib/a.py'],
  ],
  ["import runpy\nrunpy.run_path('lib/a.py')", { 'lib/a.py': '' }, ['lib/a.py']],
  [
    "import subprocess, sys\nsubprocess.run([sys.executable, 'lib/a.py', x])",
    { 'lib/a.py': 'import b', 'lib/b.py': '' },
    ['lib/a.py', 'lib/b.py'],
  ],
  [
    "import sys, os\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))\nimport a",
    { 'lib/a.py': '' },
    ['lib/a.py'],
  ],
  [
    "import sys\nfrom pathlib import Path\nHERE = Path(__file__).resolve().parent\nsys.path.append(str(HERE.parent / 'lib'))\nimport a",
    { 'lib/a.py': '' },
    ['lib/a.py'],
  ],
  [
    'import sys\ndel sys.path[0]\nimport a',
    { 'src/a.py': '', 'a.py': '', 'setup.py': '' },
    ['a.py', 'src/a.py'],
  ],
  [
    'import sys\nsys.path.pop(0)\nimport a',
    { 'src/a.py': '', 'a.py': '', 'setup.py': '' },
    ['a.py', 'src/a.py'],
  ],
  [
    'import a',
    { 'src/a.cpython-312-x86_64-linux-gnu.so': '' },
    ['src/a.cpython-312-x86_64-linux-gnu.so'],
  ],
  ['import pkg.m', { 'pyproject.toml': '', 'src/pkg/m.py': '' }, ['src/pkg/m.py']],
  ['import random', { 'src/bisect.py': '' }, ['src/bisect.py']],
  [
    'x = (yield 1.)\nwith (open("a") as f, open("b") as g):\n  import a',
    { 'src/a.py': '' },
    ['src/a.py'],
  ],
])('%j loads what is there', (text, files, expected) => {
  const found = loaded(text, files);
  expect(found.files).toEqual(expected);
  expect(found.unknown).toEqual([]);
});

test.each([
  ['import importlib\nimportlib.import_module(name)', '2: importlib.import_module(name)'],
  ['from importlib import import_module\nf = import_module', '2: f = import_module'],
  ["i = __import__('importlib')\ni.import_module(name)", '2: i.import_module(name)'],
  ["__import__('runpy').run_path(name)", "1: __import__('runpy').run_path(name)"],
  ['exec(text)', '1: exec(text)'],
  ['import sys\nsys.path.append(folder)', '2: sys.path.append(folder)'],
  ['import sys\nx = sys.path', '2: x = sys.path'],
  ['import subprocess\nsubprocess.run(command)', '2: subprocess.run(command)'],
  [
    "import subprocess\nsubprocess.run(['python3', script])",
    "2: subprocess.run(['python3', script])",
  ],
])('in %j is what cannot be told', (text, unknown) => {
  expect(loaded(text).unknown).toEqual([unknown]);
});

test('what is not local is a package, but for the standard library', () => {
  const { packages } = loaded('import os, numpy.linalg\nfrom pandas import x\nimport a', {
    'src/a.py': 'import yaml',
  });
  expect(packages).toEqual(['numpy', 'pandas', 'yaml']);
});

test('a module runs with its packages, from the working directory and PYTHONPATH', () => {
  const files = {
    'lib/a/__init__.py': '',
    'lib/a/b/__main__.py': 'from ..c import d',
    'lib/a/c.py': 'import e',
    'e.py': '',
  };
  expect(code(files, { kind: 'module', name: 'a.b' }, { pythonPath: ['lib'] }).files).toEqual([
    'e.py',
    'lib/a/__init__.py',
    'lib/a/b/__main__.py',
    'lib/a/c.py',
  ]);
});

test('a project elsewhere counts where it may be installed editable', () => {
  const files = {
    'src/run.py': 'import lib.m',
    'packages/lib/src/lib/m.py': '',
    'packages/lib/pyproject.toml': '',
  };
  expect(code(files).files).toEqual(['packages/lib/src/lib/m.py', 'src/run.py']);
});

test('an installed program loads its module from projects, not from the working directory', () => {
  const files = {
    'pyproject.toml': '',
    'src/pkg/__init__.py': '',
    'src/pkg/fit.py': 'import pkg.model, numpy',
    'src/pkg/model.py': '',
    'here/numpy.py': '',
  };
  const entry = { kind: 'installed', name: 'pkg.fit', folder: '.' } as const;
  expect(code(files, entry, { workingFolder: 'here' })).toMatchObject({
    files: ['src/pkg/__init__.py', 'src/pkg/fit.py', 'src/pkg/model.py'],
    packages: ['numpy'],
  });
});

test('a folder without __init__.py is followed, and a package of its name counts before it', () => {
  const files = { 'yaml/a.csv': '', 'yaml/nodes.py': '', 'run.py': 'from yaml import nodes' };
  expect(code(files, { kind: 'script', file: 'run.py' })).toMatchObject({
    files: ['run.py', 'yaml/nodes.py'],
    shadows: ['yaml'],
  });
  const regular = { ...files, 'yaml/__init__.py': '' };
  expect(code(regular, { kind: 'script', file: 'run.py' })).not.toHaveProperty('shadows');
});

const LIBRARY = { 'lib/pyproject.toml': '', 'lib/src/lib/__init__.py': '' };

test.each<[string, Files]>([
  [
    'pyproject.toml',
    { 'pyproject.toml': '[tool.uv.sources]\nx = { path = "lib", editable = true }' },
  ],
  ['pyproject.toml', { 'pyproject.toml': '[tool.poetry.dependencies]\nx = { path = "./lib/" }' }],
  ['pyproject.toml', { 'pyproject.toml': '[tool.uv.workspace]\nmembers = ["./l*"]' }],
  ['pixi.toml', { 'pixi.toml': '[pypi-dependencies]\nx = { path = "lib", editable = true }' }],
  ['requirements.txt', { 'requirements.txt': 'numpy\n-e ./lib[all]\n' }],
  ['environment.yml', { 'environment.yml': 'dependencies:\n  - pip:\n    - -e lib\n' }],
])('a project that %s names is local, and no package: %j', (_, manifest) => {
  const files = { ...LIBRARY, ...manifest, 'src/run.py': 'import lib' };
  expect(code(files)).toMatchObject({
    files: ['lib/src/lib/__init__.py', 'src/run.py'],
    packages: [],
  });
});

test('a project that nothing names may be installed, or a package of its name', () => {
  expect(code({ ...LIBRARY, 'src/run.py': 'import lib' })).toMatchObject({
    files: ['lib/src/lib/__init__.py', 'src/run.py'],
    packages: ['lib'],
  });
  const own = { 'setup.py': '', 'src/lib.py': '', 'run/x.py': 'import lib' };
  expect(code({ ...LIBRARY, ...own }, { kind: 'script', file: 'run/x.py' })).toMatchObject({
    files: ['run/x.py', 'src/lib.py'],
    packages: [],
  });
});

test('pytest loads tests and each conftest.py around them', () => {
  const files = {
    'conftest.py': '',
    'tests/conftest.py': 'import a',
    'tests/a.py': '',
    'tests/test_x.py': '',
    'tests/other.py': '',
  };
  expect(code(files, { kind: 'pytest', paths: ['tests'] }).files).toEqual([
    'conftest.py',
    'tests/a.py',
    'tests/conftest.py',
    'tests/test_x.py',
  ]);
});

test.each<[string, Files]>([
  [
    'pytest.ini',
    { 'pytest.ini': '[pytest]\ntestpaths =\n    checks\npython_files = check_*.py\n' },
  ],
  ['tox.ini', { 'tox.ini': '[tox]\nx=y\n[pytest]\ntestpaths = ch*\npython_files = check_*.py\n' }],
  ['setup.cfg', { 'setup.cfg': '[tool:pytest]\ntestpaths=checks\npython_files:check_*.py\n[x]\n' }],
  [
    'pyproject.toml',
    {
      'pyproject.toml':
        '[tool.pytest.ini_options]\ntestpaths = ["checks"]\npython_files = "check_*.py"',
    },
  ],
])('where tests are, and what they are called, is read from %s', (name, settings) => {
  const files = {
    ...settings,
    'checks/deep/check_a.py': '',
    'checks/test_b.py': '',
    'other/check_c.py': '',
  };
  const found = (paths: readonly string[]) => code(files, { kind: 'pytest', paths }).files;
  expect(found([])).toEqual(['checks/deep/check_a.py', name].sort());
  expect(found(['other'])).toEqual(['other/check_c.py', name].sort());
  // The value of an option is no path.
  expect(found(['gone'])).toEqual(found([]));
});

test('pytest runs where the command is, with its plugins and its search path', () => {
  const files = {
    'a/pytest.ini': '[pytest]\npythonpath = lib\naddopts = -q -p plug --doctest-modules\n',
    'a/lib/helper.py': '',
    'a/lib/plug.py': '',
    'a/tests/test_x.py': 'import helper',
    'a/tests/y.py': '',
    'tests/test_z.py': '',
  };
  const entry = { kind: 'pytest', paths: ['tests'] } as const;
  expect(code(files, entry, { workingFolder: 'a' }).files).toEqual([
    'a/lib/helper.py',
    'a/lib/plug.py',
    'a/pytest.ini',
    'a/tests/test_x.py',
    'a/tests/y.py',
  ]);
});

test('a file that appears and wins an import changes the list', () => {
  const root = workspace({ 'run.py': 'import a', 'src/a.py': '', 'setup.py': '' });
  const files = () => pythonCode([{ kind: 'script', file: 'run.py' }], codeFiles(root)).files;
  expect(files()).toEqual(['run.py', 'src/a.py']);
  write(root, { 'a/__init__.py': '' });
  expect(files()).toEqual(['a/__init__.py', 'run.py']);
});

test("where the script's folder may not be searched, what else could be meant counts, too", () => {
  const files = {
    'src/run.py': 'import helper\n',
    'src/helper.py': '',
    'lib/helper.py': '',
  };
  const entry = { kind: 'script', file: 'src/run.py' } as const;
  const found = (isUnsure: boolean) => code(files, entry, { pythonPath: ['lib'], isUnsure }).files;
  expect(found(false)).toEqual(['src/helper.py', 'src/run.py']);
  expect(found(true)).toEqual(['lib/helper.py', 'src/helper.py', 'src/run.py']);
});

test('a mark of the encoding before the first import hides nothing', () => {
  expect(loaded('\ufeffimport a\r\n', { 'src/a.py': '' }).files).toEqual(['src/a.py']);
});

test('a script that is a link has its modules at the end of the link', () => {
  const root = workspace({ 'lib/fit.py': 'import helper', 'lib/helper.py': '', 'src/x': '' });
  symlinkSync('../lib/fit.py', join(root, 'src/run.py'));
  expect(pythonCode([SCRIPT], codeFiles(root)).files).toEqual([
    'lib/fit.py',
    'lib/helper.py',
    'src/run.py',
  ]);
});

test('what is found nowhere else may be at the root: a PYTHONPATH that is set outside', () => {
  expect(loaded('from lib.a import x', { 'lib/a.py': '' })).toMatchObject({
    files: ['lib/a.py'],
    packages: ['lib'],
  });
});

test.each<[string, Files, readonly string[]]>([
  ["import imp\nimp.load_source('a', 'lib/a.py')", { 'lib/a.py': '' }, ['lib/a.py']],
  [
    "import os\nos.system('cd lib && python3 a.py')",
    { 'lib/a.py': 'import b', 'lib/b.py': '' },
    ['lib/a.py', 'lib/b.py'],
  ],
])('what %j loads is found', (text, files, expected) => {
  expect(loaded(text, files)).toMatchObject({ files: expected, unknown: [] });
});

test.each([
  [
    "import subprocess\nsubprocess.run(['make', '-C', 'lib'])",
    "2: subprocess.run(['make', '-C', 'lib'])",
  ],
  ["import pydoc\npydoc.locate('a.f')", "2: pydoc.locate('a.f')"],
  [
    'import pkgutil\nfor f, n, _ in pkgutil.iter_modules(p):\n  f.find_spec(n).loader.load_module()',
    '3: f.find_spec(n).loader.load_module()',
  ],
])('in %j it cannot be told what runs', (text, unknown) => {
  expect(loaded(text).unknown).toEqual([unknown]);
});

test('a loader that is made of a path is told', () => {
  const text = `from importlib.util import spec_from_file_location as s
spec = s('a', 'lib/a.py')
spec.loader.exec_module(m)`;
  expect(loaded(text, { 'lib/a.py': '' })).toMatchObject({ files: ['lib/a.py'], unknown: [] });
});
