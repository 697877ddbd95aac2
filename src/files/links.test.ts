import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { fileLinks } from './links.js';

const home = mkdtempSync(join(tmpdir(), 'links-'));
const root = join(home, 'study');
afterEach(() => rmSync(home, { recursive: true, force: true }));

function write(path: string): void {
  mkdirSync(join(home, path, '..'), { recursive: true });
  writeFileSync(join(home, path), 'x');
}

test('a link is found at its own path, below a folder, and through a folder that is a link', () => {
  write('outside/a.csv');
  write('study/data/real.csv');
  write('study/plain/b.csv');
  symlinkSync(join(home, 'outside/a.csv'), join(root, 'data/a.csv'));
  symlinkSync('../plain/b.csv', join(root, 'data/b.csv'));
  symlinkSync(join(home, 'outside'), join(root, 'folder'));
  symlinkSync('.', join(root, 'data/loop'));
  symlinkSync('nowhere', join(root, 'data/broken.csv'));
  const linksAt = fileLinks(root);

  expect(linksAt('data/a.csv')).toEqual([{ path: 'data/a.csv' }]);
  expect(linksAt('data/b.csv')).toEqual([{ path: 'data/b.csv', target: 'plain/b.csv' }]);
  expect(linksAt('data')).toEqual([
    { path: 'data/a.csv' },
    { path: 'data/b.csv', target: 'plain/b.csv' },
  ]);
  expect(linksAt('folder')).toEqual([{ path: 'folder/a.csv' }]);
  for (const path of ['data/real.csv', 'plain', 'nowhere']) expect(linksAt(path)).toEqual([]);
});
