import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { study } from '../study.fixture.js';
import { openSlots } from './slots.js';

const { signal } = new AbortController();

test('a place is free again when it was given up', async () => {
  vi.stubEnv('TMPDIR', study({}));
  const slots = openSlots({ run: undefined, parallel: 1 });
  vi.unstubAllEnvs();
  const release = await slots.take(signal);
  let second = false;
  const waiting = slots.take(signal).then(() => {
    second = true;
  });
  await sleep(100);
  expect(second).toBe(false);
  release?.();
  await waiting;
  slots.close();
});

test('where no file can be written, a process counts its own places', async () => {
  const root = study({ file: '' });
  vi.stubEnv('TMPDIR', join(root, 'file'));
  const slots = openSlots({ run: undefined, parallel: 1 });
  vi.unstubAllEnvs();
  const release = await slots.take(signal);
  expect(release).toBeDefined();
  const second = slots.take(signal);
  // Longer than a turn: the process looks whether others wait.
  expect(await Promise.race([second, sleep(300, 'waits')])).toBe('waits');
  release?.();
  expect(await second).toBeDefined();
  slots.close();
});
