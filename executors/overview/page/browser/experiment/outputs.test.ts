import { expect, test } from 'vitest';
import { addressOf, separated } from './outputs.js';

test('cells of a CSV may hold separators, quotes and line ends', () => {
  expect(separated('a,b\r\n"1,\n2","say ""x"""\n,\n', ',')).toEqual([
    ['a', 'b'],
    ['1,\n2', 'say "x"'],
    ['', ''],
  ]);
  expect(separated('a,b', ',')).toEqual([['a', 'b']]);
});

test('a path is never an address elsewhere', () => {
  expect(addressOf('../a b/#1?.json')).toBe('../a%20b/%231%3F.json');
  expect(addressOf('javascript:alert(1)')).toBe('./javascript%3Aalert(1)');
  expect(addressOf('//host/x')).toBe('.///host/x');
});
