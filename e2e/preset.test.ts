import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { noteCalls } from './generated.js';
import { registry } from './registry.js';
import { of } from './study.js';
import { npm } from './template.js';
import { outputOf, type RunOptions, type Workspace, workspace } from './workspace.js';

/** The Nx of the new workspace: the newest of which every registry that we use has all packages. */
const NX = '23.3.1';

/** What creates it: the newest that those registries have, which is older. */
const CREATE = '23.2.1';

let around: Workspace;
let home: string;

beforeAll(() => {
  around = workspace({}, { keep: true, isolated: false });
  home = dirname(around.root);
});

afterAll(() => around.remove());

/** Runs a program that has to end well; returns what it printed. */
async function well(command: string, options: RunOptions & { readonly cwd?: string } = {}) {
  const { cwd = join(home, 'my-study'), ...rest } = options;
  const args = [...OWN_PLACES, `--chdir=${cwd}`, 'sh', '-c', command];
  const ended = await around.run('env', args, rest);
  expect(ended.exitCode, `${command}\n${outputOf(ended)}`).toBe(0);
  return ended.stdout;
}

test('create-nx-workspace makes a workspace and commits it', async () => {
  const { env, asked } = await registry(inject('tarball'), home);
  const create = installCreateNxWorkspace(join(home, 'create'));
  const options = '--preset=nx-experiments --nxCloud=skip --pm=npm --no-interactive';
  await well(`${create} my-study ${options}`, { cwd: home, env });
  expect(asked).toContain('/nx-experiments');
  expect(await well('git log --format=%s')).toBe('Initial commit\n');
  expect(await well('git status --porcelain')).toBe('');
  await well('npx tsc --noEmit');
});

test('in it, the commands of its README do what they say', async () => {
  const read = (path: string) => readFileSync(join(home, 'my-study', path), 'utf8');
  for (const module of ['src/study/estimate.ts', 'src/study/compare.ts'])
    writeFileSync(join(home, 'my-study', module), noteCalls(read(module)));
  await well('git commit --all --message=Note');
  const [runs, generators] = commandsIn(read('README.md'));
  const all = runs![0]!;
  await well(all);
  expect(around.ran()).toEqual([
    ...of('compare', 'a', 'b'),
    ...of('estimate', 'a-logit', 'a-ols', 'b-logit', 'b-ols'),
  ]);
  const graph = 'npx nx graph';
  expect(runs).toContain(graph);
  for (const command of [...runs!, ...generators!])
    await well(command === graph ? `${graph} --file=.nx/graph.json` : command);
  expect(around.ran()).toEqual([]);
  await well(`${all} figure`);
  expect(around.ran()).toEqual([
    ...of('compare', 'a', 'b', 'c'),
    ...of('estimate', 'a-logit-robust', 'a-ols-robust', 'b-logit-robust', 'b-ols-robust'),
    ...of('estimate', 'c-logit', 'c-logit-robust', 'c-ols', 'c-ols-robust'),
  ]);
  expect(readdirSync(join(home, 'my-study/bld/figure'))).toHaveLength(12);
  await well('npx tsc --noEmit');
  expect(await well('npx nx sync:check')).toContain('All files are up to date.');
});

test('nx add installs the package and prepares the workspace', async () => {
  const study = workspace({
    'package.json': '{ "name": "study", "private": true, "devDependencies": { "nx": "24.0.0" } }\n',
    'package-lock.json': null,
    'nx.json': null,
    // The package is not there yet; npm writes its own list anew.
    'node_modules/nx-experiments': null,
    'node_modules/.package-lock.json': null,
  });
  const { env, asked } = await registry(inject('tarball'), study.root);
  const added = await study.run('nx', ['add', 'nx-experiments'], { env });
  expect(added.exitCode, outputOf(added)).toBe(0);
  expect(asked).toContain('/nx-experiments');
  expect(study.has('node_modules/nx-experiments/package.json')).toBe(true);
  expect(JSON.parse(study.read('package.json')).devDependencies).toHaveProperty('nx-experiments');
  expect(JSON.parse(study.read('nx.json'))).toMatchObject({
    plugins: ['nx-experiments/plugin'],
    sync: { applyChanges: true, globalGenerators: ['nx-experiments:sync'] },
  });
});

/** Nx's own places for its caches, in the workspace that it creates. */
const OWN_PLACES = ['--unset=NX_CACHE_DIRECTORY', '--unset=NX_WORKSPACE_DATA_DIRECTORY'];

/**
 * Installs create-nx-workspace. It creates workspaces of the Nx that has its own version, so that
 * one is raised.
 *
 * @returns the program
 */
function installCreateNxWorkspace(folder: string): string {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  npm(folder, 'install', `create-nx-workspace@${CREATE}`, '--prefer-offline');
  const manifest = join(folder, 'node_modules/create-nx-workspace/package.json');
  const about = JSON.parse(readFileSync(manifest, 'utf8'));
  writeFileSync(manifest, JSON.stringify({ ...about, version: NX }));
  return join(folder, 'node_modules/.bin/create-nx-workspace');
}

/** The commands in each block of shell commands, without comments. */
function commandsIn(markdown: string): readonly (readonly string[])[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) =>
    block!
      .split('\n')
      .map((line) => line.replace(/\s*#.*/, ''))
      .filter(Boolean),
  );
}
