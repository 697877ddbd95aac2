import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describe, type Problem } from '../problems/problem.js';
import { reportInto } from '../problems/report.js';
import { type Files, workspace } from '../workspace.fixture.js';
import { closures } from './closure.js';
import { createLoader } from './loader.js';

/** The closure of a module, with what is wrong. */
function closureIn(root: string, run: string) {
  const problems: Problem[] = [];
  const { files, packages } = closures(root, createLoader(root))(run, reportInto(problems, 'c'));
  return { files, packages, problems: problems.map(describe) };
}

/** The local files of the closure of `t/run.ts`, without problems. */
function filesOf(text: string, others: Files = {}): readonly string[] {
  const found = closureIn(workspace({ 't/run.ts': text, ...others }), 't/run.ts');
  expect(found.problems).toEqual([]);
  return found.files.filter((file) => file !== 't/run.ts');
}

test.each([
  ["import './x'", { 't/x.ts': '' }],
  ["import './x.js'", { 't/x.ts': '' }],
  ["import './x.ts'", { 't/x.ts': '' }],
  ["import './x.mjs'", { 't/x.mts': '' }],
  ["import './x.mjs'", { 't/x.mjs': '' }],
  ["import './x.cjs'", { 't/x.cjs': '' }],
  ["import './x'", { 't/x.tsx': '' }],
  ["import './x.jsx'", { 't/x.tsx': '' }],
  ["import './x'", { 't/x/index.ts': '' }],
  ["import './x/'", { 't/x/index.ts': '' }],
  ["import '..'", { 'index.ts': '' }],
  ["import '.'", { 't/index.ts': '' }],
  ["import x from './x.json' with { type: 'json' }; x", { 't/x.json': '{}' }],
  ["export * from './x'", { 't/x.ts': '' }],
  ["export { a } from './x'", { 't/x.ts': '' }],
  ["export * as a from './x'", { 't/x.ts': '' }],
  ["export {} from './x'", { 't/x.ts': '' }],
  ["export {/* none */} /* of */ from './x'", { 't/x.ts': '' }],
  ["import {} from './x'", { 't/x.ts': '' }],
  ["require.resolve('./x')", { 't/x.ts': '' }],
  ["import.meta.resolve('./x')", { 't/x.ts': '' }],
  ["createRequire(import.meta.url)('./x')", { 't/x.ts': '' }],
  [
    "const load = createRequire(import.meta.url); load('./x'); load.resolve('./y')",
    { 't/x.ts': '', 't/y.ts': '' },
  ],
  [
    "new Worker(new URL('./w.mjs', import.meta.url))",
    { 't/w.mjs': "import './z.mjs'", 't/z.mjs': '' },
  ],
  ["new Worker('./t/w.mjs')", { 't/w.mjs': '' }],
  ["new Worker(join(import.meta.dirname, 'w.mjs'))", { 't/w.mjs': '' }],
  [
    'const here = dirname(fileURLToPath(import.meta.url)); fork(`${here}/w.mjs`)',
    { 't/w.mjs': '' },
  ],
  ["fork(__dirname + '/w.cjs')", { 't/w.cjs': '' }],
  ["fork('lib/w.mjs')", { 'lib/w.mjs': "import './z.mjs'", 'lib/z.mjs': '' }],
  ["cp.spawnSync(process.execPath, ['--flag', './lib/w.mjs'])", { 'lib/w.mjs': '' }],
  ['execSync(`node lib/w.mjs > /dev/null`)', { 'lib/w.mjs': '' }],
  ["await import('./x')", { 't/x.ts': '' }],
  ['await import(`./x`)', { 't/x.ts': '' }],
  ["const x = require('./x')", { 't/x.ts': '' }],
  ["const x = require('./x.cjs')", { 't/x.cjs': '' }],
  ["import x = require('./x')", { 't/x.ts': '' }],
  ["if (0) { const { a } = require('./x') }", { 't/x.ts': '' }],
  ["import { type A, b } from './x'", { 't/x.ts': '' }],
  ["import def, { type A } from './x'", { 't/x.ts': '' }],
  ["// é 🙂\nimport './x'; const s = '🙂'; await import('./x')", { 't/x.ts': '' }],
])('%s is code', (text, others) => {
  expect(filesOf(text, others)).toEqual(Object.keys(others));
});

