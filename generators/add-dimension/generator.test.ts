import { execFileSync } from 'node:child_process';
import { logger, type Tree } from '@nx/devkit';
import { flushChanges } from 'nx/src/generators/tree';
import { resetWorkspaceContext } from 'nx/src/utils/workspace-context';
import { afterEach, expect, test, vi } from 'vitest';
import { emptyTree, treeOf } from '../../src/tree.fixture.js';
import { workspace, write } from '../../src/workspace.fixture.js';
import catalog from '../catalog/generator.js';
import addDimension from './generator.js';

afterEach(() => resetWorkspaceContext());

const read = (tree: Tree, file: string) => tree.read(file, 'utf8');

test('a dimension is added, and told when it runs everything again', async () => {
  const tree = emptyTree();
  await catalog(tree, { directory: 'study', dimension: 'data:a,b' });
  const lock = read(tree, 'study/config.lock.json')!;
  await addDimension(tree, { name: 'se', levels: 'classical,robust', default: 'classical' });
  expect(read(tree, 'study/config.ts')).toContain('dimensions: { data, se }');
  for (const line of lock.split('\n').filter((line) => line.includes('estimate')))
    expect(read(tree, 'study/config.lock.json')).toContain(line.replace(/,$/, ''));
  await expect(addDimension(tree, { name: 'se', levels: ['x'] })).rejects.toThrow(
    'is there already',
  );
});

test('who is asked for a default may have none', async () => {
  const tree = emptyTree();
  await catalog(tree, { directory: 'study', dimension: 'data:a' });
  await addDimension(tree, { name: 'se', levels: 'classical,robust', default: '' });
  expect(read(tree, 'study/config.ts')).toContain("se = dimension(['classical', 'robust']);");
});

test('whose code is not committed hears that it runs again, and how to keep its results', async () => {
  const warn = vi.spyOn(logger, 'warn').mockImplementation(() => {});
  const root = workspace({ 'nx.json': '{}' });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root });
  const given = treeOf(root);
  await catalog(given, { directory: 'study', dimension: 'data:a,b' });
  flushChanges(root, given.listChanges());
  resetWorkspaceContext();
  git('init', '-q');
  git('add', '.');
  git('-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '-qm', 'Study');
  const add = (name: string) =>
    addDimension(treeOf(root), { name, levels: 'classical,robust', default: 'classical' });
  await add('se');
  expect(warn).not.toHaveBeenCalled();
  write(root, { 'study/estimate.ts': 'export default () => ({ result: 2 });\n' });
  await add('se');
  expect(warn.mock.calls).toEqual([
    [
      expect.stringMatching(
        /^The code of estimate is not .* -t estimate --projects=tag:se_classical;/,
      ),
    ],
  ]);
});
