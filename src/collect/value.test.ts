import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExact, showExact } from './value.js';

test('whole numbers stay as they are written, however large', () => {
  const text =
    '{"id":12345678901234567890,"big":-9007199254740993,"safe":9007199254740991,"text":"12345678901234567890","x":1234567890123456789.5,"e":[1e21]}';
  expect(parseExact(text)).toEqual({
    id: 12345678901234567890n,
    big: -9007199254740993n,
    safe: 9007199254740991,
    text: '12345678901234567890',
    x: 1234567890123456800,
    e: [1e21],
  });
});

test('no text passes for a number', () => {
  const text = '["whole:0",12345678901234567890,"\\"12345678901234567891\\\\"]';
  expect(parseExact(text)).toEqual(['whole:0', 12345678901234567890n, '"12345678901234567891\\']);
});

test('what is read and shown is the same again, bit by bit', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.bigInt(),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any'), { maxLength: 3 }),
    ),
  })).any;
  fc.assert(
    fc.property(value, (one) => {
      const text = showExact(one as never);
      expect(showExact(parseExact(text))).toBe(text);
    }),
  );
  expect(parseExact('-0')).toBe(-0);
  expect(showExact(-0)).toBe('-0');
  expect(showExact(0.1 + 0.2)).toBe('0.30000000000000004');
});

test('a broken text is refused, also one with large numbers', () => {
  expect(() => parseExact('{"a":12345678901234567890')).toThrow(SyntaxError);
  expect(() => parseExact('[NaN]')).toThrow(SyntaxError);
});
