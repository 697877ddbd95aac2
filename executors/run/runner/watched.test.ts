import { deepStrictEqual } from 'node:assert';
import { inspect, isDeepStrictEqual } from 'node:util';
import { serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { watchReads } from './watched.js';

const LEVELS = { data: { name: 'a', path: 'a.csv' }, se: { name: 'robust' } };

type Levels = { data: { name: string }; se: { name: string } };

/** What is told while something is done with watched levels, and what comes of it. */
function during(act: (levels: Levels) => unknown) {
  const levels = structuredClone(LEVELS);
  const told: string[] = [];
  watchReads(levels, ['data', 'se'], (key) => told.push(key));
  const result = act(levels);
  return { told, result };
}

const BOTH = ['data', 'se'];

test.each<[string, readonly string[], (levels: Levels) => unknown]>([
  ['nothing', [], () => undefined],
  ['one level', ['se'], (levels) => levels.se.name],
  ['one, taken apart', ['data'], ({ data }) => data],
  ['one, twice', ['se'], (levels) => [levels.se, levels.se]],
  ['the names of dimensions', [], (levels) => Object.keys(levels)],
  ['a level that is only replaced', [], (levels) => Object.assign(levels, { se: 1 })],
  ['JSON', BOTH, (levels) => JSON.stringify(levels)],
  ['a spread', BOTH, (levels) => ({ ...levels })],
  ['entries', BOTH, (levels) => Object.entries(levels)],
  ['a clone', BOTH, (levels) => structuredClone(levels)],
  ['a message', BOTH, (levels) => serialize(levels)],
  ['inspect', BOTH, (levels) => inspect(levels)],
  ['a comparison', BOTH, (levels) => isDeepStrictEqual(levels, LEVELS)],
])('%s: what was read is told', (_, told, act) => {
  expect(during(act).told).toEqual(told);
});

test.each<[string, (levels: Levels) => unknown]>([
  ['JSON', (levels) => JSON.stringify(levels)],
  ['a clone', (levels) => structuredClone(levels)],
  ['a spread', (levels) => ({ ...levels })],
  ['inspect', (levels) => inspect({ in: levels })],
  ['inspect, hidden properties, too', (levels) => inspect(levels, { showHidden: true })],
  ['a frozen one', (levels) => inspect(Object.freeze(levels))],
  ['one that is replaced', (levels) => JSON.stringify(Object.assign(levels, { se: 1 }))],
  ['keys', (levels) => [Object.keys(levels), Reflect.getPrototypeOf(levels), 'se' in levels]],
])('%s is that of a plain object', (_, act) => {
  expect(during(act).result).toEqual(act(structuredClone(LEVELS)));
});

test('it equals a plain object, whether it was read or not', () => {
  during((levels) => deepStrictEqual(levels, LEVELS));
  during((levels) => expect(levels).toStrictEqual(LEVELS));
});

test('a frozen one cannot be written to', () => {
  during((levels) => {
    Object.freeze(levels);
    expect(() => Object.assign(levels, { se: 1 })).toThrow(TypeError);
    expect(levels.se.name).toBe('robust');
  });
});
