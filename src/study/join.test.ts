import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Catalog, defineCatalog, dimension } from '../catalog/define.js';
import type { Json } from '../catalog/json.js';
import { byProject, problemsIn, studyFrom } from '../study.fixture.js';
import type { TaskExperiment } from './experiments.js';

const outputs = { o: 'o' };
const command = ['true'];
const data = dimension(['a', 'b']);
const model = dimension(['ols', 'logit']);

/** What a need was joined with: the project, or the list of them. */
function needed(catalogs: { [file: string]: unknown }, project: string, need: string) {
  const study = studyFrom(catalogs);
  expect(study.problems).toEqual([]);
  const joined = byProject(study)[project]!.needs[need]!;
  return 'id' in joined ? joined.project : joined.map((e) => e.project);
}

const preparation = defineCatalog({
  dimensions: { data },
  tasks: { prepare: { outputs, command } },
});
const estimation = defineCatalog({
  dimensions: { data, model },
  tasks: {
    estimate: { needs: { table: preparation.tasks.prepare }, outputs, command },
    figure: { needs: { fit: 'estimate' }, outputs, command },
    compare: { over: ['data'], needs: { fits: 'estimate' }, outputs, command },
    total: {
      over: [],
      needs: { fits: 'estimate', tables: preparation.tasks.prepare },
      outputs,
      command,
    },
    against: { needs: { both: 'compare', one: 'total' }, outputs, command },
  },
});
const both = { 'a/config.ts': preparation, 'b/config.ts': estimation };

test('equal dimensions chain one by one', () => {
  expect(needed(both, 'figure/a-ols', 'fit')).toBe('estimate/a-ols');
});

test('a producer that varies over fewer is shared, also from another catalog', () => {
  expect(needed(both, 'estimate/b-ols', 'table')).toBe('prepare/b');
  expect(needed(both, 'against/a-ols', 'both')).toBe('compare/a');
  expect(needed(both, 'against/a-ols', 'one')).toBe('total/all');
});

test('a producer that varies over more fans in, sorted by id', () => {
  expect(needed(both, 'compare/a', 'fits')).toEqual(['estimate/a-logit', 'estimate/a-ols']);
  expect(needed(both, 'total/all', 'tables')).toEqual(['prepare/a', 'prepare/b']);
});

test('a need that matches nothing is named with the experiment that has it', () => {
  const catalog = defineCatalog({
    dimensions: { data: dimension(['a', 'b', 'c']) },
    tasks: { use: { needs: { table: preparation.tasks.prepare }, outputs, command } },
  });
  const { problems, experiments } = studyFrom({
    'a/config.ts': preparation,
    'b/config.ts': catalog,
  });
  expect(problems).toEqual([
    {
      code: 'NXE025',
      file: 'b/config.ts',
      path: 'tasks.use.needs.table',
      wrong: 'the experiment c finds no experiment of the task prepare (a/config.ts) with data=c',
      mend: 'exclude it here too, or keep it there',
    },
  ]);
  expect(experiments.map((e) => e.project)).toEqual(['prepare/a', 'prepare/b']);
});

test('a task that needs itself through others is reported, once', () => {
  const catalog = defineCatalog({
    dimensions: { data },
    tasks: {
      a: { needs: { x: 'c' }, outputs, command },
      b: { needs: { x: 'a' }, outputs, command },
      c: { needs: { x: 'b' }, outputs, command },
    },
  });
  expect(problemsIn(catalog)).toEqual([
    'tasks.a.needs: the task needs itself: a → c → b → a; remove one of these needs (NXE026)',
  ]);
});

/** Two tasks over some of four dimensions each, in catalogs that share levels by name. */
const pair = fc
  .record({
    levels: fc.array(
      fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }),
      { minLength: 4, maxLength: 4 },
    ),
    consumer: fc.subarray(['w', 'x', 'y', 'z']),
    producer: fc.subarray(['w', 'x', 'y', 'z']),
    exclude: fc.option(fc.record({ w: fc.constantFrom('a', 'b'), x: fc.constantFrom('a', 'c') }), {
      nil: undefined,
    }),
  })
  .map(({ levels, consumer, producer, exclude }) => {
    const dimensions = Object.fromEntries(
      ['w', 'x', 'y', 'z'].map((name, i) => [name, dimension(levels[i]!)]),
    );
    const known = { w: levels[0]!, x: levels[1]! };
    const isKnown = exclude && known.w.includes(exclude.w) && known.x.includes(exclude.x);
    return { dimensions, consumer, producer, exclude: isKnown ? [exclude] : [] };
  });

function joinedBy(
  {
    dimensions,
    exclude,
  }: { dimensions: Catalog['dimensions']; exclude: { w: string; x: string }[] },
  consumer: readonly string[],
  producer: readonly string[],
) {
  const catalog = defineCatalog({
    dimensions,
    exclude,
    tasks: {
      consume: { over: consumer, needs: { n: 'produce' }, outputs, command },
      produce: { over: producer, outputs, command },
    },
  } as never);
  return studyFrom({ 'config.ts': catalog });
}

const shown = (e: TaskExperiment): Json =>
  Object.fromEntries(e.levels.map((l) => [l.dimension, l.level.name]));

test('within a catalog every need is met, by exactly those that agree on what both vary over', () => {
  fc.assert(
    fc.property(pair, (p) => {
      const { problems, experiments } = joinedBy(p, p.consumer, p.producer);
      expect(problems).toEqual([]);
      const producers = experiments.filter((e) => e.task.name === 'produce');
      const shared = p.producer.filter((d) => p.consumer.includes(d));
      for (const e of experiments.filter((e) => e.task.name === 'consume')) {
        const on = (x: TaskExperiment) =>
          shared.map((d) => (shown(x) as { [d: string]: string })[d]);
        const expected = producers.filter((x) => on(x).join() === on(e).join());
        const found = [e.needs.n!].flat() as TaskExperiment[];
        expect(found.map((x) => x.project)).toEqual(expected.map((x) => x.project));
        expect(Array.isArray(e.needs.n)).toBe(p.producer.length > shared.length);
      }
    }),
  );
});

test('who needs whom is symmetric: turning the need around relates the same experiments', () => {
  fc.assert(
    fc.property(pair, (p) => {
      const related = (consumer: readonly string[], producer: readonly string[], turned: boolean) =>
        joinedBy(p, consumer, producer)
          .experiments.flatMap((e) =>
            e.task.name === 'consume'
              ? ([e.needs.n!].flat() as TaskExperiment[]).map((n) => (turned ? [n, e] : [e, n]))
              : [],
          )
          .map((two) => JSON.stringify(two.map(shown)))
          .sort();
      expect(related(p.producer, p.consumer, true)).toEqual(related(p.consumer, p.producer, false));
    }),
  );
});
