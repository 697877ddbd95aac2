import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { type Texts, textFiles } from '../languages/code.fixture.js';
import type { LoadedCode } from '../languages/code.js';
import { nodeCode } from '../languages/node/code.js';
import { pythonCode } from '../languages/python/python-code.js';
import type { PythonEntry } from '../languages/python/settings.js';
import { soundStudy } from '../study.fixture.js';
import { workspace } from '../workspace.fixture.js';
import { commandFollower } from './command-code.js';
import { digestOf } from './digest.js';
import { makePlan } from './make-plan.js';
import { followedFiles, namedFiles } from './named-files.js';
import { partsOf } from './parts.js';
import { unnamedCode } from './unnamed-code.js';

const TEXTS: Texts = {
  'src/fit.R': "source('R/shared.R')",
  'src/models/a.R': "source('R/a.R')",
  'src/models/b.R': "source('R/shared.R')",
  'R/a.R': '',
  'R/shared.R': 'library(stats4)',
  'src/run.sh': 'Rscript src/fit.R',
  'src/open.R': '\nsource(commandArgs(TRUE))',
  'src/fit.do': '',
  'src/gen.R': "source('bld/made.R')",
  'bld/made.R': '',
  'conf.yaml': '',
};

const study = (task: object) =>
  soundStudy(
    defineCatalog({
      dimensions: { model: dimension(['a', 'b']) },
      tasks: { t: { inputs: { i: 'src/fit.R' }, outputs: { o: 'o' }, ...task } },
    } as never),
  ).experiments;

/** What the commands of the experiments a and b are made of. */
function named(task: object, texts: Texts = TEXTS, readers = {}) {
  const files = textFiles(texts);
  const follow = commandFollower(files, readers);
  return study(task).map((experiment) => followedFiles(experiment, files.isFile, follow)!);
}

test('what the files of a command load is its code, in other languages, too', () => {
  const code = ['R/shared.R', 'src/fit.R', 'src/run.sh'];
  expect(named({ command: ['sh', 'src/run.sh'] }).map((n) => n.code)).toEqual([code, code]);
  expect(named({ command: ['Rscript', '-e', "source('src/fit.R')"] })[0]!.code).toEqual(
    code.slice(0, 2),
  );
  expect(named({ command: ['Rscript', '{inputs.i}'] })[0]!.code).toEqual(code.slice(0, 2));
});

test('the headers of what a command compiles are its code, in a folder of -I of each level, too', () => {
  const texts = {
    'src/loop.c': '#include "work.h"\n#include <stdio.h>\n',
    'src/a/work.h': '',
    'src/b/work.h': '#include "more.h"\n',
    'src/b/more.h': '',
  };
  const command = ['cc', '-Isrc/{model}', 'src/loop.c', '-o', '{outputs.o}'];
  expect(named({ command }, texts).map((n) => n.code)).toEqual([
    ['src/a/work.h', 'src/loop.c'],
    ['src/b/more.h', 'src/b/work.h', 'src/loop.c'],
  ]);
});

test('what the files of sources load counts too, where no glob matches it', () => {
  const texts = {
    'src/fit.R': 'source(commandArgs(TRUE))',
    'src/models/a.R': "source('src/models/tools.R'); source('src/shared.R'); source('src/fit.R')",
    'src/models/tools.R': '',
    'src/shared.R': "source('src/more.R')",
    'src/more.R': '',
    'src/models/config.ts': "import './other.js'",
  };
  const files = textFiles(texts);
  const matching = (glob: string) => Object.keys(texts).filter((file) => file.startsWith(glob));
  const follow = commandFollower(files, {}, matching);
  const task = { command: ['Rscript', 'src/fit.R'], sources: ['src/models'] };
  for (const experiment of study(task))
    expect(followedFiles(experiment, files.isFile, follow)?.code).toEqual([
      'src/fit.R',
      'src/more.R',
      'src/shared.R',
    ]);
});

