import { expectTypeOf, test } from 'vitest';
import {
  defineCatalog,
  dimension,
  type Experiment,
  glob,
  replicates,
  type Timeout,
} from './index.js';

const data = dimension({ a: { path: 'a.csv', n: 1 }, b: { path: 'b.csv', n: 2 } });
const model = dimension(['ols', 'logit']);
const preparation = defineCatalog({
  dimensions: { data },
  tasks: { prepare: { outputs: { table: 'table.csv' }, run: './prepare.ts' } },
});
const catalog = defineCatalog({
  dimensions: { data, model },
  exclude: [{ data: 'b*', model: 'logit' }],
  where: (e) => e.levels.data.n > 1 || e.levels.model.name === 'ols',
  tasks: {
    estimate: {
      needs: { prepared: preparation.tasks.prepare },
      inputs: { priors: 'src/{model}.json', both: ['a', 'b'] },
      args: { values: ['a.*'], depth: 3, deep: { on: true } },
      resources: (e) => ({ cpus: e.levels.data.n, memory: '4GB' }),
      outputs: { fit: 'fit.json' },
      run: './estimate.ts',
    },
    compare: {
      over: ['data'],
      needs: { fits: 'estimate' },
      resources: [{ memory: '1GB' }, { memory: '4GB', time: '2h' }],
      outputs: { table: 'table.csv' },
      command: ['true'],
    },
  },
});

test('a task sees its levels, inputs, needs and outputs typed', () => {
  type E = Experiment<typeof catalog, 'estimate'>;
  expectTypeOf<E['levels']['model']['name']>().toEqualTypeOf<'ols' | 'logit'>();
  expectTypeOf<E['levels']['data']['path']>().toExtend<string>();
  expectTypeOf<E['inputs']['priors']>().toEqualTypeOf<string>();
  expectTypeOf<E['inputs']['both']>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<E['args']['depth']>().toEqualTypeOf<3>();
  expectTypeOf<E['args']['values'][0]>().toEqualTypeOf<'a.*'>();
  expectTypeOf<E['args']['deep']['on']>().toEqualTypeOf<true>();
  expectTypeOf<E['needs']['prepared']['outputs']['table']>().toEqualTypeOf<string>();
  expectTypeOf<E['outputs']>().toEqualTypeOf<{ readonly fit: string }>();
  expectTypeOf<E['signal']>().toEqualTypeOf<AbortSignal>();
});

test('a producer that varies over more is a list', () => {
  type E = Experiment<typeof catalog, 'compare'>;
  expectTypeOf<E['needs']['fits'][number]['outputs']['fit']>().toEqualTypeOf<string>();
  expectTypeOf<keyof E['levels']>().toEqualTypeOf<'data'>();
});

test('without a catalog an experiment is loose', () => {
  expectTypeOf<Experiment['id']>().toEqualTypeOf<string>();
  const use = (e: Experiment) => [e.needs.prepared?.outputs.table, e.needs.fits?.map((f) => f.id)];
  expectTypeOf(use).toBeFunction();
});

test('a timeout is milliseconds, or an amount with its unit', () => {
  const times = [1000, '500ms', '30s', '1.5h', '10 m'] as const;
  expectTypeOf<(typeof times)[number]>().toExtend<Timeout>();
});

test('wrong names do not compile', () => {
  const outputs = { x: 'x.json' };
  // @ts-expect-error no such task
  type _NoTask = Experiment<typeof catalog, 'estimat'>['id'];
  // @ts-expect-error no such level
  dimension(['a', 'b'], { default: 'c' });
  // @ts-expect-error no such level of a record
  dimension({ a: {} }, { default: 'c' });
  // @ts-expect-error the field `name` is reserved
  dimension({ a: { name: 'x' } });
  // @ts-expect-error fields are JSON
  dimension({ a: { f: () => 1 } });
  const dimensions = { data, model };
  const run = './t.ts';
  // @ts-expect-error no such dimension in over
  defineCatalog({ dimensions, tasks: { t: { over: ['dat'], outputs, run } } });
  // @ts-expect-error no such task in needs
  defineCatalog({ dimensions, tasks: { t: { needs: { u: 'u' }, outputs, run } } });
  // @ts-expect-error no such task of another catalog
  preparation.tasks.prepar;
  // @ts-expect-error no such dimension in exclude
  defineCatalog({ dimensions: { data }, exclude: [{ dat: 'a' }], tasks: {} });
  defineCatalog({
    dimensions: { data },
    tasks: {
      // @ts-expect-error no such field of a level in resources
      t: { outputs: {}, command: ['true'], resources: (e) => ({ cpus: e.levels.data.m }) },
    },
  });
  // @ts-expect-error no such field in where
  defineCatalog({ dimensions: { data }, where: (e) => e.levels.data.m > 1, tasks: {} });
  // @ts-expect-error a comparison with a level that is not there
  defineCatalog({ dimensions: { model }, where: (e) => e.levels.model.name === 'old', tasks: {} });
  // @ts-expect-error run and command together
  defineCatalog({ dimensions: { data }, tasks: { t: { outputs, run: './t.ts', command: 'x' } } });
  // @ts-expect-error args are JSON
  defineCatalog({ dimensions, tasks: { t: { outputs, run, args: { f: () => 1 } } } });
  // @ts-expect-error no such constant
  type _NoArg = Experiment<typeof catalog, 'estimate'>['args']['dept'];
  // @ts-expect-error neither run nor command
  defineCatalog({ dimensions: { data }, tasks: { t: { outputs } } });
  // @ts-expect-error no outputs
  defineCatalog({ dimensions: { data }, tasks: { t: { run: './t.ts' } } });
  // @ts-expect-error no such unit of time
  defineCatalog({ dimensions: { data }, tasks: { t: { outputs, run, timeout: '10 minutes' } } });
  // @ts-expect-error a time without its unit
  defineCatalog({ dimensions: { data }, tasks: { t: { outputs, run, timeout: '10' } } });
  // @ts-expect-error no such output
  type _NoOutput = Experiment<typeof catalog, 'estimate'>['outputs']['ft'];
  expectTypeOf(glob('*.csv').pattern).toEqualTypeOf<string>();
});

test('replicates are a dimension whose levels have a name alone', () => {
  const rep = replicates(20);
  const study = defineCatalog({
    dimensions: { data, rep },
    tasks: { draw: { outputs: { o: 'o.json' }, run: './draw.ts' } },
  });
  type E = Experiment<typeof study, 'draw'>;
  expectTypeOf<E['levels']['rep']['name']>().toEqualTypeOf<string>();
  dimension(['1', '2'], { replicate: true });
});
