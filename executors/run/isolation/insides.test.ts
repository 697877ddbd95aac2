import module, { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { loadersOf } from './insides.js';

test('the loaders of Node are those that every require uses', () => {
  expect(loadersOf(module)).toBe(createRequire(import.meta.url).extensions);
});

test.each([
  ['no table', {}],
  ['a table without .js', { _extensions: {} }],
])('a Node with %s of loaders is told which versions this was made for', (_, other) => {
  expect(() => loadersOf(other)).toThrow(
    /^Node 2\d\.\d+\.\d+ has no table of loaders .*made for Node 20\.19 to 24: /,
  );
});
