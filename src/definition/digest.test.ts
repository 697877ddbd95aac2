import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import type { Json } from '../catalog/json.js';
import { byProject, studyFrom } from '../study.fixture.js';
import { digestOf } from './digest.js';
import type { NamedFiles } from './named-files.js';

/** A catalog as plain data, to be edited at random. */
interface Sketch {
  name?: string;
  bld?: string;
  dimensions: {
    name: string;
    byDefault?: string;
    replicate?: boolean;
    levels: { [name: string]: { [field: string]: Json } };
  }[];
  tasks: { [name: string]: TaskSketch };
}

interface TaskSketch {
  over?: string[];
  needs?: { [need: string]: string };
  inputs?: { [input: string]: string };
  outputs: { [output: string]: string };
  run?: string;
  command?: string[];
  args?: { [arg: string]: Json };
  env?: { [name: string]: string };
  version?: string | number;
  persist?: boolean;
  batch?: boolean;
  runtime?: string[];
  sources?: string[];
  timeout?: number;
  retries?: number;
  description?: string;
}

const named: NamedFiles = { code: [], data: [] };

function studyOf({ dimensions, ...rest }: Sketch) {
  const made = dimensions.map(({ name, levels, byDefault, replicate = false }) => [
    name,
    dimension(levels as never, {
      ...(byDefault !== undefined && { default: byDefault as never }),
      replicate,
    }),
  ]);
  const catalog = defineCatalog({ ...rest, dimensions: Object.fromEntries(made) } as never);
  return studyFrom({ 'study/config.ts': catalog });
}

// The oracle: what a task can see, and what decides what it does, worked out from the sketch alone.

type Chosen = { [dimension: string]: string };

function combinations(sketch: Sketch, over: readonly string[]): Chosen[] {
  return sketch.dimensions
    .filter((d) => over.includes(d.name))
    .reduce<Chosen[]>(
      (all, d) => all.flatMap((c) => Object.keys(d.levels).map((l) => ({ ...c, [d.name]: l }))),
      [{}],
    );
}

function overOf(sketch: Sketch, task: string): string[] {
  return sketch.tasks[task]!.over ?? sketch.dimensions.map((d) => d.name);
}

function idOf(sketch: Sketch, chosen: Chosen): string {
  if (Object.keys(chosen).length === 0) return 'all';
  const shown = sketch.dimensions.flatMap((d) =>
    chosen[d.name] === undefined || chosen[d.name] === d.byDefault ? [] : [chosen[d.name]!],
  );
  return shown.join('-') || 'default';
}

