import { expect, test } from 'vitest';
import type { ExperimentData, StudyData } from '../data.js';
import { pageParts } from './columns.js';
import type { Content } from './contents.js';

const experiment = (id: string, more: Partial<ExperimentData> = {}): ExperimentData => ({
  project: `estimate/${id}`,
  task: 'estimate',
  id,
  levels: { model: id },
  state: 'current',
  reasons: [],
  inputs: { data: 'src/data.csv' },
  outputs: { fit: `bld/estimate/${id}/fit.json` },
  needs: {},
  definition: { run: './estimate.ts', args: {}, env: {}, code: ['src/estimate.ts'], packages: [] },
  ...more,
});

const study = (experiments: readonly ExperimentData[]): StudyData => ({
  project: 'estimation',
  bld: 'bld',
  page: 'bld/overview/estimation.html',
  made: 0,
  dimensions: [
    {
      name: 'model',
      levels: [
        { name: 'ols', fields: {} },
        { name: 'logit', fields: {} },
      ],
      isReplicate: false,
    },
  ],
  tasks: [{ name: 'estimate', catalog: 'src/config.ts', over: ['model'] }],
  experiments,
  groups: [],
  price: { experiments: 0, work: 0, clock: 0, unknown: 0 },
  parallel: 2,
});

const json = (path: string, value: unknown): Content => ({
  path,
  bytes: 10,
  text: JSON.stringify(value),
  json: value as never,
});

test('values of JSON outputs are columns, with nothing where an experiment has none', () => {
  const { data } = pageParts(study([experiment('ols'), experiment('logit')]), (path) => [
    path.includes('ols') ? json(path, { r2: 0.5, b: { x: 1 } }) : { path },
  ]);
  expect(data.values).toEqual([
    { name: 'r2', cells: [0.5, null] },
    { name: 'b.x', cells: [1, null] },
  ]);
  expect(data.levels.model).toEqual([0, 1]);
});

test('what a failed experiment left is shown, and is no value', () => {
  const failed = [experiment('ols', { state: 'failed' }), experiment('logit')];
  const { data, details } = pageParts(study(failed), (path) => [json(path, { r2: 0.5 })]);
  expect(data.values).toEqual([{ name: 'r2', cells: [null, 0.5] }]);
  expect(details.contents[0]).toEqual([0]);
});

test('a value that is called as another column has the name of its output in front', () => {
  const { data } = pageParts(study([experiment('ols')]), (path) => [
    json(path, { seconds: 0.5, model: 'x', state: 1, r2: 1 }),
  ]);
  expect(data.values.map(({ name }) => name)).toEqual([
    ...['fit.seconds', 'fit.model', 'fit.state', 'r2'],
  ]);
});

test('two outputs of one experiment with one path are told apart by their names', () => {
  const outputs = { a: 'bld/estimate/ols/a.json', b: 'bld/estimate/ols/b.json' };
  const { data } = pageParts(study([experiment('ols', { outputs })]), (path) => [
    json(path, { r2: path.includes('a.json') ? 1 : 2, [path.slice(-6, -5)]: 0 }),
  ]);
  expect(data.values.map(({ name }) => name)).toEqual(['a.r2', 'b.r2', 'a', 'b']);
});

test('paths are relative to the page, and what many share is kept once', () => {
  const { details } = pageParts(study([experiment('ols'), experiment('logit')]), (path) => [
    { path, bytes: 3, text: 'one' },
  ]);
  expect(details.outputs).toEqual({ values: [[['fit', '../\0/fit.json']]], cells: [0, 0] });
  expect(details.texts).toEqual(['one']);
  expect(details.contents).toEqual([[0], [0]]);
  expect(details.origins.values[0]!.inputs).toEqual({ data: '../../src/data.csv' });
  expect(details.origins.values[0]!.definition.code).toEqual(['../../src/estimate.ts']);
});

test('a level called as the project is does not confuse the paths', () => {
  const outputs = { fit: 'bld/x/estimate/ols/estimate/ols/fit.json' };
  const { data, details } = pageParts(study([experiment('ols', { outputs })]), (path) => [
    { path, bytes: 1 },
  ]);
  const [[, template]] = details.outputs.values[0] as readonly [readonly [string, string]];
  expect(template.replace('\0', data.projects[0]!)).toBe('../x/estimate/ols/estimate/ols/fit.json');
});

test('needs are places of experiments, as far as the study has them', () => {
  const needs = { fits: ['estimate/logit', 'other/far'] };
  const { details } = pageParts(
    study([experiment('ols', { needs }), experiment('logit')]),
    () => [],
  );
  expect(details.needs).toEqual([{ fits: [1] }, {}]);
});
