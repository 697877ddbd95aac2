import { statSync, utimesSync, writeFileSync } from 'node:fs';
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
