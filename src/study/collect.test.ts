import { expect, test } from 'vitest';
import { defineCatalog, dimension, replicates } from '../catalog/define.js';
import { COLLECT } from '../collect/name.js';
import { digestOf } from '../definition/digest.js';
import { byProject, problemsIn, soundStudy } from '../study.fixture.js';
import { viewOf } from './view.js';

const outputs = { table: 'table.csv' };
const collect = { over: [], needs: { fits: 'estimate' }, outputs, run: COLLECT };
const data = dimension(['a', 'b']);
const estimate = { outputs: { fit: 'fit.json' }, command: ['true'] };

function experiments(dimensions: object, task: object = {}, more: object = {}) {
  const tasks = { estimate, collect: { ...collect, ...task } };
  return byProject(soundStudy(defineCatalog({ dimensions, tasks, ...more } as never)));
}

/** What the task that collects is told of dimensions. */
const told = (...args: Parameters<typeof experiments>) =>
  viewOf(experiments(...args)['collect/all']!).collects?.dimensions;

const digest = (...args: Parameters<typeof experiments>) =>
  digestOf(experiments(...args)['collect/all']!, { code: [], data: [] });

const se = dimension(['classical', 'robust'], { default: 'classical' });
const summary = { outputs: { summary: 'summary.csv' } };

test('a task that collects knows dimensions in their order, and those with a default', () => {
  expect(told({ se, data })).toEqual([{ name: 'se', default: 'classical' }, { name: 'data' }]);
  expect(viewOf(experiments({ data })['estimate/a']!)).not.toHaveProperty('collects');
});

test('a dimension that is at its default everywhere is as if it were not there', () => {
  const onlyClassical = { exclude: [{ se: 'robust' }] };
  expect(told({ data, se }, {}, onlyClassical)).toEqual([{ name: 'data' }]);
  expect(digest({ data, se }, {}, onlyClassical)).toBe(digest({ data }));
});

test('another default is another definition', () => {
  const other = dimension(['hc1', 'robust'], { default: 'hc1' });
  expect(digest({ data, se: other })).not.toBe(digest({ data, se }));
});

test('replicates are shown to summaries alone, whose definition they are part of', () => {
  const rep = replicates(2);
  const plain = dimension(['1', '2']);
  expect(told({ data, rep })).toEqual([{ name: 'data' }, { name: 'rep' }]);
  expect(told({ data, rep }, summary)).toEqual([
    { name: 'data' },
    { name: 'rep', replicate: true },
  ]);
  expect(digest({ data, rep })).toBe(digest({ data, rep: plain }));
  expect(digest({ data, rep }, summary)).not.toBe(digest({ data, rep: plain }, summary));
  expect(digest({ data }, summary)).toBe(digest({ data }, summary));
});

test.each<[object, RegExp]>([
  [{ needs: {} }, /^tasks\.collect\.needs: there is nothing to collect; name a task/],
  [{ needs: { fits: 'estimat' } }, /^tasks\.collect\.needs\.fits: there is no task "estimat"/],
  [
    { outputs: { table: 'table.xlsx' } },
    /^tasks\.collect\.outputs\.table: table\.xlsx is no table that collect can write; end it in \.csv, \.json, \.parquet or \.md \(NXE038\)$/,
  ],
  [{ args: { vales: ['x'] } }, /^tasks\.collect\.args\.vales: is unknown to collect; it takes/],
  [{ args: { values: 'x' } }, /^tasks\.collect\.args\.values: is "x"; list names of values/],
  [{ args: { values: [] } }, /^tasks\.collect\.args\.values: is an empty array; list names/],
  [{ args: { values: [1] } }, /^tasks\.collect\.args\.values: is .+; list names of values/],
])('a task that cannot collect is reported: %#', (task, problem) => {
  const tasks = { estimate, collect: { ...collect, ...task } };
  expect(problemsIn(defineCatalog({ dimensions: { data }, tasks } as never))).toEqual([
    expect.stringMatching(problem),
  ]);
});