/** JSON in which the order of keys is the order of the alphabet. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return ['list', ...value.map(sorted)];
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]);
}

function seenOf(sketch: Sketch, task: string, chosen: Chosen) {
  const id = idOf(sketch, chosen);
  const folder = [sketch.bld ?? 'bld', sketch.name, task, id]
    .filter((part) => part !== undefined)
    .join('/');
  const levels = sketch.dimensions.flatMap((d) => {
    const level = chosen[d.name];
    return level === undefined || level === d.byDefault ? [] : [[d.name, level, d.levels[level]]];
  });
  const outputs = Object.entries(sketch.tasks[task]!.outputs).map(([k, path]) => [
    k,
    `${folder}/${path.replace('{data}', chosen.data ?? '?')}`,
  ]);
  return { id, levels: levels.sort(), outputs: outputs.sort() };
}

function oracle(sketch: Sketch, task: string, chosen: Chosen): string {
  const {
    needs = {},
    inputs = {},
    timeout,
    retries,
    description,
    over,
    ...own
  } = sketch.tasks[task]!;
  const mine = Object.keys(chosen);
  const needed = Object.entries(needs).map(([need, producer]) => {
    const producerOver = overOf(sketch, producer);
    const shared = producerOver.filter((d) => mine.includes(d));
    const found = combinations(sketch, producerOver)
      .filter((c) => shared.every((d) => c[d] === chosen[d]))
      .map((c) => seenOf(sketch, producer, c))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    return [need, producerOver.length > shared.length ? found : found[0]];
  });
  const { persist = false, batch = true, sources = [], runtime = [], env = {}, ...rest } = own;
  const { args, ...program } = rest;
  return JSON.stringify(
    sorted({
      task,
      seen: seenOf(sketch, task, chosen),
      inputs: Object.entries(inputs)
        .map(([k, path]) => [k, path.replace('{data}', chosen.data ?? '?')])
        .sort(),
      needed: needed.sort(),
      persist,
      batch,
      runtime,
      env,
      args: args ?? {},
      ...{ ...program, outputs: undefined },
      sources: persist ? undefined : sources,
    }),
  );
}

// Edits of a catalog.

const START: Sketch = {
  dimensions: [
    { name: 'data', levels: { a: { path: 'a.csv', n: 1 }, b: { path: 'b.csv' } } },
    { name: 'model', levels: { ols: {}, logit: {} } },
  ],
  tasks: {
    prepare: { over: ['data'], outputs: { table: 't.csv' }, run: 'prepare.ts' },
    estimate: {
      needs: { table: 'prepare' },
      outputs: { fit: 'fit.json' },
      command: ['fit', '{data}'],
    },
    total: { over: [], needs: { fits: 'estimate' }, outputs: { all: 'all.json' }, run: 'total.ts' },
  },
};

const word = fc.constantFrom('a', 'b', 'c', 'ols', 'x');
const taskName = fc.constantFrom('prepare', 'estimate', 'total', 'figure');
const dimensionName = fc.constantFrom('data', 'model', 'se');
const field: fc.Arbitrary<Json> = fc.constantFrom<Json[]>(
  'a.csv',
  'b.csv',
  1,
  '1',
  null,
  [1],
  ['1'],
  { a: 1 },
  {},
);

type Edit = (sketch: Sketch) => void;

function editTask<V>(
  value: fc.Arbitrary<V>,
  change: (task: TaskSketch, value: V, sketch: Sketch) => void,
): fc.Arbitrary<Edit> {
  return fc.tuple(taskName, value).map(([name, v]) => (sketch) => {
    const task = sketch.tasks[name];
    if (task !== undefined) change(task, v, sketch);
  });
}

function editDimension<V>(
  value: fc.Arbitrary<V>,
  change: (d: Sketch['dimensions'][0], value: V) => void,
): fc.Arbitrary<Edit> {
  return fc.tuple(dimensionName, value).map(([name, v]) => (sketch) => {
    const found = sketch.dimensions.find((d) => d.name === name);
    if (found !== undefined) change(found, v);
  });
}

const edit: fc.Arbitrary<Edit> = fc.oneof(
  editDimension(word, (d, level) => {
    d.levels[level] ??= {};
  }),
  editDimension(word, (d, level) => {
    if (Object.keys(d.levels).length > 1 && d.byDefault !== level) delete d.levels[level];
  }),
  editDimension(fc.tuple(word, fc.constantFrom('path', 'n'), field), (d, [level, key, value]) => {
    if (d.levels[level] !== undefined && level !== d.byDefault) d.levels[level][key] = value;
  }),
  editDimension(fc.constant(0), (d) => {
    d.levels = Object.fromEntries(Object.entries(d.levels).reverse());
  }),
  fc.option(word).map(
    (byDefault): Edit =>
      (sketch) => {
        if (sketch.dimensions.some((d) => d.name === 'se')) return;
        const levels = { x: {}, ...(byDefault && { [byDefault]: {} }) };
        sketch.dimensions.push({ name: 'se', levels, ...(byDefault && { byDefault }) });
      },
  ),
  fc.constant<Edit>((sketch) => void sketch.dimensions.reverse()),
  fc.option(fc.constantFrom('growth', 'other')).map(
    (name): Edit =>
      (sketch) => {
        if (name === null) delete sketch.name;
        else sketch.name = name;
      },
  ),
  fc.constantFrom('bld', 'out').map(
    (bld): Edit =>
      (sketch) => {
        sketch.bld = bld;
      },
  ),
  fc.constant<Edit>((sketch) => {
    sketch.tasks.figure = {
      needs: { fit: 'estimate' },
      outputs: { svg: 'f.svg' },
      run: 'figure.ts',
    };
  }),
  fc.constant<Edit>((sketch) => {
    sketch.tasks = Object.fromEntries(Object.entries(sketch.tasks).reverse());
  }),
  editTask(fc.constantFrom([], ['data'], ['model'], ['model', 'data']), (t, over) => {
    t.over = [...over];
  }),
  editTask(
    fc.constantFrom({}, { table: 'prepare' }, { fit: 'estimate' }, { b: 'prepare', a: 'estimate' }),
    (t, needs, sketch) => {
      if (t === sketch.tasks.prepare || (t === sketch.tasks.estimate && 'fit' in needs)) return;
      if (t === sketch.tasks.estimate && 'a' in needs) return;
      t.needs = needs as { [need: string]: string };
    },
  ),
  editTask(
    fc.constantFrom({}, { i: 'x.csv' }, { i: 'y.csv' }, { i: '{data}.csv' }),
    (t, inputs) => {
      t.inputs = inputs as { [input: string]: string };
    },
  ),
  editTask(
    fc.constantFrom(
      { table: 't.csv' },
      { fit: 't.csv' },
      { fit: '{data}.csv' },
      { b: 'x', a: 'y' },
    ),
    (t, outputs) => {
      t.outputs = outputs as { [output: string]: string };
    },
  ),
  editTask(
    fc.constantFrom(['fit'], ['fit', '{data}'], ['fit', '-{data}'], ['fit', '{id}']),
    (t, command) => {
      delete t.run;
      t.command = [...command];
    },
  ),
  editTask(fc.constantFrom('a.ts', 'b.ts'), (t, run) => {
    delete t.command;
    t.run = run;
  }),
  editTask(
    fc.constantFrom({}, { A: '1' }, { B: '1' }, { A: '1', B: '2' }, { B: '2', A: '1' }),
    (t, env) => {
      t.env = env as { [name: string]: string };
    },
  ),
  editTask(fc.constantFrom({}, { a: 1 }, { a: '1' }, { a: [1], b: {} }), (t, args) => {
    t.args = args as { [arg: string]: Json };
  }),
  editTask(fc.constantFrom(1, '1', 2), (t, version) => {
    t.version = version;
  }),
  editTask(fc.boolean(), (t, persist) => {
    t.persist = persist;
  }),
  editTask(fc.boolean(), (t, batch) => {
    t.batch = batch;
  }),
  editTask(fc.constantFrom([], ['python3 --version'], ['a', 'b']), (t, runtime) => {
    t.runtime = [...runtime];
  }),
  editTask(fc.constantFrom([], ['lib/*.ts'], ['a', 'b']), (t, sources) => {
    t.sources = [...sources];
  }),
  editTask(fc.integer({ min: 1, max: 9 }), (t, n) => {
    t.timeout = n;
    t.retries = n;
    t.description = `about ${n}`;
  }),
);

test('two definitions never have one digest, nor one definition two, through any edits', () => {
  const digests = new Map<string, string>();
  const definitions = new Map<string, string>();
  let judged = 0;
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
      const sketch = structuredClone(START);
      for (const change of [() => {}, ...edits]) {
        change(sketch);
        const study = studyOf(sketch);
        // An edit may leave the catalog in error, until another one fixes it.
        if (study.problems.length > 0) continue;
        for (const experiment of study.experiments) {
          const chosen = Object.fromEntries(
            experiment.levels.map((l) => [l.dimension, l.level.name]),
          );
          const definition = oracle(sketch, experiment.task.name, chosen);
          const digest = digestOf(experiment, named);
          judged++;
          expect([definition, digests.get(definition) ?? digest]).toEqual([definition, digest]);
          expect([digest, definitions.get(digest) ?? definition]).toEqual([digest, definition]);
          digests.set(definition, digest);
          definitions.set(digest, definition);
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(judged).toBeGreaterThan(1000);
  expect(definitions.size).toBeGreaterThan(300);
});

/** The digests of a sketch after a change, by project. */
function digests(change: Edit = () => {}): { [project: string]: string } {
  const sketch = structuredClone(START);
  change(sketch);
  const study = studyOf(sketch);
  expect(study.problems).toEqual([]);
  return Object.fromEntries(
    Object.entries(byProject(study)).map(([project, e]) => [project, digestOf(e, named)]),
  );
}

