import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sharedFileSystem, sharedUnder } from './network-disk.js';

test('shared file systems are known by their numbers, however the system gives these', () => {
  expect(sharedFileSystem(0x6969)).toBe('NFS');
  expect(sharedFileSystem(0xff534d42)).toBe('CIFS');
  expect(sharedFileSystem(0xff534d42 | 0)).toBe('CIFS');
  expect(sharedFileSystem(0xef53)).toBeUndefined();
});

test('a folder that is not there yet is judged by the one above it', () => {
  expect(sharedUnder(join(tmpdir(), 'not', 'there'))).toBe(sharedUnder(tmpdir()));
});
