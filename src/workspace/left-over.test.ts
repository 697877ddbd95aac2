import { execFileSync } from 'node:child_process';
import { resetWorkspaceContext } from 'nx/src/utils/workspace-context';
import { afterEach, expect, test } from 'vitest';
import { printLockFile } from '../lock/file.js';
import { treeOf } from '../tree.fixture.js';
import { catalogText, workspace, write } from '../workspace.fixture.js';
import { removeLeftOver, syncLocks } from './tree.js';

afterEach(() => resetWorkspaceContext());

const CATALOG = catalogText(
  "{ dimensions: {}, tasks: { t: { outputs: { x: 'x' }, command: ['true'] } } }",
);
const LOCK = printLockFile({ defaults: {}, executors: { t: '0' }, experiments: { t: 'abc' } });
const REMEMBERS = printLockFile({ defaults: { se: 'hc1' }, executors: {}, experiments: {} });
const FURTHER = printLockFile({ experiments: { 't/a': 'abc' } });

test('the lock of a catalog that is gone goes, and nothing that may be anything else', async () => {
  const root = workspace({
    'nx.json': '{}',
    'here/config.ts': CATALOG,
    'old/config.lock.json': LOCK,
    'old/config.lock/0a.json': FURTHER,
    'old/config.lock/notes.json': FURTHER,
    'old/config.lock/0b.json': '{}',
    'default/config.lock.json': REMEMBERS,
    'module/config.lock.json': LOCK,
    'module/config.ts': 'export default {};',
    'other/package.lock.json': '{ "executors": {}, "experiments": {} }',
    'edited/config.lock.json': LOCK.replace('"abc"', '"abc" '),
    'partly/config.lock.json': FURTHER,
  });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root });
  git('init', '-q');
  git('add', '.');
  write(root, { 'untracked/config.lock.json': LOCK });
  const tree = treeOf(root);
  await syncLocks(tree);
  expect(await removeLeftOver(tree)).toEqual({
    useless: ['old/config.lock.json', 'old/config.lock/0a.json'],
    remembering: ['default/config.lock.json'],
  });
  const removed = tree.listChanges().filter(({ type }) => type === 'DELETE');
  expect(removed.map(({ path }) => path).sort()).toEqual([
    'old/config.lock.json',
    'old/config.lock/0a.json',
  ]);
  expect(tree.exists('here/config.lock.json')).toBe(true);
  expect(await removeLeftOver(tree)).toMatchObject({ useless: [] });
});

test('outside of git nothing is removed', async () => {
  const root = workspace({ 'nx.json': '{}', 'old/config.lock.json': LOCK });
  expect(await removeLeftOver(treeOf(root))).toEqual({ useless: [], remembering: [] });
});