/** The projects of {@link START} whose digest a change leaves another one. */
function changedBy(change: Edit): string[] {
  const after = digests(change);
  return Object.entries(digests()).flatMap(([project, digest]) =>
    after[project] === undefined || after[project] === digest ? [] : [project],
  );
}

test('a field reaches the tasks at that level, and those that see it through what they need', () => {
  const change: Edit = (s) => {
    s.dimensions[0]!.levels.a!.n = 2;
  };
  expect(changedBy(change)).toEqual([
    'estimate/a-logit',
    'estimate/a-ols',
    'prepare/a',
    'total/all',
  ]);
});

test('what a task does is its own affair: no other task has it in its digest', () => {
  const change: Edit = ({ tasks: { prepare } }) => {
    Object.assign(prepare!, { run: 'other.ts', env: { A: '1' }, version: 2, runtime: ['x'] });
  };
  expect(changedBy(change)).toEqual(['prepare/a', 'prepare/b']);
});

test('the outputs of a task are seen by those that need it', () => {
  const change: Edit = ({ tasks: { prepare } }) => {
    prepare!.outputs = { table: 'u.csv' };
  };
  expect(changedBy(change)).toEqual([
    'estimate/a-logit',
    'estimate/a-ols',
    'estimate/b-logit',
    'estimate/b-ols',
    'prepare/a',
    'prepare/b',
  ]);
});

