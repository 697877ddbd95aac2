import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { logger, type TargetConfiguration } from '@nx/devkit';
import { flushChanges } from 'nx/src/generators/tree';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { treeOf } from '../../src/tree.fixture.js';
import { catalogText, workspace } from '../../src/workspace.fixture.js';
import prune from './generator.js';
import { outputsOfOthers } from './others.js';

const CATALOG = catalogText(`{
  dimensions: { data: dimension({ a: { path: 'bld/made/a.csv' }, 'b': {} }) },
  tasks: {
    estimate: { outputs: { fit: 'fit.json' }, inputs: { priors: 'bld/given/priors' }, command: ['bld/bin/fit', '--log=bld/logs/fit.txt'] },
    total: { over: [], needs: { fits: 'estimate' }, outputs: { o: 'o.csv' }, run: 'nx-experiments/collect' },
  },
}`);

const KEPT = {
  'bld/estimate/a/fit.json': '{}',
  'bld/estimate/b/more/of it.txt': '',
  'bld/total/all/o.csv': '',
  'bld/overview/study.html': '',
  'bld/given/priors/x.json': '',
  'bld/made/a.csv': '',
  'bld/bin/fit': '',
  'bld/logs/fit.txt': '',
};

const OLD = {
  'bld/estimate/c/fit.json': '{}',
  'bld/fit/a/fit.json': '{}',
  'bld/fit/it\'s/a "name" $(x)/{y}.json': '',
  'bld/given/other.json': '',
  'bld/stray.txt': '',
};

const info = vi.spyOn(logger, 'info');
const warn = vi.spyOn(logger, 'warn');
beforeEach(() => {
  info.mockReset();
  warn.mockReset();
});

afterAll(() => vi.restoreAllMocks());

const study = (files: { readonly [path: string]: string } = {}) =>
  workspace({ 'nx.json': '{}', 'src/config.ts': CATALOG, ...KEPT, ...OLD, ...files });

/** What the generator would remove, and how. */
async function pruned(root: string) {
  const tree = treeOf(root);
  await prune(tree);
  const changes = tree.listChanges();
  expect(changes.every(({ type }) => type === 'DELETE')).toBe(true);
  return {
    paths: changes.map(({ path }) => path).sort(),
    remove: () => flushChanges(root, changes),
  };
}

