import fc from 'fast-check';
import { minimatch } from 'minimatch';
import { expect, test } from 'vitest';
import {
  type DimensionSize,
  type Exclusion,
  expand,
  MOST_JUDGED,
  TooManyError,
} from './combinations.js';

/** Every full combination, as names: the cross product that `expand` never builds. */
function crossProduct(dimensions: readonly DimensionSize[]): { [dimension: string]: string }[] {
  return dimensions.reduce<{ [dimension: string]: string }[]>(
    (all, { name, levels }) =>
      all.flatMap((some) => levels.map((level) => ({ ...some, [name]: level }))),
    [{}],
  );
}

/** What `expand` gives, as names, in one text per experiment. */
function expanded(
  dimensions: readonly DimensionSize[],
  over: readonly string[],
  exclusions: readonly Exclusion[],
  where?: (names: { [dimension: string]: string }) => boolean,
): string[] {
  const namesOf = (combination: readonly number[]) =>
    Object.fromEntries(dimensions.map((d, i) => [d.name, d.levels[combination[i]!]!]));
  const judge = where && ((combination: readonly number[]) => where(namesOf(combination)));
  const [tuples = []] = expand(dimensions, [over], exclusions, judge);
  return tuples.map((tuple) =>
    tuple.map((at, i) => dimensions.find((d) => d.name === over[i])!.levels[at]).join(),
  );
}

const level = fc.constantFrom('a', 'b', 'ab', 'ba', 'x1', 'x2');
const dimension = fc.uniqueArray(level, { minLength: 1, maxLength: 4 });
const dimensions = fc
  .array(dimension, { minLength: 1, maxLength: 4 })
  .map((all) => all.map((levels, i) => ({ name: `d${i}`, levels })));
const pattern = fc.constantFrom('a', 'a*', '*', '!a', '{a,x*}', 'x[12]', '?', 'nothing');
const exclusion = fc
  .dictionary(
    fc.constantFrom('d0', 'd1', 'd2', 'd3'),
    fc.array(pattern, { minLength: 1, maxLength: 2 }),
    {
      minKeys: 1,
    },
  )
  .map((patterns): Exclusion => patterns);

const study = fc
  .record({
    dimensions,
    exclusions: fc.array(exclusion, { maxLength: 3 }),
    picked: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    judge: fc.option(fc.func(fc.boolean()), { nil: undefined }),
  })
  .map(({ dimensions, exclusions, picked, judge }) => ({
    dimensions,
    over: dimensions.map((d) => d.name).filter((_, i) => picked[i]),
    // An exclusion of a dimension that is not there is refused before.
    exclusions: exclusions
      .map((e) =>
        Object.fromEntries(Object.entries(e).filter(([n]) => n < `d${dimensions.length}`)),
      )
      .filter((e) => Object.keys(e).length > 0),
    where: judge && ((names: { [dimension: string]: string }) => judge(JSON.stringify(names))),
  }));

test('expansion equals a naive filter of the cross product', () => {
  fc.assert(
    fc.property(study, ({ dimensions, over, exclusions, where }) => {
      const kept = crossProduct(dimensions).filter(
        (names) =>
          !exclusions.some((e) =>
            Object.entries(e).every(([d, patterns]) =>
              patterns.some((p) => minimatch(names[d]!, p)),
            ),
          ) &&
          (where?.(names) ?? true),
      );
      const expected = new Set(kept.map((names) => over.map((d) => names[d]).join()));
      const actual = expanded(dimensions, over, exclusions, where);
      expect(actual).toHaveLength(expected.size);
      expect(new Set(actual)).toEqual(expected);
    }),
  );
});

test('expansion does not depend on the order of levels and of exclude entries', () => {
  fc.assert(
    fc.property(study, ({ dimensions, over, exclusions, where }) => {
      const turned = dimensions.map((d) => ({ ...d, levels: d.levels.toReversed() }));
      expect(expanded(turned, over, exclusions.toReversed(), where).sort()).toEqual(
        expanded(dimensions, over, exclusions, where).sort(),
      );
    }),
  );
});

const levels = (n: number) => Array.from({ length: n }, (_, i) => `l${i}`);
const sized = (...sizes: number[]) => sizes.map((n, i) => ({ name: `d${i}`, levels: levels(n) }));
const names = (n: number) => Array.from({ length: n }, (_, i) => `d${i}`);

test('a dimension without levels leaves no experiments', () => {
  expect(expand(sized(2, 0), [['d0'], [], ['d0', 'd1']], [], undefined)).toEqual([[], [], []]);
});

test('a task over no dimension has one experiment', () => {
  expect(expand(sized(2, 3), [[]], [], undefined)).toEqual([[[]]]);
});

test('10,000 levels expand', () => {
  const [tuples] = expand(sized(10_000, 2), [names(2)], [{ d1: ['l1'] }], undefined);
  expect(tuples).toHaveLength(10_000);
});

test('12 dimensions expand', () => {
  const [tuples] = expand(sized(...Array(12).fill(2)), [names(12)], [{ d11: ['l1'] }], undefined);
  expect(tuples).toHaveLength(2 ** 11);
});

test('12 dimensions of ten levels expand where exclusions leave little', () => {
  const exclusions = names(12).map((d) => ({ [d]: ['!l0'] }));
  const [tuples] = expand(sized(...Array(12).fill(10)), [names(12)], exclusions, undefined);
  expect(tuples).toEqual([Array(12).fill(0)]);
});

test('10 million combinations of which 50 are kept are never held in memory', () => {
  const kept = ([a, b, c]: readonly number[]) => a === b && b === c && a! < 50;
  const [tuples] = expand(sized(10_000, 100, 10), [names(3)], [], kept);
  expect(tuples).toHaveLength(10);
  const [deep] = expand(
    sized(...Array(7).fill(10)),
    [names(7)],
    [],
    ([a, b, c, d, e, f, g]) => [a, b, c, d, e].every((x) => x === 0) && f! < 5 && g! >= 0,
  );
  expect(deep).toHaveLength(50);
});

test('more combinations than can be judged are refused, by where and by exclusions', () => {
  const huge = sized(...Array(12).fill(10));
  const where = () => false;
  expect(() => expand(huge, [names(12)], [], where)).toThrow(TooManyError);
  expect(() => expand(huge, [names(12)], [{ d11: ['*'] }], undefined)).toThrow(
    `more than ${MOST_JUDGED.toLocaleString('en')} combinations of levels would have to be judged`,
  );
});

test('more experiments than Nx can hold are refused', () => {
  expect(() => expand(sized(400, 400), [['d0'], names(2)], [], undefined)).toThrow(
    'one task would have more than 100,000 experiments',
  );
  expect(() => expand(sized(400, 400), [names(2)], [], () => true)).toThrow(TooManyError);
});
