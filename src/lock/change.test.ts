import { expect, test } from 'vitest';
import { describeChange } from './change.js';
import { printLockFile } from './file.js';

const file = 'study/config.lock.json';

const text = (experiments: { [key: string]: string | null }, executors = {}) =>
  printLockFile({ experiments, executors });

test.each([
  ['missing', undefined, text({ 't/a': '1', 't/b': '2' }), 'is missing (2 experiments).'],
  ['missing with one entry', undefined, text({ 't/a': '1' }), 'is missing (1 experiment).'],
  ['left over', text({}), null, 'is left over: no experiment stands in it.'],
  [
    'out of date',
    text({ 't/a': '1', 't/b': '2', 't/c': '3', 't/d': null }),
    text({ 't/a': '1', 't/b': '4', 't/c': null, 't/d': '5', 't/e': '6' }),
    'is out of date (experiments: 2 new, 1 changed, 1 gone).',
  ],
  [
    'out of date by an experiment that is gone',
    text({ 't/a': '1', 't/b': '2' }),
    text({ 't/a': '1' }),
    'is out of date (experiments: 1 gone).',
  ],
  [
    'out of date, with its experiments in step',
    text({ 't/a': '1' }),
    text({ 't/a': '1' }, { t: 'even' }),
    'is out of date (its experiments are not).',
  ],
])('a lock file that is %s is said to be so', (_, before, after, expected) => {
  expect(describeChange({ file, before, after })).toBe(`${file} ${expected}`);
});