test('what a script loads that a module starts is code of the module', () => {
  const texts = {
    'src/t.ts': '',
    'src/fit.py': 'import tools\nimport sys\n__import__(sys.argv[1])',
    'src/tools.py': '',
    'src/table.csv': '',
    'src/run.mjs': "import 'dep';",
    'src/run.sh': 'node src/run.mjs',
    'package.json': '{}',
    'node_modules/dep/package.json': '{ "name": "dep", "main": "i.js" }',
    'node_modules/dep/i.js': '',
  };
  const files = textFiles(texts);
  const follow = commandFollower(files, { python: pythonCode, node: nodeCode(workspace(texts)) });
  const starting = (...scripts: readonly string[]) => {
    const [experiment] = study({ run: 'src/t.ts', inputs: {} });
    const closure = { files: ['src/t.ts'], packages: ['own'], named: scripts };
    const one = { ...experiment!, task: { ...experiment!.task, closure } };
    const found = followedFiles(one, files.isFile, follow)!;
    return { ...partsOf(one, found).code, warnings: unnamedCode([one], () => found) };
  };
  expect(starting('src/table.csv')).toMatchObject({
    files: ['src/t.ts', 'src/table.csv'],
    packages: ['own'],
    warnings: [],
  });
  expect(starting('src/run.sh')).toMatchObject({
    files: ['src/run.mjs', 'src/run.sh', 'src/t.ts'],
    packages: ['dep', 'own'],
  });
  const { files: code, warnings } = starting('src/fit.py');
  expect(code).toEqual(['src/fit.py', 'src/t.ts', 'src/tools.py']);
  expect(warnings).toEqual([
    expect.stringMatching(/tasks\.t\.run: src\/fit\.py:3 chooses code when it runs/),
  ]);
});

test('what Python files of sources import is found beside the script that loads them', () => {
  const texts = {
    'src/fit.py': 'import importlib, sys\nimportlib.import_module(sys.argv[1])',
    'src/kit/__init__.py': '',
    'src/kit/tools.py': '',
    'src/kit/deep.py': '',
    'src/kit/models/a.py': 'from ..tools import x\nfrom kit.deep import y',
  };
  const files = textFiles(texts);
  const matching = (glob: string) => Object.keys(texts).filter((file) => file.startsWith(glob));
  const follow = commandFollower(files, { python: pythonCode }, matching);
  const task = { command: ['python3', 'src/fit.py', '{model}'], sources: ['src/kit/models'] };
  expect(followedFiles(study(task)[0]!, files.isFile, follow)?.code).toEqual([
    'src/fit.py',
    'src/kit/__init__.py',
    'src/kit/deep.py',
    'src/kit/tools.py',
  ]);
});

test('what a list of arguments runs is code: one argument each, as the command gets them', () => {
  const files = textFiles({
    'kit/__init__.py': '',
    'kit/main.py': 'import kit.tools',
    'kit/tools.py': '',
  });
  const call = ['-m', 'kit.main'];
  const countedOf = (command: string | string[], args = {}) => {
    const { experiments } = soundStudy(
      defineCatalog({
        dimensions: { model: dimension({ a: { call } }) },
        tasks: { t: { outputs: { o: 'o' }, command, args } },
      } as never),
    );
    const follow = commandFollower(files, { python: pythonCode });
    const { code, data } = followedFiles(experiments[0]!, files.isFile, follow)!;
    return [...code, ...data].sort();
  };
  const code = ['kit/__init__.py', 'kit/main.py', 'kit/tools.py'];
  expect(countedOf(['python3', '{model.call}'])).toEqual(code);
  expect(countedOf('python3 {model.call}')).toEqual(code);
  expect(countedOf(['python3', '{args.call}', '{outputs.o}'], { call })).toEqual(code);
});

test('a script that a level names is data, and what it loads is code of that experiment alone', () => {
  expect(named({ command: 'Rscript src/models/{model}.R' })).toMatchObject([
    { code: ['R/a.R'], data: ['src/models/a.R'] },
    { code: ['R/shared.R'], data: ['src/models/b.R'] },
  ]);
});

