import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workspace } from '../workspace.fixture.js';
import { submodulesOf } from './submodules.js';

const SUBMODULES = `[submodule "a"]
\tpath = study/sub
\turl = ../a
[submodule "b"]
  path = "study/with space/"
[submodule "c"]
\tpath = other
`;

test('submodules are found from any folder of the repository, as far as they are in it', () => {
  const root = workspace({ '.gitmodules': SUBMODULES, 'study/x': '', 'other/y': '' });
  expect(submodulesOf(root)).toEqual([]);
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  expect(submodulesOf(root)).toEqual(['study/sub', 'study/with space', 'other']);
  expect(submodulesOf(join(root, 'study'))).toEqual(['sub', 'with space']);
});

test('a repository without submodules has none, wherever it lies', () => {
  const root = workspace({ '.gitmodules': SUBMODULES, 'study/x': '' });
  for (const cwd of [root, join(root, 'study')]) execFileSync('git', ['init', '--quiet'], { cwd });
  expect(submodulesOf(join(root, 'study'))).toEqual([]);
});
