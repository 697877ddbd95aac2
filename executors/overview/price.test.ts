import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Priced, priceOf } from './price.js';

const one = (project: string, seconds: number | undefined, more: Partial<Priced> = {}): Priced => ({
  project,
  task: 'estimate',
  levels: {},
  seconds,
  runs: true,
  needs: [],
  ...more,
});

test('what would not run costs nothing', () => {
  const price = priceOf([one('a', 10, { runs: false }), one('b', 5)], 2);
  expect(price).toEqual({ experiments: 1, work: 5, clock: 5, unknown: 0 });
});

test('several at once take less time on the clock, the longest first', () => {
  const all = [one('a', 1), one('b', 1), one('c', 2), one('d', 4)];
  expect(priceOf(all, 1)).toMatchObject({ work: 8, clock: 8 });
  expect(priceOf(all, 2)).toMatchObject({ work: 8, clock: 4 });
});

test('what needs another one waits for it, if that one runs', () => {
  const chain = (runs: boolean) => [one('a', 3, { runs }), one('b', 2, { needs: ['a'] })];
  expect(priceOf(chain(true), 8)).toMatchObject({ work: 5, clock: 5 });
  expect(priceOf(chain(false), 8)).toMatchObject({ work: 2, clock: 2 });
});

test('what never ran lasts as those do that share its levels', () => {
  const cell = (data: string, model: string, seconds?: number) =>
    one(`${data}-${model}`, seconds, { levels: { data, model }, runs: seconds === undefined });
  const price = priceOf(
    [cell('a', 'ols', 1), cell('b', 'ols', 2), cell('a', 'tree', 10), cell('b', 'tree')],
    1,
  );
  // 4.33 on average; b lasts 2 / 4.33 of that, tree 10 / 4.33.
  expect(price.work).toBeCloseTo(20 / (13 / 3), 2);
});

test('a task of which nothing ran yet counts as no time, and is told', () => {
  const price = priceOf([one('a', 1), one('b', undefined, { task: 'figure' })], 1);
  expect(price).toEqual({ experiments: 2, work: 1, clock: 1, unknown: 1 });
});

test('the clock lies between what one process, and what endlessly many, would take', () => {
  const study = fc
    .array(fc.record({ seconds: fc.nat(50), needs: fc.array(fc.nat(30)) }), { maxLength: 30 })
    .map((list) =>
      list.map(({ seconds, needs }, i) =>
        one(String(i), seconds, { needs: needs.filter((need) => need < i).map(String) }),
      ),
    );
  fc.assert(
    fc.property(study, fc.integer({ min: 1, max: 5 }), (all, parallel) => {
      const { work, clock } = priceOf(all, parallel);
      expect(clock).toBeLessThanOrEqual(work);
      expect(clock).toBeGreaterThanOrEqual(work / parallel - 0.001);
      expect(clock).toBeGreaterThanOrEqual(priceOf(all, 1000).clock - 0.001);
    }),
  );
});