test('the list of files is part of the definition, unless the task persists', () => {
  const digests = (task: object, texts: Texts) => {
    const files = textFiles(texts);
    const follow = commandFollower(files, {});
    return study(task).map((e) => digestOf(e, followedFiles(e, files.isFile, follow)!));
  };
  const task = { command: ['Rscript', 'src/fit.R'] };
  const moved = { ...TEXTS, 'src/fit.R': "source('R/a.R')" };
  expect(digests(task, moved)).not.toEqual(digests(task, TEXTS));
  const persists = { ...task, persist: true };
  expect(digests(persists, moved)).toEqual(digests(persists, TEXTS));
});

test('a definition that loads nothing is what it was', () => {
  const files = textFiles({ 'src/fit.R': '' });
  const follow = commandFollower(files, {});
  for (const e of study({ command: ['Rscript', 'src/fit.R', '{model}'] }))
    expect(digestOf(e, followedFiles(e, files.isFile, follow)!)).toBe(
      digestOf(e, namedFiles(e, files.isFile)),
    );
});

test('the version of an interpreter that nothing pins is part of the hash', () => {
  const versionOf = (task: object, texts: Texts = TEXTS) => {
    const [experiment] = study(task);
    return partsOf(experiment!, named(task, texts)[0]!).runtime;
  };
  const task = { command: ['Rscript', 'src/fit.R'], runtime: ['date'] };
  expect(versionOf(task)).toEqual(['date', 'Rscript --version']);
  expect(versionOf({ ...task, persist: true })).toEqual(['date']);
  expect(versionOf({ command: ['conda', 'run', '-n', 'x', 'Rscript', 'src/fit.R'] })).toEqual([]);
  const locked = { ...TEXTS, 'renv.lock': '{}' };
  expect(versionOf(task, locked)).toEqual(['date', 'Rscript --version']);
  expect(versionOf(task, { ...locked, 'R/shared.R': 'library(dplyr)' })).toEqual(['date']);
  const python = { command: ['python3', 'src/fit.py'] };
  const pinned = { 'src/fit.py': '', 'src/.python-version': '3.12' };
  expect(versionOf(python, pinned)).toEqual([]);
  expect(named(python, pinned)[0]!.code).toEqual(['src/.python-version', 'src/fit.py']);
  expect(versionOf(python, { 'src/fit.py': '' })).toEqual(['python3 --version']);
});

test('a lock file that git ignores is in no digest, since another clone has another, but counts by its content', () => {
  const texts = { 'src/fit.R': 'library(dplyr)', 'renv.lock': '{}' };
  const [experiment] = study({ command: ['Rscript', 'src/fit.R'] });
  const followed = (isIgnored: boolean) => {
    const files = textFiles(texts);
    const called = (name: string) =>
      files.called(name).filter((file) => !isIgnored || file !== 'renv.lock');
    const follow = commandFollower({ ...files, called }, {});
    return followedFiles(experiment!, files.isFile, follow)!;
  };
  expect(Object.keys(followed(false).loaded!.locked)).toEqual(['renv.lock']);
  expect(followed(false).code).toEqual(['src/fit.R']);
  expect(followed(true).loaded!.locked).toEqual({});
  expect(followed(true).code).toEqual(['renv.lock', 'src/fit.R']);
});

test('what a manifest says of a program is part of the definition', () => {
  const digest = (alpha: string) => {
    const files = textFiles({ 'pixi.toml': `[tasks]\nfit = "python -c 'x' ${alpha}"` });
    const [experiment] = study({ command: ['pixi', 'run', 'fit'] });
    const follow = commandFollower(files, {});
    return digestOf(experiment!, followedFiles(experiment!, files.isFile, follow)!);
  };
  expect(digest('1')).toBe(digest('1'));
  expect(digest('2')).not.toBe(digest('1'));
});

