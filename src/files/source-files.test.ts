import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defineCatalog } from '../catalog/define.js';
import { readSources } from '../definition/sources.js';
import { soundStudy } from '../study.fixture.js';
import { workspace } from '../workspace.fixture.js';
import { sourceFinder, sourcePattern } from './source-files.js';

/** A workspace with links of each kind below `src/py`. */
function linked(): string {
  const outside = workspace({ 'o.py': '', 'o.pyc': '', '.git/config.py': '' });
  const root = workspace({
    '.gitignore': '*.pyc\nprivate\n',
    '.nxignore': 'hidden\n',
    'common/shared.py': '',
    'vendor/deep/v.py': '',
    'vendor/deep/v.pyc': '',
    'vendor/deep/v.txt': '',
    'src/py/a.py': '',
    'src/py/private/x.py': '',
  });
  execFileSync('git', ['init', '-q'], { cwd: root });
  symlinkSync('../../common/shared.py', join(root, 'src/py/shared.py'));
  symlinkSync('../../vendor', join(root, 'src/py/vendored'));
  symlinkSync('../../vendor', join(root, 'src/py/hidden'));
  symlinkSync('.', join(root, 'src/py/loop'));
  symlinkSync(outside, join(root, 'src/py/outside'));
  symlinkSync(outside, join(root, 'src/py/private/outside'));
  symlinkSync(outside, join(root, 'node_modules'));
  symlinkSync('vendor', join(root, 'also'));
  return root;
}

const FILES = ['src/py/a.py', 'src/py/shared.py'];

test('links to files are found, and what is in linked folders, unless it is ignored', () => {
  const find = sourceFinder(linked(), [...FILES, 'common/shared.py', 'vendor/deep/v.py']);
  const found = find('src/py/**/*.py', FILES);
  expect(found.links).toEqual([
    { path: 'src/py/outside/o.py' },
    { path: 'src/py/shared.py', target: 'common/shared.py' },
    { path: 'src/py/vendored/deep/v.py', target: 'vendor/deep/v.py' },
  ]);
  expect(find('src/py/**/*', FILES).links.map(({ path }) => path)).toEqual([
    'src/py/outside/o.py',
    'src/py/shared.py',
    'src/py/vendored/deep/v.py',
    'src/py/vendored/deep/v.txt',
  ]);
});

test('a glob may start at a link, or be one', () => {
  const root = linked();
  const find = sourceFinder(root, FILES);
  const pathsOf = (pattern: string, files: readonly string[] = []) =>
    find(pattern, files).links.map(({ path }) => path);
  expect(pathsOf('also/deep/*.py')).toEqual(['also/deep/v.py']);
  expect(pathsOf(sourcePattern(root, 'also'))).toEqual(['also/deep/v.py', 'also/deep/v.txt']);
  expect(pathsOf('src/py/shared.py', ['src/py/shared.py'])).toEqual(['src/py/shared.py']);
  expect(pathsOf('src/py/a.py', ['src/py/a.py'])).toEqual([]);
});

test('a folder with nothing but a link to a folder is looked into', () => {
  const root = workspace({ 'vendor/v.py': '', 'src/only/x': '' });
  symlinkSync('../../vendor', join(root, 'src/only/v'));
  expect(sourceFinder(root, ['vendor/v.py'])('src/**/*.py', []).links).toEqual([
    { path: 'src/only/v/v.py', target: 'vendor/v.py' },
  ]);
});

test('a folder stands for everything below it, whatever is in its name', () => {
  const root = workspace({ 'src/py/a.py': '', 'src/[x]/a.py': '' });
  expect(sourcePattern(root, 'src/py')).toBe('src/py/**/*');
  expect(sourcePattern(root, 'src/[x]')).toBe('src/\\[x\\]/**/*');
  expect(sourcePattern(root, 'src/py/a.py')).toBe('src/py/a.py');
  expect(sourcePattern(root, 'src/**/*.py')).toBe('src/**/*.py');
});

test('a glob that matches no file is a warning', async () => {
  const root = workspace({ 'src/py/a.py': '', 'src/new/x.txt': '' });
  const task = { outputs: { o: 'o' }, command: ['true'] } as const;
  const { catalogs } = soundStudy(
    defineCatalog({
      dimensions: {},
      tasks: {
        fine: { ...task, sources: ['src/py'] },
        not: { ...task, sources: ['src/py/*.py', 'src/new/*.py'] },
      },
    }),
  );
  const asked: string[] = [];
  const { filesOf, warnings } = await readSources(catalogs, {
    root,
    find: async (pattern) => {
      asked.push(pattern);
      return pattern.startsWith('src/py') ? ['src/py/a.py'] : [];
    },
    among: sourceFinder(root, ['src/py/a.py']),
  });
  expect(asked).toEqual(['src/py/**/*', 'src/py/*.py', 'src/new/*.py']);
  expect(filesOf('src/py')).toMatchObject({ pattern: 'src/py/**/*', files: ['src/py/a.py'] });
  expect(warnings).toEqual([
    'study/config.ts: tasks.not.sources: "src/new/*.py" matches no file; fix it, or leave it out (files that git ignores do not count)',
  ]);
});