test.each([
  "import type { A } from './x'",
  "import { type A, type B } from './x'",
  "export type { A } from './x'",
  "export type * from './x'",
  "type A = import('./x').A",
  "// import './x'",
  'const text = "import \'./x\'"',
  "import type A = require('./x')",
  "export type {} from './x'",
  "new URL('./x.ts', 'https://x.org/t/'); new URL('https://x.org/x.ts', import.meta.url)",
  "new URL('.', import.meta.url); new URL('./gone.txt', import.meta.url); fork('t')",
  'fork(process.argv[2]); new Worker(`./t/${process.argv[2]}.ts`)',
  "import 'node:fs'; import 'fs'; import 'fs/promises'",
  "import { dimension } from 'nx-experiments'",
  'const name = process.argv[2]; await import(`./${name}`); require(name)',
])('%s is none', (text) => {
  expect(filesOf(text, { 't/x.ts': '' })).toEqual([]);
});

test('code is found through other modules, and cycles end', () => {
  const others = {
    't/a.ts': "import './b'",
    't/b.cjs': "require('../lib/c')",
    'lib/c.js': "require('../t/a.ts')",
  };
  expect(filesOf("import './a'", others)).toEqual(['lib/c.js', 't/a.ts', 't/b.cjs']);
});

test('paths of the root tsconfig are followed', () => {
  const others = {
    'tsconfig.base.json': `{ // comments are fine
      "compilerOptions": { "paths": { "@lib/*": ["./lib/*"], "@one": ["./lib/one.ts"] } } }`,
    'lib/x.ts': '',
    'lib/one.ts': '',
  };
  expect(filesOf("import '@lib/x'; import '@one'", others)).toEqual(['lib/one.ts', 'lib/x.ts']);
});

test('so are those of what it extends', () => {
  const others = {
    'tsconfig.base.json': '{ "extends": "./config/shared.json" }',
    'config/shared.json': '{ "compilerOptions": { "paths": { "@lib/*": ["../lib/*"] } } }',
    'lib/x.ts': '',
  };
  expect(filesOf("import '@lib/x'", others)).toEqual(['lib/x.ts']);
});

test('imports of package.json, by #, are followed', () => {
  const others = {
    'package.json': '{ "imports": { "#lib/*": "./lib/*.ts", "#dep": "dep" } }',
    'lib/x.ts': '',
    'node_modules/dep/package.json': '{ "name": "dep", "main": "m.js" }',
    'node_modules/dep/m.js': '',
  };
  const root = workspace({ 't/run.ts': "import '#lib/x'; import '#dep'", ...others });
  expect(closureIn(root, 't/run.ts')).toEqual({
    files: ['lib/x.ts', 't/run.ts'],
    packages: ['dep'],
    problems: [],
  });
});

test('packages are named, whatever is imported of them, and their files are no code', () => {
  const root = workspace({
    't/run.ts':
      "import 'dep/sub'; import '@scope/dep'; import './x'; import type { T } from 'types-only'",
    't/x.ts': "export * from 'dep'; require('other')",
    'node_modules/dep/package.json':
      '{ "name": "dep", "exports": { ".": "./m.js", "./sub": "./s.js" } }',
    'node_modules/dep/m.js': "require('inner')",
    'node_modules/dep/s.js': '',
    'node_modules/@scope/dep/package.json': '{ "name": "@scope/dep", "main": "m.js" }',
    'node_modules/@scope/dep/m.js': '',
  });
  expect(closureIn(root, 't/run.ts')).toEqual({
    files: ['t/run.ts', 't/x.ts'],
    packages: ['@scope/dep', 'dep', 'other'],
    problems: [],
  });
});

test('a package of the workspace that is linked into node_modules is local code', () => {
  const root = workspace({
    't/run.ts': "import { half } from '@me/half'; half(1)",
    'packages/half/package.json': '{ "name": "@me/half", "exports": "./src/index.ts" }',
    'packages/half/src/index.ts': "export * from './half.js'",
    'packages/half/src/half.ts': 'export const half = (x: number) => x / 2;',
  });
  mkdirSync(join(root, 'node_modules/@me'), { recursive: true });
  symlinkSync('../../packages/half', join(root, 'node_modules/@me/half'));
  expect(closureIn(root, 't/run.ts')).toEqual({
    files: ['packages/half/src/half.ts', 'packages/half/src/index.ts', 't/run.ts'],
    packages: [],
    problems: [],
  });
});

test('a module deleted so that an import falls to another file changes the list', () => {
  const root = workspace({ 't/run.ts': "import './m'", 't/m.ts': '', 't/m/index.ts': '' });
  expect(closureIn(root, 't/run.ts').files).toEqual(['t/m.ts', 't/run.ts']);
  rmSync(join(root, 't/m.ts'));
  expect(closureIn(root, 't/run.ts').files).toEqual(['t/m/index.ts', 't/run.ts']);
});

