import { expect, test } from 'vitest';
import { valuesIn } from './values.js';

test('nested values are named by dots, elements of short lists by their number', () => {
  const values = valuesIn({ a: { b: [1, { c: 'x' }] }, d: null, e: true });
  expect([...values]).toEqual([
    ['a.b.0', 1],
    ['a.b.1.c', 'x'],
    ['d', null],
    ['e', true],
  ]);
});

test('long lists, and a value without a name, are no values', () => {
  expect([...valuesIn({ long: Array.from({ length: 11 }, () => 0) })]).toEqual([]);
  expect([...valuesIn(3)]).toEqual([]);
  expect([...valuesIn(JSON.parse('{"__proto__": {"x": 1}, "y": 2}'))]).toEqual([['y', 2]]);
});
