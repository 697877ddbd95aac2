import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical, type Json } from './json.js';

/** The value with the keys of all its objects in the opposite order. */
function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map(turned);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([k, v]) => [k, turned(v)] as const)
      .reverse(),
  );
}

const json = fc.jsonValue() as fc.Arbitrary<Json>;

test('the order of keys does not matter', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonical(turned(value))).toBe(canonical(value));
    }),
  );
});

test('the text reads back as the value', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('what is undefined is left out', () => {
  expect(canonical({ b: undefined, a: [1, { d: null, c: 'x' }] })).toBe(
    '{"a":[1,{"c":"x","d":null}]}',
  );
});