test('a level may name the program of a project', () => {
  const texts = {
    'pyproject.toml': '[project.scripts]\na = "a:run"\nb = "b:run"\n',
    'a.py': '',
    'src/b.py': '',
  };
  const code = named({ command: ['uv', 'run', '{model}'] }, texts, { python: pythonCode });
  expect(code.map((n) => n.code)).toEqual([['a.py'], ['src/b.py']]);
});

test('a program in the build folder that no experiment writes is code, there or not', () => {
  const code = (command: string | readonly string[]) => named({ command })[0]!.code;
  expect(code(['bld/tool', 'x'])).toEqual(['bld/tool']);
  expect(code('nice bld/tool x')).toEqual([]);
  expect(code('make && bld/tool')).not.toContain('bld/tool');
  expect(code('cc -o bld/tool x.c && bld/tool')).toEqual([]);
  expect(code(['fit', '--log', 'bld/log.txt'])).toEqual([]);
  expect(code(['Rscript', 'src/gen.R'])).toEqual(['src/gen.R']);
});

test('what Node loads is found as for a module, with its packages', () => {
  const texts = {
    'package.json': '{}',
    'src/fit.mjs': "import './lib.ts'; import 'dep';",
    'src/lib.ts': 'export const x: number = 1;',
    'node_modules/dep/package.json': '{ "name": "dep", "main": "i.js" }',
    'node_modules/dep/i.js': '',
  };
  const root = workspace(texts);
  const task = { command: ['node', 'src/fit.mjs'], inputs: {} };
  const [first] = named(task, texts, { node: nodeCode(root) });
  expect(first).toMatchObject({
    code: ['src/fit.mjs', 'src/lib.ts'],
    loaded: { packages: ['dep'], manifests: [] },
  });
  expect(makePlan(study(task)[0]!, first!).parts.code.packages).toEqual(['dep']);
  expect(named(task, texts)).toEqual([undefined, undefined]);
});

test('of what Node runs, scripts that it starts and data that it names count; computed imports cannot be told', () => {
  const texts = {
    'src/run.mjs':
      "import { execFileSync } from 'node:child_process';\nexecFileSync('sh', ['src/x.sh']);\nawait import(`./m/${m}.mjs`);\nconst at = new URL('./a.mjs', import.meta.url);\nawait import(at);",
    'src/x.sh': '. src/y.sh',
    'src/y.sh': '',
    'src/a.mjs': '',
  };
  const readers = { node: nodeCode(workspace(texts)) };
  const [first] = named({ command: ['node', 'src/run.mjs'], inputs: {} }, texts, readers);
  expect(first!.code).toEqual(['src/a.mjs', 'src/run.mjs', 'src/x.sh', 'src/y.sh']);
  expect(first!.loaded!.unknown).toEqual([
    { file: 'src/run.mjs', line: 3, what: 'import(`./m/${m}.mjs`)' },
  ]);
});

test('the module of a thread that is chosen when Node runs cannot be told', () => {
  const texts = {
    'src/run.mjs': `import { Worker } from 'node:worker_threads';
new Worker(new URL('./a.mjs', import.meta.url));
new Worker(new URL(\`./\${name}.mjs\`, import.meta.url));
new Worker(text, { eval: true });
`,
    'src/a.mjs': '',
  };
  const readers = { node: nodeCode(workspace(texts)) };
  const [first] = named({ command: ['node', 'src/run.mjs'], inputs: {} }, texts, readers);
  expect(first!.code).toEqual(['src/a.mjs', 'src/run.mjs']);
  expect(first!.loaded!.unknown.map(({ line }) => line)).toEqual([3]);
});

test("a program in a folder of the env's PATH is code, and what it loads; also in the place of another one", () => {
  const texts = {
    'bin/fit': '#!/bin/sh\n. ./lib.sh\n',
    'bin/python3': '#!/bin/sh\n',
    'lib.sh': '',
    'src/x.py': '',
  };
  const env = { PATH: 'bin:/usr/bin' };
  const files = (command: string[]) =>
    named({ command, env, inputs: {} }, texts, { python: pythonCode })[0]!.code;
  expect(files(['fit', 'x'])).toEqual(['bin/fit', 'lib.sh']);
  expect(files(['python3', 'src/x.py'])).toEqual(['bin/python3', 'src/x.py']);
});

