import fc from 'fast-check';
import { expect, test } from 'vitest';
import { watchNesting } from './nested.js';

const names = ['a', 'b', 'c'].map((name) => ({ name }));

function foundIn(combinations: readonly (readonly number[])[]) {
  const nesting = watchNesting(names);
  for (const combination of combinations) nesting.visit(combination);
  return nesting.found();
}

test('a dimension is nested in another where each of its levels goes with one of that, and that has more', () => {
  const level = fc.nat({ max: 2 });
  fc.assert(
    fc.property(fc.array(fc.tuple(level, level, level), { maxLength: 8 }), (combinations) => {
      const expected = [0, 1, 2].flatMap((inner) =>
        [0, 1, 2].flatMap((outer) => {
          const pairs = new Set(combinations.map((c) => `${c[inner]},${c[outer]}`));
          const inners = new Set(combinations.map((c) => c[inner]));
          const outers = new Set(combinations.map((c) => c[outer]));
          const isNested = inner !== outer && pairs.size === inners.size && outers.size > 1;
          return isNested ? [{ inner: names[inner]!.name, outer: names[outer]!.name }] : [];
        }),
      );
      expect(foundIn(combinations)).toEqual(expected);
    }),
  );
});
