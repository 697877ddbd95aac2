import { expect, test } from 'vitest';
import { anyOf, exactly, matcherOf } from './matcher.js';

test.each([
  ['log', 'Logit', true],
  ['=log', 'logit', false],
  ['=ols|=logit', 'logit', true],
  ['!ols', 'ols', false],
  ['!ols', null, true],
  ['> 0.5', 0.6, true],
  ['>=1', 1, true],
  ['<-2', -3, true],
  ['<5', '4', false],
  ['1..5', 5, true],
  ['-2..-1', -1.5, true],
  ['1e-3..1', 0.01, true],
  ['1..5', 6, false],
  ['>', '>', true],
  ['..', 'a..b', true],
  ['=', null, true],
  ['=true', true, true],
] as const)('%s on %s is %s', (filter, value, expected) => {
  expect(matcherOf(filter)(value)).toBe(expected);
});

test('a filter of levels is read back as these levels', () => {
  expect(exactly(anyOf(['a', 'b-1']))).toEqual(['a', 'b-1']);
  expect(exactly('a')).toBeUndefined();
  expect(exactly(undefined)).toBeUndefined();
});
