import { spawnSync } from 'node:child_process';
import { linkSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { study } from '../study.fixture.js';
import { openClaims } from './claims.js';

test('a name is had by one at a time, until it is given up', () => {
  const folder = study({});
  const claims = openClaims(folder);
  const release = claims.take('x');
  expect(claims.take('x')).toBeUndefined();
  release?.();
  const again = claims.take('x');
  expect(again).toBeDefined();
  again?.();
  claims.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('the claim of a dead process is taken over', () => {
  const folder = study({});
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  for (const owner of [`${pid} `, `${process.pid} 1`]) {
    writeFileSync(join(folder, 'x'), owner);
    const release = openClaims(folder).take('x');
    expect(release, owner).toBeDefined();
    release?.();
  }
});

test('where no file can be written, every claim is granted', () => {
  const folder = study({ file: '' });
  const claims = openClaims(join(folder, 'file/inside'));
  expect(claims.take('x')).toBeDefined();
  claims.close();
});

test('a claim that could not be removed is no claim of its process any more', () => {
  const folder = study({});
  const claims = openClaims(folder);
  const release = claims.take('a');
  expect(claims.take('a')).toBeUndefined();
  release?.();
  // As if it were still there.
  linkSync(join(folder, `owner-${process.pid}`), join(folder, 'a'));
  expect(claims.take('a')).toBeDefined();
});
