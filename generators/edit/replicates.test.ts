import { expect, test } from 'vitest';
import { addLevel } from './add-level.js';
import { removeLevel } from './remove-level.js';

const catalog = (dimension: string) =>
  `import { defineCatalog, replicates } from 'nx-experiments';\n\n${dimension}\n\nexport default defineCatalog({ dimensions: { rep }, exclude: [{ rep: ['1'] }], tasks: {} });\n`;

const added = (dimension: string, level: string, fields = {}) =>
  addLevel({ read: () => catalog(dimension) }, 'config.ts', 'rep', level, fields).text;

const removed = (dimension: string, level: string) =>
  removeLevel({ read: () => catalog(dimension) }, 'config.ts', 'rep', level).text;

test('the next replicate raises the number, and nothing else', () => {
  expect(added('const rep = replicates(/* enough */ 20); // seeds', '21')).toBe(
    catalog('const rep = replicates(/* enough */ 21); // seeds'),
  );
});

test('the last replicate lowers the number', () => {
  expect(removed('const rep = replicates(20);', '20')).toBe(catalog('const rep = replicates(19);'));
});

test.each([
  ['20', 'config.ts: dimensions.rep.20: is there already; add the next one, 21'],
  ['25', 'config.ts: dimensions.rep.25: replicates(20) are 1 to 20; add the next one, 21'],
  ['021', 'config.ts: dimensions.rep.021: replicates(20) are 1 to 20; add the next one, 21'],
  ['x', 'config.ts: dimensions.rep.x: replicates(20) are 1 to 20; add the next one, 21'],
])('adding the replicate %s is refused', (level, message) => {
  expect(() => added('const rep = replicates(20);', level)).toThrow(message);
});

test('replicates take no fields', () => {
  expect(() => added('const rep = replicates(2);', '3', { seed: 1 })).toThrow(
    'replicates have no fields; write dimension({ … }, { replicate: true })',
  );
});

test.each([
  ['const rep = replicates(20);', '3', 'only the last one can go; remove 20, or exclude "3"'],
  ['const rep = replicates(2);', '1', 'only the last one can go'],
  ['const rep = replicates(1);', '1', '"1" is its only level; add another one first'],
])('of %s, removing %s is refused', (dimension, level, message) => {
  expect(() => removed(dimension, level)).toThrow(message);
});

test('a number that is a constant is edited by hand: it may count other things, too', () => {
  const dimension = 'const N = 20;\nconst rep = replicates(N);';
  const message =
    'its number is not written in the call; raise the number of the replicates "rep" by hand';
  expect(() => added(dimension, '21')).toThrow(message);
});
