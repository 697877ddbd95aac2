import { availableParallelism } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { parallelOf } from './run-checks.js';

const before = process.env.NX_PARALLEL;
afterEach(() => {
  if (before === undefined) delete process.env.NX_PARALLEL;
  else process.env.NX_PARALLEL = before;
});

test.each<[string, number]>([
  ['', 3],
  ['--parallel=7', 7],
  ['--parallel 7', 7],
  ['--parallel', 3],
  ['--parallel a-project', 3],
  ['--parallel=false', 1],
  ['--parallel false', 1],
  ['--no-parallel', 1],
  ['--parallel=true', 3],
  ['--maxParallel=2', 2],
  ['--max-parallel=2', 2],
  ['--parallel=2 --parallel=4', 4],
  ['--parallel=50%', Math.ceil(availableParallelism() / 2)],
  ['--parallel=100%', availableParallelism()],
  ['--parallel=0', 3],
  ['--parallelism=9', 3],
])('nx run-many %s runs %d at once', (text, expected) => {
  delete process.env.NX_PARALLEL;
  expect(parallelOf(['node', 'nx', 'run-many', ...text.split(' ')], 3)).toBe(expected);
});

test('NX_PARALLEL counts where no flag is given, and nx.json after it', () => {
  process.env.NX_PARALLEL = '5';
  expect(parallelOf([], 4)).toBe(5);
  expect(parallelOf(['--parallel=2'], 4)).toBe(2);
  delete process.env.NX_PARALLEL;
  expect(parallelOf([], 4)).toBe(4);
  expect(parallelOf([], undefined)).toBe(3);
});
