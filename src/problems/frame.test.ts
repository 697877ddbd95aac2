import { expect, test } from 'vitest';
import { frameOf } from './frame.js';

const TEXT = Array.from({ length: 12 }, (_, i) => `${i % 2 === 0 ? '\t' : ''}line ${i + 1}`)
  .join('\n')
  .concat('\n');

test('a line stands between its neighbours, with a caret below the column', () => {
  expect(frameOf(TEXT, 9, 7)).toBe(
    '   8 | line 8\n>  9 | \tline 9\n     | \t     ^\n  10 | line 10',
  );
});

test('the first and the last line have one neighbour', () => {
  expect(frameOf('a\r\nb\r\n', 1, 1)).toBe('> 1 | a\n    | ^\n  2 | b');
  expect(frameOf('a\nb\n', 2, 1)).toBe('  1 | a\n> 2 | b\n    | ^');
});

test('without a column there is no caret, and without a line no frame', () => {
  expect(frameOf('a\n\nc', 2)).toBe('  1 | a\n> 2 |\n  3 | c');
  expect(frameOf('a', 2)).toBeUndefined();
  expect(frameOf('a', 0)).toBeUndefined();
});

test('of a long line, what is around the column is shown, and where something is left out', () => {
  const text = `${'x'.repeat(500)}HERE${'y'.repeat(500)}\nshort`;
  const [row, caret, next] = frameOf(text, 1, 501)!.split('\n');
  expect(row!.slice(caret!.indexOf('^'), caret!.indexOf('^') + 4)).toBe('HERE');
  expect(row).toMatch(/^> 1 \| …x{48}HEREy{12}…$/);
  expect(next).toBe('  2 |');
});

test('each line fits into a terminal, behind its number and where Nx shows it', () => {
  for (const column of [1, 49, 50, 51, 65, 66, 67, 100]) {
    const [row, caret] = frameOf('abcdefghij'.repeat(10), 1, column)!.split('\n');
    expect(`      ${row}`.length).toBeLessThanOrEqual(80);
    expect(row![caret!.indexOf('^')]).toBe('jabcdefghi'[column % 10]);
  }
});