test("files that the task's env names are code, and what these load", () => {
  const task = { command: ['sh', '-c', 'Rscript "$SCRIPT"'], env: { SCRIPT: 'src/fit.R' } };
  expect(named({ ...task, inputs: {} })[0]!.code).toEqual(['R/shared.R', 'src/fit.R']);
});

test('what the shell fills in for a pattern or a loop of the command is its code', () => {
  const texts = { 'src/a.c': '#include "h.h"', 'src/h.h': '', 'src/b.c': '', 'src/c.R': '' };
  const code = (command: string) => named({ command, inputs: {} }, texts)[0]!.code;
  expect(code('cc -o {outputs.o} src/*.c')).toEqual(['src/a.c', 'src/b.c', 'src/h.h']);
  expect(code('for m in c d; do Rscript src/$m.R; done')).toEqual(['src/c.R']);
});

test('a script that lets Python search further folders, and a folder that Python runs', () => {
  const texts = {
    'run.sh': 'export PYTHONPATH="$PWD/lib:${PYTHONPATH:-}"\npython3 src/x.py "$1"\n',
    'src/x.py': 'import helper',
    'lib/helper.py': '',
    'app/__main__.py': 'import own',
    'app/own.py': '',
  };
  const code = (command: string[]) =>
    named({ command, inputs: {} }, texts, { python: pythonCode })[0]!.code;
  expect(code(['bash', 'run.sh', '{outputs.o}'])).toEqual(['lib/helper.py', 'run.sh', 'src/x.py']);
  expect(code(['python3', 'app', 'run.sh'])).toContain('app/own.py');
});

test('what Python starts in another language is followed, also where no ending tells the language', () => {
  const texts = {
    'src/x.py': "import subprocess\nsubprocess.run(['src/y'])\nsubprocess.run(['Rscript', 'z.R'])",
    'src/y': '#!/bin/sh\n. ./lib.sh\n',
    'lib.sh': '',
    'z.R': '',
    'src/n.ipynb': '{"cells":[{"cell_type":"code","source":"import own"}]}',
    'src/own.py': '',
  };
  const found = (command: string[]) =>
    named({ command, inputs: {} }, texts, { python: pythonCode })[0]!;
  const { code, loaded } = found(['python3', 'src/x.py']);
  expect(code).toEqual(['lib.sh', 'src/x.py', 'src/y', 'z.R']);
  expect(loaded!.unknown).toEqual([]);
  expect(found(['papermill', 'src/n.ipynb', 'o']).code).toEqual(['src/n.ipynb', 'src/own.py']);
});

test('a reader of Python gets what Python runs and where it looks, and what it finds is followed', () => {
  const asked: [readonly PythonEntry[], readonly string[]][] = [];
  const python = (
    entries: readonly PythonEntry[],
    _: unknown,
    options: { readonly pythonPath: readonly string[] },
  ): LoadedCode => {
    asked.push([entries, options.pythonPath]);
    return { files: ['pkg/fit.py', 'src/fit.R'], packages: ['numpy'], unknown: [] };
  };
  const task = {
    command: ['python3', '-m', 'pkg.fit', '--config', 'conf.yaml'],
    env: { PYTHONPATH: 'src:lib' },
  };
  const [first] = named(task, TEXTS, { python });
  expect(asked).toEqual([[[{ kind: 'module', name: 'pkg.fit' }], ['src', 'lib']]]);
  expect(first!.code).toEqual(['R/shared.R', 'conf.yaml', 'pkg/fit.py', 'src/fit.R']);
});

test('code is followed once for all experiments that begin with the same', () => {
  let reads = 0;
  const files = textFiles(TEXTS);
  const counting = {
    ...files,
    read: (path: string) => {
      reads++;
      return files.read(path);
    },
  };
  const follow = commandFollower(counting, {});
  const [a, b] = study({ command: ['Rscript', 'src/fit.R', '--model', '{model}'] });
  follow(a!, ['src/fit.R']);
  const before = reads;
  expect(follow(b!, ['src/fit.R'])!.files).toContain('R/shared.R');
  expect(reads).toBe(before);
});

