import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { removeFolder } from '../remove-folder.fixture.js';
import { overwrite } from './overwrite.js';

test('what is written last is what a file holds, whatever was longer before', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nx-experiments-test-'));
  onTestFinished(() => removeFolder(folder));
  const file = join(folder, 'file');
  for (const text of ['ä longer text', 'short', '', 'ö']) {
    overwrite(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  }
});

test('a folder that is not there is an error', () => {
  expect(() => overwrite(join(tmpdir(), 'nx-experiments-none/file'), 'text')).toThrow('ENOENT');
});
