import { expect, test } from 'vitest';
import { run } from './code.fixture.js';

const TEXTS = {
  'src/fit.py': '',
  'src/fit.R': '',
  'src/fit.jl': '',
  'src/fit.mjs': '',
  'src/x.sh': '',
  'bin/fit': '#!/usr/bin/env -S python3 -u\nimport x\n',
  'bin/run': '#!/bin/sh\n',
  'bin/other': 'ELF',
  'conf.yaml': '',
  Makefile: '',
};

const file = (language: string, path: string) => ({ language, kind: 'file', file: path });
const PYTHON = [file('python', 'src/fit.py')];
const FIT_MODULE = [{ language: 'python', kind: 'module', name: 'pkg.fit' }];

test.each<[string | readonly string[], readonly object[]]>([
  [['python3', 'src/fit.py', '--data', 'x'], PYTHON],
  [['/usr/bin/python3.12', '-u', '-W', 'ignore', 'src/fit.py'], PYTHON],
  ['python3 src/fit.py > out', PYTHON],
  [['env', 'A=b', 'PYTHONPATH=src', 'python3', 'src/fit.py'], PYTHON],
  [['uv', 'run', 'src/fit.py'], PYTHON],
  [['uv', 'run', '--with', 'numpy', 'python', 'src/fit.py'], PYTHON],
  [['uv', 'run', 'python', '-m', 'pkg.fit'], FIT_MODULE],
  [['uv', 'run', '-m', 'pkg.fit', '--engine', 'R'], FIT_MODULE],
  [['pixi', 'run', 'python', 'src/fit.py'], PYTHON],
  [['poetry', 'run', 'python', 'src/fit.py'], PYTHON],
  [['conda', 'run', '-n', 'R', '--no-capture-output', 'python', '-m', 'pkg.fit'], FIT_MODULE],
  [['micromamba', 'run', '--name', 'R', 'python', 'src/fit.py'], PYTHON],
  [['srun', '--mem', '4G', 'nice', '-n', '5', 'python3', 'src/fit.py'], PYTHON],
  [['mpirun', '-n', '4', 'python', 'src/fit.py'], PYTHON],
  [['coverage', 'run', '-m', 'pkg.fit'], FIT_MODULE],
  [
    ['python', '-m', 'coverage', 'run', 'src/fit.py'],
    [{ ...FIT_MODULE[0], name: 'coverage' }, ...PYTHON],
  ],
  [['torchrun', '--nproc-per-node', '2', 'src/fit.py'], PYTHON],
  [['accelerate', 'launch', '--module', 'pkg.fit'], FIT_MODULE],
  [['ipython', 'src/fit.py'], PYTHON],
  [['python3', '-m', 'pkg.fit', '--config', 'conf.yaml'], FIT_MODULE],
  [
    ['python3', '-c', 'import a; a.run()'],
    [{ language: 'python', kind: 'text', text: 'import a; a.run()' }],
  ],
  ['python3 - <<END\nimport a\nEND\n', [{ language: 'python', kind: 'text', text: 'import a\n' }]],
  [
    ['pytest', '-q', 'tests/a.py::test_x'],
    [{ language: 'python', kind: 'pytest', paths: ['tests/a.py'] }],
  ],
  [
    ['python3', '-m', 'pytest', '-k', 'src', '--tb', 'short', '-p', 'plug', 'src'],
    [{ language: 'python', kind: 'pytest', paths: ['src'], options: ['-pplug'] }],
  ],
  ['if true; then time python3 src/fit.py; fi', PYTHON],
  [['bash', '-lc', 'source x && python3 src/fit.py'], PYTHON],
  ['cd src && python3 ./fit.py', PYTHON],
  [['Rscript', '--vanilla', 'src/fit.R', 'a'], [file('r', 'src/fit.R')]],
  [['R', '--no-save', '-f', 'src/fit.R'], [file('r', 'src/fit.R')]],
  [['R', '--file=src/fit.R'], [file('r', 'src/fit.R')]],
  [['R', 'CMD', 'BATCH', 'src/fit.R'], [file('r', 'src/fit.R')]],
  ['R --no-save < src/fit.R', [file('r', 'src/fit.R')]],
  [
    ['Rscript', '-e', 'a()', '-e', 'b()'],
    [
      { language: 'r', kind: 'text', text: 'a()' },
      { language: 'r', kind: 'text', text: 'b()' },
    ],
  ],
  [['julia', '--project=.', 'src/fit.jl'], [file('julia', 'src/fit.jl')]],
  [['npx', 'tsx', 'src/fit.mjs'], [file('node', 'src/fit.mjs')]],
  [['deno', 'run', '-A', 'src/fit.mjs'], [file('node', 'src/fit.mjs')]],
  [['sh', 'src/x.sh'], [file('shell', 'src/x.sh')]],
  ['. src/x.sh; true', [file('shell', 'src/x.sh')]],
  [['bin/fit', 'x'], [file('python', 'bin/fit')]],
  [['nice', './bin/run'], [file('shell', 'bin/run')]],
  [['bin/other', 'src/x.sh'], []],
  [['fit', '--engine', 'python3', 'x'], []],
])('%j runs %j', (command, entries) => {
  expect(run(command, TEXTS).entries).toEqual(entries);
});

test('where Python looks for modules is read from the command', () => {
  expect(run('PYTHONPATH=src:lib python3 -m pkg').pythonPath).toEqual(['src', 'lib']);
  expect(run('cd a && cd b && python3 -m pkg').folders).toEqual(['a', 'a/b', 'b']);
});

