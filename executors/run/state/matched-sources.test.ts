import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { study, write } from '../study.fixture.js';
import { createSources } from './matched-sources.js';

test('sources are what Nx hashes: nothing that is ignored, not even if it is tracked', () => {
  const root = study({
    '.gitignore': 'forced.py\n',
    '.nxignore': 'hidden.py\n',
    'src/py/a.py': '',
    'src/py/.dot.py': '',
    'src/py/forced.py': '',
    'src/py/hidden.py': '',
    'src/py/node_modules/x.py': '',
    'src/py/sub/b.py': '',
  });
  execFileSync('git', ['init', '-q'], { cwd: root });
  execFileSync('git', ['add', '--force', '--all'], { cwd: root });
  const sources = createSources(root);
  expect(sources(['src/py/*.py'])).toEqual(['src/py/.dot.py', 'src/py/a.py']);
  expect(sources(['src/py'])).toEqual(['src/py/.dot.py', 'src/py/a.py', 'src/py/sub/b.py']);
  expect(sources(['src/gone'])).toEqual([]);
});

test('links are followed, and their ends are sources, too', () => {
  const outside = study({ 'o.py': '' });
  const root = study({ 'common/shared.py': '', 'vendor/deep/v.py': '', 'src/py/a.py': '' });
  symlinkSync('../../common/shared.py', join(root, 'src/py/shared.py'));
  symlinkSync('../../vendor', join(root, 'src/py/vendored'));
  symlinkSync(outside, join(root, 'src/py/outside'));
  expect(createSources(root)(['src/py/**/*.py'])).toEqual([
    'common/shared.py',
    'src/py/a.py',
    'src/py/outside/o.py',
    'src/py/shared.py',
    'src/py/vendored/deep/v.py',
    'vendor/deep/v.py',
  ]);
});

test('a file that comes during the run is seen after a second', () => {
  vi.useFakeTimers();
  const root = study({ 'src/py/a.py': '' });
  const sources = createSources(root);
  expect(sources(['src/**/*.py'])).toEqual(['src/py/a.py']);
  write(root, { 'src/py/new/b.py': '' });
  vi.advanceTimersByTime(2000);
  expect(sources(['src/**/*.py'])).toEqual(['src/py/a.py', 'src/py/new/b.py']);
  vi.useRealTimers();
});
