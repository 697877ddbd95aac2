import { expect, test } from 'vitest';
import { statisticsOf, studentT } from './statistics.js';

test("Student's t is that of the tables", () => {
  // R: qt(0.975, c(1, 2, 10, 11, 15, 30, 100))
  const expected = [12.7062, 4.3027, 2.2281, 2.201, 2.1314, 2.0423, 1.984];
  const found = [1, 2, 10, 11, 15, 30, 100].map(studentT);
  for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 3);
});

test('mean, deviation, interval and quartiles', () => {
  // R: x <- c(1, 2, 3, 4); t.test(x)$conf.int; quantile(x)
  const { n, mean, deviation, interval, quartiles } = statisticsOf([4, 1, 3, 2]);
  expect([n, mean]).toEqual([4, 2.5]);
  expect(deviation).toBeCloseTo(1.290994, 6);
  expect(interval![0]).toBeCloseTo(0.44574, 4);
  expect(interval![1]).toBeCloseTo(4.55426, 4);
  expect(quartiles).toEqual([1.75, 2.5, 3.25]);
});

test('one value has no interval', () => {
  expect(statisticsOf([3])).toEqual({ n: 1, mean: 3, quartiles: [3, 3, 3] });
});