const files = (root: string) =>
  readdirSync(join(root, 'bld'), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();

test('what no experiment owns goes, whatever its name; all else stays', async () => {
  const root = study();
  const { paths, remove } = await pruned(root);
  expect(paths).toEqual(['bld/estimate/c', 'bld/fit', 'bld/given/other.json', 'bld/stray.txt']);
  // Until then nothing happened, as with --dry-run.
  expect(files(root)).toEqual([...Object.keys(KEPT), ...Object.keys(OLD)].sort());
  remove();
  expect(files(root)).toEqual(Object.keys(KEPT).sort());
  expect(info.mock.lastCall).toEqual(['bld: 4 folders and files that no experiment owns']);
  expect((await pruned(root)).paths).toEqual([]);
  expect(info.mock.lastCall).toEqual(['bld: there is nothing that no experiment owns']);
});

test('what git tracks stays, also in a repository of its own', async () => {
  const root = study({ 'bld/fit/kept.md': '', 'bld/other/repo/file': '', 'bld/other/old': '' });
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', args, { cwd: join(root, cwd) });
  git('.', 'init', '--quiet');
  git('.', 'add', 'bld/fit/kept.md');
  git('bld/other/repo', 'init', '--quiet');
  const { paths, remove } = await pruned(root);
  expect(paths).toContain('bld/fit/a');
  expect(paths).toContain('bld/other/old');
  remove();
  expect(existsSync(join(root, 'bld/fit/kept.md'))).toBe(true);
  expect(existsSync(join(root, 'bld/other/repo/.git'))).toBe(true);
});

test('links are removed as links, and what they lead to stays', async () => {
  const outside = workspace({ 'results/x.json': '' });
  const root = study({ 'src/data/y.csv': '' });
  symlinkSync(join(outside, 'results'), join(root, 'bld/linked'));
  symlinkSync(join(root, 'src/data'), join(root, 'bld/estimate/d'));
  symlinkSync(join(outside, 'results'), join(root, 'bld/given/priors/more'));
  const { paths, remove } = await pruned(root);
  expect(paths).toContain('bld/linked');
  expect(paths).toContain('bld/estimate/d');
  remove();
  expect(existsSync(join(outside, 'results/x.json'))).toBe(true);
  expect(existsSync(join(root, 'src/data/y.csv'))).toBe(true);
  expect(existsSync(join(root, 'bld/linked'))).toBe(false);
  expect(existsSync(join(root, 'bld/given/priors/more/x.json'))).toBe(true);
});

test('a build folder that is a link is left alone, and said', async () => {
  const outside = workspace({ 'old/x.json': '' });
  const root = workspace({ 'nx.json': '{}', 'src/config.ts': CATALOG });
  symlinkSync(outside, join(root, 'bld'));
  expect((await pruned(root)).paths).toEqual([]);
  expect(warn.mock.calls).toEqual([['bld: is a symbolic link, which prune does not follow']]);
});

test('while a catalog is in error nothing is removed', async () => {
  const root = study({
    'src/other/config.ts': catalogText('{ dimensions: {}, tasks: { t: {} } }'),
  });
  await expect(pruned(root)).rejects.toThrow(/src\/other\/config\.ts: tasks\.t/);
});

test('a task that has no experiments for want of data keeps all that it has', async () => {
  const root = study({
    'src/late/config.ts': catalogText(
      "{ name: 'late', dimensions: { d: dimension(glob('raw/*.csv')) }, tasks: { fit: { outputs: { o: 'o' }, command: 'true' } } }",
    ),
    'bld/late/fit/x/o': '',
    'bld/late/gone/x/o': '',
  });
  const { paths } = await pruned(root);
  expect(paths).toContain('bld/late/gone');
  expect(paths).not.toContain('bld/late');
  expect(paths).not.toContain('bld/late/fit');
});

test('folders of Nx and of this plugin in a build folder stay', async () => {
  const root = study({ 'bld/nx/cache/x': '', 'bld/nx/data/nx-experiments/finished/x.json': '' });
  vi.stubEnv('NX_CACHE_DIRECTORY', join(root, 'bld/nx/cache'));
  vi.stubEnv('NX_WORKSPACE_DATA_DIRECTORY', 'bld/nx/data');
  const { paths } = await pruned(root);
  vi.unstubAllEnvs();
  expect(paths.filter((path) => path.startsWith('bld/nx'))).toEqual([]);
});

test('what other projects have and write counts as theirs', () => {
  const node = (name: string, root: string, targets: { [target: string]: TargetConfiguration }) =>
    ({ name, type: 'app', data: { root, targets } }) as const;
  const others = outputsOfOthers({
    app: node('app', 'apps/app', {
      build: {
        outputs: ['{workspaceRoot}/bld/{projectRoot}', '{options.to}'],
        options: { to: 'bld/to/' },
      },
      test: { outputs: ['{projectRoot}/coverage', '{workspaceRoot}/bld/reports/*.xml'] },
    }),
    'estimate/a': node('estimate/a', 'bld/estimate/a', {
      estimate: { metadata: { plan: {} }, outputs: ['{workspaceRoot}/bld/estimate/a/fit.json'] },
    }),
    pilot: node('pilot', 'bld/.pilot', { estimate: { executor: 'nx:noop' } }),
  });
  expect(others.sort()).toEqual(
    ['apps/app', 'apps/app/coverage', 'bld/apps/app', 'bld/reports', 'bld/to'].sort(),
  );
});