test.each<[object, string]>([
  [
    { command: ['stata', '-b', 'do', 'src/fit.do'] },
    "runs stata, and what that runs is not followed beyond the files that the command names, so that edits of it would go unnoticed; add those files to sources, such as sources: ['src/**']",
  ],
  [
    { command: ['make', '-C', 'src', 'fit'] },
    'runs make, but names no file of the workspace as its code, so that edits of that code would go unnoticed; add the files that it runs to sources',
  ],
  [
    { command: ['npm', 'run', 'fit', '--', 'conf.yaml'] },
    "runs npm, and what that runs is not followed beyond the files that the command names, so that edits of it would go unnoticed; add those files to sources, such as sources: ['src/**']",
  ],
  [
    { command: ['Rscript', 'src/open.R', '{model}'] },
    "src/open.R:2 chooses code when it runs (source(commandArgs(TRUE))), so that edits of that code would go unnoticed; add the files that it may load to sources, such as sources: ['src/**']",
  ],
])('one warning for a task says what to do: %j', (task, message) => {
  const files = textFiles(TEXTS);
  const follow = commandFollower(files, {});
  const warnings = (t: object) =>
    unnamedCode(study(t), (e) => followedFiles(e, files.isFile, follow)!);
  expect(warnings(task)).toEqual([`study/config.ts: tasks.t.command: ${message}`]);
  expect(warnings({ ...task, sources: ['src/**'] })).toEqual([]);
  expect(partsOf(study(task)[0]!, named(task)[0]!).code.files).toEqual(named(task)[0]!.code);
});

test('a lock file of packages counts where the code loads packages, and is part of the definition', () => {
  const task = { command: ['Rscript', 'src/fit.R'] };
  const digest = (library: string, lock: string) => {
    const texts = { ...TEXTS, 'R/shared.R': `library(${library})`, 'renv.lock': lock };
    return digestOf(study(task)[0]!, named(task, texts)[0]!);
  };
  expect(digest('dplyr', '{ "R": 2 }')).not.toBe(digest('dplyr', '{}'));
  expect(digest('stats4', '{ "R": 2 }')).toBe(digest('stats4', '{}'));
});

test('a lock file counts also where a folder has the name of the package', () => {
  const texts = (version: string) => ({
    'run.py': 'import yaml',
    'yaml/a.csv': '',
    'uv.lock': `version = 1\n[[package]]\nname = "pyyaml"\nversion = "${version}"\n`,
  });
  const locked = (version: string) =>
    named({ command: ['python3', 'run.py'] }, texts(version), { python: pythonCode })[0]!.loaded!
      .locked;
  expect(locked('2')).not.toEqual(locked('1'));
});

test('Python is followed from a module by PYTHONPATH, and after cd', () => {
  const texts = {
    'src/pkg/__init__.py': '',
    'src/pkg/run.py': 'from .model import fit\nimport numpy',
    'src/pkg/model.py': '',
    'src/pkg/other.py': '',
    'conf.yaml': '',
    'uv.lock': 'version = 1\n[[package]]\nname = "numpy"\nversion = "1"\n',
  };
  const code = ['src/pkg/__init__.py', 'src/pkg/model.py', 'src/pkg/run.py'];
  const readers = { python: pythonCode };
  const module = {
    command: ['python3', '-m', 'pkg.run', '--config', 'conf.yaml'],
    env: { PYTHONPATH: 'src' },
  };
  const [byPath] = named(module, texts, readers);
  expect(byPath!.code).toEqual(['conf.yaml', ...code]);
  expect(Object.keys(byPath!.loaded!.locked)).toEqual(['uv.lock']);
  expect(named({ command: 'cd src && python3 -m pkg.run' }, texts, readers)[0]!.code).toEqual(code);
});
