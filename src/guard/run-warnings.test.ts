import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workspace } from '../workspace.fixture.js';
import { BEFORE, describeWarnings, noteWarning, takeWarnings } from './run-warnings.js';

test('what a run noted is taken once, and by that run alone', () => {
  const state = workspace({});
  noteWarning(state, 'a/b', { kind: 'k', text: 'one\nand "two"' });
  noteWarning(state, 'a/b', { kind: 'k', text: 'three', nx: '1 2' });
  noteWarning(state, 'other', { kind: 'k', text: 'four' });
  expect(takeWarnings(state, 'a/b')).toEqual([
    { kind: 'k', text: 'one\nand "two"' },
    { kind: 'k', text: 'three', nx: '1 2' },
  ]);
  expect(takeWarnings(state, 'a/b')).toEqual([]);
  expect(takeWarnings(state, 'other')).toHaveLength(1);
});

test('where nothing can be written, nothing goes wrong', () => {
  const state = workspace({ warnings: 'a file' });
  noteWarning(state, 'a', { kind: 'k', text: 'x' });
  expect(takeWarnings(state, 'a')).toEqual([]);
});

test('what runs left that were killed is forgotten after a week', () => {
  const state = workspace({
    'warnings/old.jsonl': '',
    [`${BEFORE}/old/x`]: '',
    [`${BEFORE}/new/x`]: '',
  });
  const longAgo = Date.now() / 1000 - 8 * 24 * 3600;
  for (const path of ['warnings/old.jsonl', `${BEFORE}/old`])
    utimesSync(join(state, path), longAgo, longAgo);
  takeWarnings(state, 'a');
  const left = ['warnings/old.jsonl', `${BEFORE}/old`, `${BEFORE}/new`];
  expect(left.filter((path) => existsSync(join(state, path)))).toEqual([`${BEFORE}/new`]);
});

test('kinds are told apart, each text once, and of many the first', () => {
  const many = Array.from({ length: 12 }, (_, i) => ({ kind: 'B', text: `b${10 + i}` }));
  const text = describeWarnings([...many, ...many, { kind: 'A', text: 'a' }]);
  expect(text).toBe(
    `A (1):\n  a\n\nB (12):\n${many
      .slice(0, 10)
      .map((w) => `  ${w.text}\n`)
      .join('')}  and 2 more`,
  );
  expect(describeWarnings([])).toBe('');
});

test('a warning can be taken back, whichever comes first', () => {
  const state = workspace({});
  noteWarning(state, 'a', { kind: 'k', text: 'one', withdrawn: true });
  for (const text of ['one', 'two', 'three']) noteWarning(state, 'a', { kind: 'k', text });
  noteWarning(state, 'a', { kind: 'k', text: 'two', withdrawn: true });
  expect(takeWarnings(state, 'a')).toEqual([{ kind: 'k', text: 'three' }]);
});