test('a module that is not there is a problem, unless it may never be reached', () => {
  const root = workspace({
    't/run.ts': "import './gone'; import '../t'; try { require('./perhaps') } catch {}",
    'gone.js': 'the root has one of that name',
  });
  expect(closureIn(root, 't/run.ts').problems).toEqual([
    'c: t/run.ts imports ./gone, which is not there; fix the import (NXE004)',
    'c: t/run.ts imports ../t, which is not there; fix the import (NXE004)',
  ]);
});

test('a module outside the workspace is a problem', () => {
  const outside = workspace({ 'x.ts': '' });
  const root = workspace({ 't/run.ts': `import '${outside}/x.ts'` });
  expect(closureIn(root, 't/run.ts').problems).toEqual([
    `c: t/run.ts imports ${outside}/x.ts, which is outside the workspace; fix the import (NXE016)`,
  ]);
});

test('a module is named with or without its extension, and a folder is its index', () => {
  const root = workspace({ 't/run.ts': '', 't/f/index.ts': '', 't/c.cjs': '', 'my task.ts': '' });
  const entry = (run: string) => closures(root, createLoader(root))(run, reportInto([], 'c')).file;
  expect(['t/run.ts', 't/run.js', 't/run', 't/f', 't/c.cjs', 'my task'].map(entry)).toEqual([
    't/run.ts',
    't/run.ts',
    't/run.ts',
    't/f/index.ts',
    't/c.cjs',
    'my task.ts',
  ]);
});

test('a package that a part of the workspace has in another version is told by its manifest', () => {
  const root = workspace({
    't/run.ts': "import '../lib/x'; import 'p'",
    'lib/x.ts': "import 'p'; import '@s/q/sub.js'",
    'node_modules/p/package.json': '{ "version": "1.0.0" }',
    'node_modules/p/index.js': '',
    'lib/node_modules/p/package.json': '{ "version": "2.0.0" }',
    'lib/node_modules/p/index.js': '',
    'lib/node_modules/@s/q/package.json': '{}',
    'lib/node_modules/@s/q/sub.js': '',
  });
  const closure = closures(root, createLoader(root))('t/run.ts', reportInto([], 'c'));
  expect(closure).toEqual({
    file: 't/run.ts',
    files: ['lib/x.ts', 't/run.ts'],
    packages: ['@s/q', 'p'],
    manifests: ['lib/node_modules/@s/q/package.json', 'lib/node_modules/p/package.json'],
  });
});

test('of two versions in the store of pnpm, that of a part of the workspace is told by its manifest', () => {
  const store = (version: string) => `node_modules/.pnpm/p@${version}/node_modules/p`;
  const root = workspace({
    't/run.ts': "import 'p'",
    'lib/x.ts': "import 'p'",
    [`${store('1.0.0')}/index.js`]: '',
    [`${store('2.0.0')}/index.js`]: '',
  });
  mkdirSync(join(root, 'lib/node_modules'), { recursive: true });
  symlinkSync(join(root, store('1.0.0')), join(root, 'node_modules/p'));
  symlinkSync(join(root, store('2.0.0')), join(root, 'lib/node_modules/p'));
  const closureOf = closures(root, createLoader(root));
  expect(closureOf('t/run.ts', reportInto([], 'c'))).toEqual({
    file: 't/run.ts',
    files: ['t/run.ts'],
    packages: ['p'],
  });
  expect(closureOf('lib/x.ts', reportInto([], 'c'))).toEqual({
    file: 'lib/x.ts',
    files: ['lib/x.ts'],
    packages: ['p'],
    manifests: [`${store('2.0.0')}/package.json`],
  });
});

test('a package behind an alias is known by its own name', () => {
  const root = workspace({
    't/run.ts': "import 'stats'; import '@short/deep'; import 'renamed'",
    'tsconfig.base.json': `{ "compilerOptions": { "paths": {
      "stats": ["./node_modules/simple-statistics/dist/index.js"],
      "@short/*": ["./node_modules/@scope/long/*"] } } }`,
    'node_modules/simple-statistics/dist/index.js': '',
    'node_modules/@scope/long/deep.js': '',
    'node_modules/.pnpm/real@1.0.0/node_modules/real/index.js': '',
  });
  symlinkSync('.pnpm/real@1.0.0/node_modules/real', join(root, 'node_modules/renamed'));
  expect(closures(root, createLoader(root))('t/run.ts', reportInto([], 'c'))).toEqual({
    file: 't/run.ts',
    files: ['t/run.ts'],
    packages: ['@scope/long', 'real', 'simple-statistics'],
    manifests: ['node_modules/.pnpm/real@1.0.0/node_modules/real/package.json'],
  });
});

