import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { plan, runPlans, study } from './study.fixture.js';

const FILES = {
  'src/task.ts': `export default () => ({ fit: 'new', more: 'new' });`,
  'precious/fit.txt': 'precious',
  'precious/deep/more.txt': 'precious',
  'bld/.keep': '',
};

const TASK = {
  experiment: {
    outputs: { fit: 'bld/estimate/a/fit.txt', more: 'bld/estimate/a/deep/more.txt' },
  },
};

/** Runs the experiment `estimate/a` of each kind; everything outside the build folder stays. */
async function expectNothingOutside(prepare: (root: string) => void, isRefused: boolean) {
  for (const kind of [
    { run: 'src/task.ts' },
    { command: 'echo new > {outputs.fit} && echo new > {outputs.more}' },
  ]) {
    const root = study(FILES);
    prepare(root);
    const results = await runPlans(root, [plan('a', { ...TASK, ...kind })]);
    const { success, terminalOutput } = results['estimate/a']!;
    expect(success, terminalOutput).toBe(!isRefused);
    if (isRefused)
      expect(terminalOutput).toMatch(/^bld\/\S* is a symbolic link .*; remove it \(NXE018\)\n$/);
    else expect(readFileSync(join(root, TASK.experiment.outputs.fit), 'utf8')).toContain('new');
    expect(readdirSync(root).toSorted()).toEqual(['.nx', 'bld', 'precious', 'src']);
    for (const [path, text] of Object.entries(FILES))
      expect(readFileSync(join(root, path), 'utf8')).toBe(text);
    expect(readdirSync(join(root, 'precious'), { recursive: true })).toHaveLength(3);
  }
}

/** Puts something at a path, whose folder is made. */
function put(root: string, path: string, place: (path: string) => void): void {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  place(join(root, path));
}

test.each([
  ['the folder of the task, to elsewhere', 'bld/estimate', '../precious'],
  ['the folder of the experiment, by an absolute path', 'bld/estimate/a', '<root>/precious'],
  ['the folder of the experiment, to the workspace', 'bld/estimate/a', '../..'],
  ['the folder of the experiment, to the build folder itself', 'bld/estimate/a', '..'],
  ['the folder of the experiment, to nothing', 'bld/estimate/a', '../../new'],
  ['a folder inside the experiment', 'bld/estimate/a/deep', '../../../precious/deep'],
])('a link is refused: %s', (_, path, target) =>
  expectNothingOutside(
    (root) => put(root, path, (at) => symlinkSync(target.replace('<root>', root), at)),
    true,
  ),
);

test('a link is refused that leads out by way of another one', () =>
  expectNothingOutside((root) => {
    put(root, 'bld/estimate/way', (at) => symlinkSync('../../precious', at));
    put(root, 'bld/estimate/a', (at) => symlinkSync('way/deep', at));
  }, true));

test.each([
  ['a link to a file', 'bld/estimate/a/fit.txt', '../../../precious/fit.txt'],
  ['a link to a folder', 'bld/estimate/a/fit.txt', '../../../precious'],
  ['a link to nothing', 'bld/estimate/a/fit.txt', '../../../new'],
  ['a folder with a link', 'bld/estimate/a/fit.txt/x', '../../../../precious'],
])('an old output is replaced and what is behind it is not: %s', (_, path, target) =>
  expectNothingOutside((root) => put(root, path, (at) => symlinkSync(target, at)), false),
);

test('an old output that is a hard link is replaced, and the other name keeps its content', () =>
  expectNothingOutside(
    (root) =>
      put(root, 'bld/estimate/a/fit.txt', (at) => linkSync(join(root, 'precious/fit.txt'), at)),
    false,
  ));
