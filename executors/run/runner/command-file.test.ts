import { expect, test } from 'vitest';
import { writeCommandFile } from './command-file.js';

test('a disk that is full, or a folder that is gone, is told with the way out', () => {
  expect(writeCommandFile('/dev/full', 'text')).toBe(
    '/dev: what the command is started with cannot be written there (ENOSPC); free some space, or set TMPDIR to another folder',
  );
  expect(writeCommandFile('/nowhere/file', 'text')).toContain('ENOENT');
});
