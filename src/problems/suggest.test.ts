import { expect, test } from 'vitest';
import { oneOf, suggestion } from './suggest.js';

test.each([
  ['estimat', ['prepare', 'estimate'], ' (did you mean "estimate"?)'],
  ['Data', ['data'], ' (did you mean "data"?)'],
  ['modle', ['model', 'data'], ' (did you mean "model"?)'],
  ['xyz', ['prepare', 'estimate'], ''],
  ['x', [], ''],
  ['c', ['a', 'b'], ''],
  ['a1', ['a2', 'b'], ' (did you mean "a2"?)'],
])('%s among %j suggests %j', (name, names, expected) => {
  expect(suggestion(name, names)).toBe(expected);
});

test('many names are not all listed', () => {
  const names = Array.from({ length: 30 }, (_, i) => `n${i}`);
  expect(oneOf(names)).toMatch(/^it may be n0, .*, n19, … \(30 in all\)$/);
  expect(oneOf([])).toBe('there is none');
});
