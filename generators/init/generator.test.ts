import { logger, readJson, type Tree } from '@nx/devkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { emptyTree } from '../../src/tree.fixture.js';
import sync from '../sync/generator.js';
import init from './generator.js';
import { withIgnored } from './gitignore.js';

const textsOf = (tree: Tree) =>
  tree.listChanges().map(({ path, content }) => [path, String(content)]);

test('a workspace gets the plugin, the sync settings, ignored folders and the package, once', async () => {
  const tree = emptyTree();
  await init(tree);
  expect(readJson(tree, 'nx.json')).toMatchObject({
    plugins: ['nx-experiments/plugin'],
    sync: { applyChanges: true, globalGenerators: ['nx-experiments:sync'] },
    tui: { autoExit: true },
  });
  expect(tree.read('.gitignore', 'utf8')).toBe(
    'node_modules\nbld\n.nx/cache\n.nx/workspace-data\n',
  );
  expect(readJson(tree, 'package.json').devDependencies['nx-experiments']).toMatch(/^\^\d/);
  const before = textsOf(tree);
  await init(tree);
  expect(textsOf(tree)).toEqual(before);
});

test('what the user set stays', async () => {
  const tree = emptyTree();
  const plugins = ['@nx/js', { plugin: 'nx-experiments/plugin', options: { catalogs: 'x.ts' } }];
  const sync = { globalGenerators: ['nx-experiments:sync', 'a:b'], applyChanges: false };
  const pluginsConfig = { '@nx/js': { projectsAffectedByDependencyUpdates: ['a'] }, x: {} };
  tree.write('nx.json', JSON.stringify({ plugins, sync, pluginsConfig }));
  tree.write('.gitignore', '/bld/\r\n.nx\r\nnode_modules');
  tree.write('package.json', '{"dependencies":{"nx-experiments":"0.0.1"}}');
  const before = textsOf(tree);
  await init(tree);
  expect(textsOf(tree)).toEqual(before);
});

test('other settings of sync, and other plugins, stay beside ours', async () => {
  const tree = emptyTree();
  tree.write('nx.json', '{"plugins":["@nx/js"],"sync":{"globalGenerators":["a:b"]}}');
  await init(tree);
  expect(readJson(tree, 'nx.json')).toEqual({
    plugins: ['@nx/js', 'nx-experiments/plugin'],
    sync: { applyChanges: true, globalGenerators: ['a:b', 'nx-experiments:sync'] },
    pluginsConfig: { '@nx/js': { projectsAffectedByDependencyUpdates: 'auto' } },
    tui: { autoExit: true },
  });
});

test('how long the terminal UI stays open is the choice of who has one', async () => {
  const tree = emptyTree();
  tree.write('nx.json', '{"tui":{"autoExit":10,"suppressHints":true}}');
  await init(tree);
  expect(readJson(tree, 'nx.json').tui).toEqual({ autoExit: 10, suppressHints: true });
});

test.each([
  [
    ['@nx/js', 'nx-experiments'],
    ['@nx/js', 'nx-experiments/plugin'],
  ],
  [['nx-experiments', 'nx-experiments/plugin'], ['nx-experiments/plugin']],
  [
    [{ plugin: 'nx-experiments', options: { catalogs: 'x.ts' } }],
    [{ plugin: 'nx-experiments/plugin', options: { catalogs: 'x.ts' } }],
  ],
])('the package in place of its plugin is mended, and said: %j', async (plugins, mended) => {
  const warn = vi.spyOn(logger, 'warn').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  const tree = emptyTree();
  tree.write('nx.json', JSON.stringify({ plugins }));
  await init(tree);
  expect(readJson(tree, 'nx.json').plugins).toEqual(mended);
  expect(warn.mock.calls.flat().join()).toContain(
    "nx.json: plugins: 'nx-experiments' is no plugin",
  );
});

test.each<[what: string, answer: boolean | undefined, isThere: boolean]>([
  ['goes where the user wants that', true, false],
  ['stays where the user does not', false, true],
  ['stays where nobody can be asked', undefined, true],
])('affected.legacy is told, and %s', async (_, answer, isThere) => {
  const warn = vi.spyOn(logger, 'warn').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  const tree = emptyTree();
  tree.write('nx.json', '{"affected":{"legacy":true},"defaultBase":"main"}');
  await init(tree, {}, answer === undefined ? undefined : async () => answer);
  expect(warn.mock.calls.flat().join()).toContain('nx.json: affected.legacy: with it, nx affected');
  const { affected, defaultBase } = readJson(tree, 'nx.json');
  expect(affected).toEqual(isThere ? { legacy: true } : undefined);
  expect(defaultBase).toBe('main');
});

test('.gitignore is added to, with its own line ends', () => {
  expect(withIgnored('a\r\nb', ['bld'])).toBe('a\r\nb\r\nbld\r\n');
  expect(withIgnored('bld/\n', ['bld'])).toBe('bld/\n');
});

test('sync says what was out of date, and nothing of what is in step', async () => {
  const tree = emptyTree();
  expect(await sync(tree)).toBeUndefined();
  tree.write(
    'config.ts',
    "import { defineCatalog } from 'nx-experiments';\nexport default defineCatalog({ dimensions: {}, tasks: { t: { outputs: { x: 'x' }, command: ['true'] } } });",
  );
  expect(await sync(tree)).toEqual({
    outOfSyncMessage: 'The lock of the experiments is not in step with the catalogs.',
    outOfSyncDetails: ['config.lock.json is missing (1 experiment).'],
  });
  tree.write('config.ts', tree.read('config.ts', 'utf8')!.replace('true', 'false'));
  expect((await sync(tree))?.outOfSyncDetails).toEqual([
    'config.lock.json is out of date (experiments: 1 changed).',
  ]);
  expect(await sync(tree)).toBeUndefined();
  tree.write('config.ts', 'export default defineCatalog(');
  await expect(sync(tree)).rejects.toThrow('config.ts');
});
