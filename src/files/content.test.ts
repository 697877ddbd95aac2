import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { workspace } from '../workspace.fixture.js';
import { openContent } from './content.js';

test('another file of the same size and time has another digest, also for another process', async () => {
  const root = workspace({ 'a.csv': '1111', 'b.csv': '2' });
  const memory = join(root, 'state/content.json');
  const path = join(root, 'a.csv');
  const digest = () => {
    const content = openContent(root, memory);
    const found = content.digestOf(['a.csv', 'b.csv', 'missing.csv']);
    content.save();
    return found;
  };
  await sleep(150);
  const first = digest();
  expect(digest()).toBe(first);
  const { atime, mtime } = statSync(path);
  writeFileSync(path, '2222');
  utimesSync(path, atime, mtime);
  const second = digest();
  expect(second).not.toBe(first);
  await sleep(150);
  expect(digest()).toBe(second);
  writeFileSync(path, '1111');
  expect(digest()).toBe(first);
});

test('what nobody asks for any more is forgotten, and a hash is of one device', async () => {
  const root = workspace({ 'a.csv': '1', 'b.csv': '2' });
  const memory = join(root, 'state/content.json');
  const ask = (...files: string[]) => {
    const content = openContent(root, memory);
    const found = content.digestOf(files);
    content.save();
    return found;
  };
  const remembered = () => JSON.parse(readFileSync(memory, 'utf8'));
  await sleep(150);
  const both = ask('a.csv', 'b.csv');
  expect(Object.keys(remembered())).toEqual(['a.csv', 'b.csv']);
  ask('b.csv');
  expect(Object.keys(remembered())).toEqual(['b.csv']);
  expect(ask('a.csv', 'b.csv')).toBe(both);
  const { dev } = statSync(join(root, 'a.csv'), { bigint: true });
  const [identity, hash] = remembered()['a.csv'];
  expect(identity.startsWith(`${dev}:`)).toBe(true);
  // As if another file, of the same inode and times, were on the device that was mounted here before.
  const other = { 'a.csv': [identity.replace(`${dev}:`, `${dev + 1n}:`), hash.replace(/./g, '0')] };
  writeFileSync(memory, JSON.stringify(other));
  expect(ask('a.csv', 'b.csv')).toBe(both);
});
