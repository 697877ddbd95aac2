import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { CollectedDimension, ExperimentView } from '../../src/catalog/experiment.js';
import { COLLECT, COLLECT_FORM } from '../../src/collect/name.js';
import { plan, runPlans, study } from './study.fixture.js';

const IDS = ['a-1', 'a-2', 'a-10', 'b-1'];

const DIMENSIONS: readonly CollectedDimension[] = [
  { name: 'data' },
  { name: 'rep', replicate: true },
];

/** A task that collects the fits of four experiments, in the order in which it is given them. */
const collecting = (
  outputs: { readonly [output: string]: string },
  ids: readonly string[] = IDS,
  args: ExperimentView['args'] = {},
) =>
  plan('all', {
    run: COLLECT,
    code: [],
    experiment: {
      task: 'collect',
      args,
      needs: {
        fits: ids.map((id) => {
          const [data = '', rep = ''] = id.split('-');
          const levels = { data: { name: data, path: `${data}.csv` }, rep: { name: rep } };
          return { id, levels, outputs: { fit: `bld/estimate/${id}/fit.json` } };
        }),
      },
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([name, path]) => [name, `bld/collect/all/${path}`]),
      ),
      collects: { form: COLLECT_FORM, dimensions: DIMENSIONS },
    },
  });

const FITS = Object.fromEntries(
  IDS.map((id, i) => [
    `bld/estimate/${id}/fit.json`,
    JSON.stringify({ accuracy: i / 10, coefficients: { x: [i], y: i === 1 ? null : 2 ** i } }),
  ]),
);

const ALL = { table: 't.csv', rows: 't.json', big: 't.parquet', shown: 't.md', summary: 's.csv' };

test('one table of what is needed, in each format, and means over the replicates', async () => {
  const root = study(FITS);
  const results = await runPlans(root, [collecting(ALL)]);
  expect(results['collect/all']).toMatchObject({ success: true, terminalOutput: '' });
  const text = (path: string) => readFileSync(join(root, 'bld/collect/all', path), 'utf8');
  expect(text('t.csv')).toBe(
    `data,data.path,rep,accuracy,coefficients.x,coefficients.y
a,a.csv,1,0,[0],1
a,a.csv,2,0.1,[1],
a,a.csv,10,0.2,[2],4
b,b.csv,1,0.3,[3],8
`,
  );
  expect(text('s.csv')).toMatchInlineSnapshot(`
    "data,data.path,accuracy.mean,accuracy.sd,accuracy.se,accuracy.n,coefficients.y.mean,coefficients.y.sd,coefficients.y.se,coefficients.y.n
    a,a.csv,0.10000000000000002,0.1,0.05773502691896258,3,2.5,2.1213203435596424,1.4999999999999998,2
    b,b.csv,0.3,,,1,8,,,1
    "
  `);
  const hash = createHash('sha256');
  for (const path of Object.values(ALL))
    hash.update(readFileSync(join(root, 'bld/collect/all', path)));
  // Other bytes than here run every task that collects again: raise COLLECT_FORM, and say so in the changelog.
  expect([COLLECT_FORM, hash.digest('hex').slice(0, 16)]).toEqual([1, 'af564baf2fc2891c']);
});

test('the bytes are the same whatever the order of what is needed', async () => {
  const bytes = async (ids: readonly string[]) => {
    const root = study(FITS);
    await runPlans(root, [collecting(ALL, ids)]);
    return Object.values(ALL).map((path) => readFileSync(join(root, 'bld/collect/all', path)));
  };
  expect(await bytes(IDS.toReversed())).toEqual(await bytes(IDS));
});

test('what goes wrong is said without a stack of this package', async () => {
  const root = study(FITS);
  const one = collecting({ table: 't.csv' }, IDS, { values: ['acuracy'] });
  const results = await runPlans(root, [one]);
  expect(results['collect/all']).toMatchObject({
    success: false,
    terminalOutput: expect.stringMatching(
      /^Error: args\.values: "acuracy" takes no value of what is needed; correct it, .+\n$/,
    ),
  });
});

test('modules that ran before in its process are not its own', async () => {
  const root = study({
    'src/estimate.ts': 'export default (e) => ({ fit: { y: Number(e.id) } });',
  });
  vi.stubEnv('NX_EXPERIMENTS_PARALLEL', '1');
  const fits = ['1', '2'].map((id) => plan(id, { run: 'src/estimate.ts' }));
  const table = plan('all', {
    run: COLLECT,
    code: [],
    experiment: {
      task: 'collect',
      args: {},
      needs: { fits: fits.map(({ experiment }) => experiment) },
      outputs: { table: 'bld/collect/all/t.csv' },
      collects: { form: COLLECT_FORM, dimensions: [] },
    },
  });
  const needs = { 'collect/all': ['estimate/1', 'estimate/2'] };
  const results = await runPlans(root, [...fits, table], needs);
  vi.unstubAllEnvs();
  expect(results['collect/all']).toMatchObject({ success: true, terminalOutput: '' });
  expect(readFileSync(join(root, 'bld/collect/all/t.csv'), 'utf8')).toBe('y\n1\n2\n');
});

test('a module of a package is run by its name', async () => {
  const root = study({
    'node_modules/tasks/package.json': '{"name":"tasks","version":"1.0.0","type":"module"}',
    'node_modules/tasks/hello.js': 'export default (e) => ({ fit: e.id });',
  });
  const results = await runPlans(root, [
    plan('a', { run: 'tasks/hello.js', code: [], packages: ['tasks'] }),
  ]);
  expect(results['estimate/a']).toMatchObject({ success: true, terminalOutput: '' });
  expect(readFileSync(join(root, 'bld/estimate/a/fit.json'), 'utf8')).toBe('"a"\n');
});
