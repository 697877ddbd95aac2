import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CollectedDimension, NeededExperiment } from '../catalog/experiment.js';
import { collectTable } from './table.js';

const DIMENSIONS: readonly CollectedDimension[] = [{ name: 'data' }, { name: 'model' }];

/** What collecting makes of files with JSON: each is the output `fit` of a combination `data-model`. */
function tableOf(
  files: { readonly [id: string]: string | { readonly [output: string]: string } },
  { values, levels = {} }: { values?: string[]; levels?: { [data: string]: object } } = {},
) {
  const texts = new Map<string, string>();
  const fits = Object.entries(files).map(([id, given]): NeededExperiment => {
    const [data = '', model = ''] = id.split('-');
    const outputs = typeof given === 'string' ? { fit: given } : given;
    for (const [output, text] of Object.entries(outputs))
      texts.set(`bld/${id}/${output}.json`, text);
    return {
      id,
      levels: { data: { name: data, ...levels[data] }, model: { name: model } },
      outputs: Object.fromEntries(
        Object.keys(outputs).map((output) => [output, `bld/${id}/${output}.json`]),
      ),
    };
  });
  const request = { needs: { fits }, dimensions: DIMENSIONS, ...(values && { values }) };
  const { columns, rows } = collectTable(request, (path) => texts.get(path)!);
  return [columns, ...rows];
}

test('a row per experiment, a column per dimension, field and value, nested ones by dots', () => {
  const levels = { a: { path: 'a.csv', at: { x: 1 } }, b: { path: 'b.csv' } };
  const files = {
    'b-ols': '{"accuracy":0.5,"coefficients":{"x":1,"y":{"z":2}},"note":null}',
    'a-ols': '{"accuracy":1e-7,"converged":true}',
  };
  expect(tableOf(files, { levels })).toEqual([
    [
      ...['data', 'data.at.x', 'data.path', 'model'],
      ...['accuracy', 'converged', 'coefficients.x', 'coefficients.y.z', 'note'],
    ],
    ['a', 1, 'a.csv', 'ols', 1e-7, true, null, null, null],
    ['b', null, 'b.csv', 'ols', 0.5, null, 1, 2, null],
  ]);
});

test('levels that are numbers are in their order', () => {
  const ids = ['10-x', '2-x', '1-x', '01-x', 'a-x', 'B-x'];
  const [, ...rows] = tableOf(Object.fromEntries(ids.map((id) => [id, '1'])));
  expect(rows.map(([data]) => data)).toEqual(['01', '1', '2', '10', 'B', 'a']);
});

test('an array is one value, unless values inside it are asked for', () => {
  const files = { 'a-ols': '{"draws":[1,[2]],"by":{"k":[{"v":3}]}}' };
  expect(tableOf(files)[1]).toEqual(['a', 'ols', [1, [2]], [{ v: 3 }]]);
  expect(tableOf(files, { values: ['draws.0', 'by.k.*.v'] })).toEqual([
    ['data', 'model', 'draws.0', 'by.k.0.v'],
    ['a', 'ols', 1, 3],
  ]);
  expect(tableOf(files, { values: ['draws'] })[0]).toEqual(['data', 'model', 'draws']);
});

test('values picks columns, in its own order', () => {
  const files = { 'a-ols': '{"accuracy":1,"coefficients":{"x":2,"y":3},"n.obs":4,"naobs":5}' };
  const columns = (...values: string[]) => tableOf(files, { values })[0]!.slice(2);
  expect(columns('coefficients.*', 'accuracy')).toEqual([
    ...['coefficients.x', 'coefficients.y'],
    'accuracy',
  ]);
  expect(columns('coefficients')).toEqual(['coefficients.x', 'coefficients.y']);
  expect(columns('n.obs')).toEqual(['n.obs']);
  expect(columns('fit.accuracy')).toEqual(['accuracy']);
  expect(columns('fit')).toHaveLength(5);
  expect(columns('*y', 'coefficients.*')).toEqual(['accuracy', 'coefficients.y', 'coefficients.x']);
  expect(() => columns('acuracy')).toThrow(
    'args.values: "acuracy" takes no value of what is needed; correct it, or leave values out to take all',
  );
});

test('a name that two outputs have, or a dimension, has that of the output in front', () => {
  const files = { 'a-ols': { fit: '{"n":1,"model":"m","k":2}', check: '{"n":3}', one: '4' } };
  expect(tableOf(files)).toEqual([
    ['data', 'model', 'check.n', 'fit.n', 'fit.model', 'k', 'one'],
    ['a', 'ols', 3, 1, 'm', 2, 4],
  ]);
});

test('several needs have rows each, told apart by a column', () => {
  const one = (id: string, output: string): NeededExperiment => ({
    id,
    levels: { data: { name: id } },
    outputs: { o: output },
  });
  const { columns, rows } = collectTable(
    { needs: { b: [one('a', '1.json')], a: one('a', '2.json') }, dimensions: [{ name: 'data' }] },
    (path) => `{"file":"${path}"}`,
  );
  expect([columns, ...rows]).toEqual([
    ['needs', 'data', 'file'],
    ['a', 'a', '2.json'],
    ['b', 'a', '1.json'],
  ]);
});

test('outputs that are no JSON are left alone', () => {
  const outputs = { plot: 'plot.svg', fit: 'fit.json' };
  const { columns } = collectTable(
    { needs: { fits: [{ id: 'a', levels: {}, outputs }] }, dimensions: [] },
    (path) => (path === 'fit.json' ? '{"x":1}' : expect.fail(path)),
  );
  expect(columns).toEqual(['x']);
});

test('what is no JSON, and two values of one name, are said with their file', () => {
  expect(() => tableOf({ 'a-ols': '{"x": NaN}' })).toThrow(
    /^bld\/a-ols\/fit\.json is no JSON: .+; numbers in JSON are finite, so write null for NaN and Infinity \(NXE038\)$/,
  );
  expect(() => tableOf({ 'a-ols': '{"x":{"y":1},"x.y":2}' })).toThrow(
    'bld/a-ols/fit.json: two values are both called "x.y"; rename one',
  );
});

test('rows and columns are independent of the order of what is needed, of keys of fields and of needs', () => {
  const ids = ['a-1', 'a-2', 'a-10', 'b-1', 'b-2'];
  const experiments = ids.map((id): NeededExperiment => {
    const [data = '', model = ''] = id.split('-');
    return {
      id,
      levels: { data: { name: data, x: 1, y: 2 }, model: { name: model } },
      outputs: { fit: `${id}.json`, more: `${id}.more.json` },
    };
  });
  const read = (path: string) => JSON.stringify({ [path]: path, same: 1 });
  const request = (fits: NeededExperiment[]) => ({ needs: { fits }, dimensions: DIMENSIONS });
  const turned = ({ id, levels, outputs }: NeededExperiment): NeededExperiment => {
    const turn = (o: object) => Object.fromEntries(Object.entries(o).reverse());
    const both = Object.entries(levels).map(([d, level]) => [d, turn(level)]);
    return { outputs: turn(outputs), levels: turn(Object.fromEntries(both)), id } as never;
  };
  fc.assert(
    fc.property(fc.shuffledSubarray(experiments, { minLength: 5 }), (shuffled) => {
      expect(collectTable(request(shuffled.map(turned)), read)).toEqual(
        collectTable(request(experiments), read),
      );
    }),
  );
});
