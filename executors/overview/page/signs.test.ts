import { expect, test } from 'vitest';
import { STATES as ALL } from '../data.js';
import { LOOKS } from '../terminal/style.js';
import { STATE_SIGNS, STATES } from './browser/study.js';

test('states look as in the terminal, and come in its order', () => {
  expect(STATES).toEqual([...ALL]);
  for (const state of ALL) expect(STATE_SIGNS[state].symbol).toBe(LOOKS[state].sign);
});