test('a level added is seen by aggregates alone', () => {
  const change: Edit = (s) => {
    s.dimensions[1]!.levels.probit = {};
  };
  expect(changedBy(change)).toEqual(['total/all']);
});

test('a description, a timeout, retries and resources are in no digest', () => {
  const change: Edit = (s) => {
    for (const task of Object.values(s.tasks))
      Object.assign(task, { description: 'x', timeout: 5, retries: 2, resources: { cpus: 2 } });
  };
  expect(changedBy(change)).toEqual([]);
});

test('whether levels are repetitions is in no digest', () => {
  const change: Edit = (s) => {
    for (const one of s.dimensions) one.replicate = true;
  };
  expect(changedBy(change)).toEqual([]);
});

test('constants of a task are in its digest alone, and where there are none nothing is', () => {
  const withArgs = (args: { [arg: string]: Json }): Edit => {
    return ({ tasks: { prepare } }) => Object.assign(prepare!, { args });
  };
  expect(changedBy(withArgs({ depth: 3 }))).toEqual(['prepare/a', 'prepare/b']);
  expect(changedBy(withArgs({}))).toEqual([]);
  // As it was before tasks had constants.
  expect(digests()['prepare/a']).toBe('bb4abc3e54344f63663e689264d5d910c4a621d0');
});

test('the files of a module are in the digest, but not with persist', () => {
  const study = studyOf(START);
  const prepare = byProject(study)['prepare/a']!;
  const withFiles = (files: string[], persist = false) =>
    digestOf(
      { ...prepare, task: { ...prepare.task, persist, closure: { files, packages: [] } } },
      named,
    );
  expect(withFiles(['prepare.ts', 'lib.ts'])).not.toBe(withFiles(['prepare.ts']));
  expect(withFiles(['prepare.ts', 'lib.ts'], true)).toBe(withFiles(['prepare.ts'], true));
});
