import { execFileSync } from 'node:child_process';
import { logger } from '@nx/devkit';
import { resetWorkspaceContext } from 'nx/src/utils/workspace-context';
import { expect, onTestFinished, test, vi } from 'vitest';
import { printLockFile } from '../../src/lock/file.js';
import { treeOf } from '../../src/tree.fixture.js';
import { workspace } from '../../src/workspace.fixture.js';
import sync from './generator.js';

test('sync says which locks it removes, and which it leaves for the user to move', async () => {
  const warn = vi.spyOn(logger, 'warn').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  onTestFinished(() => resetWorkspaceContext());
  const root = workspace({
    'nx.json': '{}',
    'old/config.lock.json': printLockFile({ executors: {}, experiments: {} }),
    'moved/config.lock.json': printLockFile({
      defaults: { se: 'hc1' },
      executors: {},
      experiments: {},
    }),
  });
  execFileSync('git', ['init', '-q'], { cwd: root });
  execFileSync('git', ['add', '.'], { cwd: root });
  const said = await sync(treeOf(root));
  expect(said?.outOfSyncDetails).toEqual([
    'old/config.lock.json is left of a catalog that is gone; nx sync removes it.',
  ]);
  expect(warn.mock.calls.flat()).toEqual([
    'moved/config.lock.json: is a lock without a catalog, and remembers default levels; ' +
      'move it to where the catalog is now, or remove it if the catalog is gone',
  ]);
});
