import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { noteCalls } from './generated.js';
import { registry } from './registry.js';
import { of } from './study.js';
import { npm } from './template.js';
import { outputOf, workspace } from './workspace.js';

/** The newest that is in every registry that these tests ran against. */
const CREATE = '23.2.1';

/** The Nx of the new workspace. */
const NX = '23.3.1';

test('create-nx-workspace makes a workspace in which its README works', async () => {
  const study = workspace({});
  const { env, asked } = await registry(inject('tarball'), study.root);
  const home = dirname(study.root);
  const created = await study.run(
    'env',
    [
      `--chdir=${home}`,
      join(createNxWorkspace(home), 'bin/create-nx-workspace.js'),
      'my-study',
      ...['--preset=nx-experiments', '--nxCloud=skip', '--pm=npm', '--no-interactive'],
    ],
    { env: { ...env, ...ofItself(join(home, 'creation')), npm_config_prefer_offline: 'true' } },
  );
  expect(created.exitCode, outputOf(created)).toBe(0);
  expect(asked).toContain('/nx-experiments');
});
