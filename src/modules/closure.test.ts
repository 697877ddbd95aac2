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
    'c: t/run.ts imports ./gone, which is not there; mend the import',
    'c: t/run.ts imports ../t, which is not there; mend the import',
  ]);
});

test('a module outside the workspace is a problem', () => {
  const outside = workspace({ 'x.ts': '' });
  const root = workspace({ 't/run.ts': `import '${outside}/x.ts'` });
  expect(closureIn(root, 't/run.ts').problems).toEqual([
    `c: t/run.ts imports ${outside}/x.ts, which is outside the workspace; mend the import`,
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
