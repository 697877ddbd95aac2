import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepGraphWarnings, readGraphWarnings } from './graph-warnings.js';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'graph-warnings-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test('the warnings of the last graph are kept, and gone when there are none', () => {
  const state = folder();
  expect(readGraphWarnings(state)).toEqual([]);
  keepGraphWarnings(state, ['a', 'b']);
  expect(readGraphWarnings(state)).toEqual(['a', 'b']);
  keepGraphWarnings(state, ['c']);
  expect(readGraphWarnings(state)).toEqual(['c']);
  keepGraphWarnings(state, []);
  expect(readGraphWarnings(state)).toEqual([]);
  expect(readdirSync(state)).toEqual([]);
});

test('a file that is broken tells nothing', () => {
  const state = folder();
  writeFileSync(join(state, 'graph-warnings.json'), '{');
  expect(readGraphWarnings(state)).toEqual([]);
});