test.each<[string | readonly string[], readonly string[], readonly string[]]>([
  [['make', '-C', '.', 'fit'], ['make'], ['Makefile']],
  [['npm', 'run', 'fit'], ['npm'], []],
  [['npm', 'ls'], [], []],
  [['stata-mp', '-b', 'do', 'x.do'], ['stata-mp'], []],
  [['matlab', '-batch', 'fit'], ['matlab'], []],
  [['awk', '{ print }', 'x'], [], []],
])('what %j runs is not followed: %j', (command, unfollowed, files) => {
  expect(run(command, TEXTS)).toMatchObject({ unfollowed, files });
});

test('the interpreter of a command is known only where nothing chooses it', () => {
  const words = (command: readonly string[]) =>
    run(command, TEXTS).interpreters.map(({ word }) => word);
  expect(words(['env', 'A=b', 'python3', 'src/fit.py'])).toEqual(['python3']);
  expect(words(['conda', 'run', '-n', 'x', 'python3', 'src/fit.py'])).toEqual([]);
  expect(words(['Rscript', 'src/fit.R'])).toEqual(['Rscript']);
  expect(words(['bin/fit', 'x'])).toEqual(['python3']);
  expect(words(['srun', 'bin/fit'])).toEqual([]);
});

const PROJECT = {
  'pyproject.toml':
    '[project.scripts]\nfit = "pkg.fit:main"\n[tool.poetry.scripts]\npoem = { reference = "bin/poem.py", type = "file" }\n',
  'bin/poem.py': '',
  'lib/setup.cfg': '[options.entry_points]\nconsole_scripts =\n    old = old.run:main\n',
  'lib/setup.py':
    "setup(entry_points={'console_scripts': ['older=old.more:main', 'oldest = old.most:main']})",
  'data.csv': '',
};
const installed = (name: string, folder = '.') => [
  { language: 'python', kind: 'installed', name, folder },
];

test.each<[string | readonly string[], readonly object[]]>([
  [['fit', '--alpha', '1'], installed('pkg.fit')],
  [['uv', 'run', 'fit', 'data.csv'], installed('pkg.fit')],
  [['uv', 'run', '--with', 'numpy', 'fit'], installed('pkg.fit')],
  [['poetry', 'run', 'fit'], installed('pkg.fit')],
  [['pixi', 'run', '-e', 'test', 'fit'], installed('pkg.fit')],
  ['srun -n 1 fit', installed('pkg.fit')],
  [['poem'], [file('python', 'bin/poem.py')]],
  [['old'], installed('old.run', 'lib')],
  [['older'], installed('old.more', 'lib')],
  ['cd lib && oldest', installed('old.most', 'lib')],
  [['fitter'], []],
])('%j runs the program of a project: %j', (command, entries) => {
  expect(run(command, PROJECT).entries).toEqual(entries);
});

test('what stands before code in `uv run` hides nothing that follows', () => {
  expect(run(['uv', 'run', 'python', '-c', 'import a', 'conf.yaml'], TEXTS).entries).toEqual([
    { language: 'python', kind: 'text', text: 'import a' },
  ]);
});

test('of programs of one name the one of the project around counts', () => {
  const texts = { ...PROJECT, 'other/pyproject.toml': '[project.scripts]\nfit = "other:main"' };
  expect(run(['fit'], texts).entries).toEqual(installed('pkg.fit'));
  expect(run('cd other && fit', texts).entries).toEqual([
    ...installed('other', 'other'),
    ...installed('pkg.fit'),
  ]);
});

const PIXI = {
  'pixi.toml': `[tasks]
fit = "python src/fit.py"
all = { depends-on = ["fit", { task = "plot" }] }
any = { cmd = "python {{ file }}" }
self = "pixi run self"
[feature.r.tasks]
plot = { cmd = ["Rscript", "fit.R"], cwd = "src", env = { PYTHONPATH = "$PIXI_PROJECT_ROOT/lib" } }
`,
  'src/fit.py': '',
  'src/fit.R': '',
  'src/x.py': '',
};

test.each<[readonly string[], readonly object[], readonly string[]]>([
  [['pixi', 'run', 'fit'], PYTHON, []],
  [['pixi', 'run', 'all'], [...PYTHON, file('r', 'src/fit.R')], []],
  [['pixi', 'run', '-e', 'r', 'plot', 'x'], [file('r', 'src/fit.R')], []],
  [['pixi', 'run', 'any', 'src/x.py'], [file('python', 'src/x.py')], ['pixi']],
  [['pixi', 'run', 'self'], [], []],
])('%j runs the task: %j', (command, entries, unfollowed) => {
  expect(run(command, PIXI)).toMatchObject({ entries, unfollowed });
});

test('what a manifest says of a task or a program is part of what runs', () => {
  const declared = (command: readonly string[], texts: { [file: string]: string }) =>
    run(command, texts).declared;
  expect(declared(['fit'], PROJECT)).toEqual([
    { manifest: 'pyproject.toml', name: 'fit', text: 'pkg.fit:main' },
  ]);
  expect(declared(['pixi', 'run', 'plot'], PIXI).map(({ name }) => name)).toEqual([
    'plot',
    'PYTHONPATH',
  ]);
  expect(run(['pixi', 'run', 'plot'], PIXI).pythonPath).toEqual(['lib']);
});