test('a file that the code names by a literal path is told, unless it is a result', () => {
  const root = workspace({
    't/run.ts': `
      readFileSync(new URL('./a%20side.txt', import.meta.url));
      readFileSync(path.join(__dirname, '../lib', 'b.csv'));
      execFileSync('python3', ['lib/fit.py', 'bld/out.csv', 'lib/gone.csv']);
      readFileSync(new URL('../node_modules/dep/data.json', import.meta.url));
      fork('bld/tool.mjs');`,
    't/a side.txt': '',
    'lib/b.csv': '',
    'lib/fit.py': '',
    'bld/out.csv': '',
    'bld/tool.mjs': '',
    'node_modules/dep/data.json': '',
  });
  expect(closures(root, createLoader(root))('t/run.ts', reportInto([], 'c'))).toEqual({
    file: 't/run.ts',
    files: ['t/run.ts'],
    packages: ['dep'],
    named: ['lib/b.csv', 'lib/fit.py', 't/a side.txt'],
  });
});

test('a package that is linked from outside the workspace is code, with all that it imports', () => {
  const outside = workspace({
    'lib/package.json': '{ "name": "lib", "main": "index.js" }',
    'lib/index.js': "require('./half'); require('dep')",
    'lib/half.js': '',
    'lib/node_modules/dep/package.json': '{ "dependencies": { "deep": "1" } }',
    'lib/node_modules/dep/index.js': '',
    'lib/node_modules/deep/package.json': '{}',
    'work/t/run.ts': "import 'lib'",
    'work/node_modules/.keep': '',
  });
  const root = join(outside, 'work');
  symlinkSync('../../lib', join(root, 'node_modules/lib'));
  expect(closures(root, createLoader(root))('t/run.ts', reportInto([], 'c'))).toEqual({
    file: 't/run.ts',
    files: ['../lib/half.js', '../lib/index.js', 't/run.ts'],
    packages: ['dep'],
    manifests: ['../lib/node_modules/deep/package.json', '../lib/node_modules/dep/package.json'],
  });
});

test('so is what paths of the tsconfig lead to outside the workspace', () => {
  const outside = workspace({
    'shared/x.ts': "export * from './y'",
    'shared/y.ts': '',
    'work/t/run.ts': "import '@shared/x'",
    'work/tsconfig.base.json':
      '{ "compilerOptions": { "paths": { "@shared/*": ["../shared/*"] } } }',
  });
  expect(closureIn(join(outside, 'work'), 't/run.ts')).toEqual({
    files: ['../shared/x.ts', '../shared/y.ts', 't/run.ts'],
    packages: [],
    problems: [],
  });
});

test('packages in a node_modules above the workspace are told by their manifests', () => {
  const outside = workspace({
    'node_modules/dep/package.json': '{ "dependencies": { "deep": "1", "gone": "1" } }',
    'node_modules/dep/index.js': '',
    'node_modules/deep/package.json': '{ "peerDependencies": { "dep": "1" } }',
    'work/t/run.ts': "import 'dep'",
  });
  const root = join(outside, 'work');
  expect(closures(root, createLoader(root))('t/run.ts', reportInto([], 'c'))).toEqual({
    file: 't/run.ts',
    files: ['t/run.ts'],
    packages: ['dep'],
    manifests: ['../node_modules/deep/package.json', '../node_modules/dep/package.json'],
  });
});

test('a module of a package is that package, however it exports it', () => {
  const root = workspace({
    'node_modules/tasks/package.json':
      '{"name":"tasks","version":"1.0.0","exports":{"./fit":"./dist/fit.js"}}',
    'node_modules/tasks/dist/fit.js': 'export default () => {};',
    'node_modules/@org/tasks/package.json': '{"name":"@org/tasks","version":"1.0.0"}',
    'node_modules/@org/tasks/fit.js': 'export default () => {};',
  });
  expect(closureIn(root, 'tasks/fit')).toEqual({ files: [], packages: ['tasks'], problems: [] });
  expect(closureIn(root, '@org/tasks/fit.js')).toMatchObject({ packages: ['@org/tasks'] });
  expect(closureIn(root, 'tasks/gone').problems).toEqual([
    expect.stringContaining('the module tasks/gone is not there; create it'),
  ]);
  expect(closureIn(root, 'fs').problems).toHaveLength(1);
});

test('a file of the workspace comes before a package of that name', () => {
  const root = workspace({
    'node_modules/tasks/package.json': '{"name":"tasks","version":"1.0.0"}',
    'node_modules/tasks/fit.js': '',
    'tasks/fit.ts': '',
  });
  expect(closureIn(root, 'tasks/fit')).toMatchObject({ files: ['tasks/fit.ts'], packages: [] });
});
