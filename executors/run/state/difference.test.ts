import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceOf } from './difference.js';

const of = (before: string | number[], after: string | number[]) =>
  differenceOf(Buffer.from(before as string), Buffer.from(after as string));

test.each<[string, string, string]>([
  ['a\nb\nc', 'a\nx\nc', 'line 2 was "b", and is "x"'],
  ['a\n', 'a\nb\n', 'line 2 was "", and is "b"'],
  ['a', 'a\nb', 'line 1 was "a", and is "a"'],
  ['', 'a', 'line 1 was "", and is "a"'],
  ['é', 'è', 'line 1 was "é", and is "è"'],
])('the first line that differs: %j, %j', (before, after, difference) => {
  expect(of(before, after)).toBe(difference);
});

test('of a long line the part where the difference is', () => {
  const difference = of(`${'0123456789'.repeat(50)}a`, `${'0123456789'.repeat(50)}b`)!;
  expect(difference).toMatch(/^line 1 was "….{20}a", and is "….{20}b"$/);
});

test('bytes that are no text', () => {
  expect(of([0, 1, 2], [0, 1, 255])).toBe('byte 3 was 0x02, and is 0xff');
  expect(of([0, 1], [0])).toBe('byte 2 was 0x01, and is not there');
});

test('there is a difference exactly where bytes differ', () => {
  const bytes = fc.uint8Array({ maxLength: 20 });
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      const [before, after] = [Buffer.from(a), Buffer.from(b)];
      expect(differenceOf(before, after) === undefined).toBe(before.equals(after));
    }),
  );
});
