import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { logit } from '../scaling-tasks/src/my_project/estimation/models/logit';
import { ols, tQuantile } from '../scaling-tasks/src/my_project/estimation/models/ols';
import { decisionTree } from '../scaling-tasks/src/my_project/estimation/models/tree';
import { readSample, type Sample } from '../scaling-tasks/src/my_project/estimation/sample';

const reference = (name: string) =>
  JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));

const { longley, filip } = reference('nist');

/** Observations whose regressors are named after their columns. */
function sampleOf(x: readonly (readonly number[])[], y: readonly number[]): Sample {
  return { regressors: x[0]!.map((_, j) => `x${j + 1}`), x, y };
}

/** How many digits of the certified values are right, in the worst of them. */
function digits(values: readonly number[], certified: readonly number[]): number {
  const errors = values.map((value, i) => Math.abs(value / certified[i]! - 1));
  return -Math.log10(Math.max(...errors, 1e-16));
}

test.each([
  ['Longley', longley.x, longley.y, longley, 10],
  // Its condition number is 1.8e15: no method that works in double precision gives more.
  ['Filip', powers(filip.x), filip.y, filip, 7],
])("OLS has the digits of NIST's %s that double precision gives", (_, x, y, certified, least) => {
  const fit = ols(sampleOf(x, y), 'classical');
  const estimates = Object.values(fit.coefficients);
  const [values, errors] = [
    estimates.map(({ estimate }) => estimate),
    estimates.map(({ standard_error }) => standard_error),
  ];
  expect(digits(values, certified.coefficients)).toBeGreaterThan(least);
  expect(digits(errors, certified.standard_errors)).toBeGreaterThan(least);
  expect(fit.r_squared).toBeCloseTo(certified.r_squared, 9);
});

function powers(values: readonly number[]): number[][] {
  return values.map((value) => Array.from({ length: 10 }, (_, j) => value ** (j + 1)));
}

test('collinear regressors are an error', () => {
  const x = [1, 2, 3, 5].map((value) => [value, 2 * value + 1]);
  expect(() => ols(sampleOf(x, [0, 1, 0, 1]), 'classical')).toThrow('collinear');
  const thirds = [1, 2, 3, 5, 8].map((value, i) => [value / 3, i / 7, value / 3 + i / 7]);
  expect(() => ols(sampleOf(thirds, [0, 1, 0, 1, 1]), 'classical')).toThrow('collinear (column 3');
});

test('quantiles of t are those of the tables', () => {
  expect(tQuantile(0.975, 1)).toBeCloseTo(12.706204736, 8);
  expect(tQuantile(0.975, 2)).toBeCloseTo(4.302652729749, 10);
  expect(tQuantile(0.975, 7)).toBeCloseTo(2.364624251592, 10);
});

test('separated classes are an error', () => {
  const rows = [1, 2, 3, 4, 5, 6].map((value) => [value]);
  expect(() => logit(sampleOf(rows, [0, 0, 0, 1, 1, 1]), 'classical')).toThrow(
    'separate the classes',
  );
  const touching = [1, 2, 3, 3, 4, 5].map((value) => [value]);
  expect(() => logit(sampleOf(touching, [0, 0, 0, 1, 1, 1]), 'classical')).toThrow(
    'separate the classes',
  );
});

/** Rows whose values are often tied, and classes that follow from them only in part. */
const x = Array.from({ length: 60 }, (_, i) => [(i * 7) % 5, (i * 11) % 13]);
const y = x.map(([a, b], i) => (a! + b! + ((i * 5) % 7) > 11 ? 1 : 0));

test('no other split has a larger gain, whatever is tied', () => {
  const gini = (part: number[]) => {
    const share = part.reduce((sum, value) => sum + value, 0) / part.length;
    return 1 - share ** 2 - (1 - share) ** 2;
  };
  const gains = [0, 1].flatMap((column) =>
    [...new Set(x.map((row) => row[column]!))].map((threshold) => {
      const left = y.filter((_, i) => x[i]![column]! < threshold);
      const right = y.filter((_, i) => x[i]![column]! >= threshold);
      if (left.length === 0) return 0;
      return gini(y) - (left.length * gini(left) + right.length * gini(right)) / y.length;
    }),
  );
  expect(decisionTree(sampleOf(x, y)).tree.split?.gain).toBeCloseTo(Math.max(...gains), 12);
});

test('a tree does not depend on the order of rows', () => {
  const reversed = sampleOf([...x].reverse(), [...y].reverse());
  expect(decisionTree(reversed)).toEqual(decisionTree(sampleOf(x, y)));
});

test('a field that is missing or no number is an error with its line and column', () => {
  expect(readSample('male,mass\n1,2.5\n0,3\n', 'd.csv')).toEqual({
    regressors: ['mass'],
    x: [[2.5], [3]],
    y: [1, 0],
  });
  expect(() => readSample('male,mass\n1,2\n0,\n', 'd.csv')).toThrow(
    'd.csv:3: mass is "", not a number',
  );
  expect(() => readSample('male,mass\n1\n', 'd.csv')).toThrow('d.csv:2: mass is "", not a number');
  expect(() => readSample('male,mass\n1,x\n', 'd.csv')).toThrow('d.csv:2: mass is "x"');
  expect(() => readSample('male,mass\n2,1\n', 'd.csv')).toThrow('d.csv:2: male is "2", not 0 or 1');
});

test('the example that people copy stays short: at most 20 files, and 600 lines of code', () => {
  const folder = fileURLToPath(new URL('../scaling-tasks', import.meta.url));
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: folder, encoding: 'utf8' });
  const files = listed.split('\0').filter((file) => file !== '' && file !== 'package-lock.json');
  const lines = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n'));
  expect(files.length).toBeLessThanOrEqual(20);
  expect(lines.length).toBeLessThanOrEqual(600);
});
