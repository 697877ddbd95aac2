import { expect, test } from 'vitest';
import { namesIn } from './list.js';
import { nameIn } from './name.js';

test('a name that Nx read as a number is taken as it was typed', () => {
  const typed = ['node', 'nx', 'g', 'add-level', '0.10', '--dimension=alpha', '--default=1e3'];
  expect(nameIn(0.1, typed)).toBe('0.10');
  expect(nameIn(1000, typed)).toBe('1e3');
  expect(nameIn(2020, typed)).toBe('2020');
  expect(nameIn('0.10', [])).toBe('0.10');
});

test('lists may be repeated, have commas or spaces, or be empty', () => {
  expect(namesIn('a,b')).toEqual(['a', 'b']);
  expect(namesIn(['a, b', 'c', 4])).toEqual(['a', 'b', 'c', '4']);
  expect(namesIn('')).toEqual([]);
  expect(namesIn(undefined)).toEqual([]);
});
