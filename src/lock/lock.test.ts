import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineCatalog, dimension, glob } from '../catalog/define.js';
import { digestOf } from '../definition/digest.js';
import { NOTHING_OUTSIDE } from '../graph/context.fixture.js';
import { projectOf } from '../graph/projects.js';
import { describe } from '../problems/problem.js';
import type { Study, StudyExperiment } from '../study/joined.js';
import { soundStudy, studyFrom } from '../study.fixture.js';
import { parseLockFile } from './file.js';
import { type Lock, type LockTexts, lockChanges, lockOf } from './lock.js';

const named = () => ({ code: [], data: [] });
const digest = (experiment: StudyExperiment) => digestOf(experiment, named());

/** The lock as `nx sync` leaves it. */
function synced(study: Study, before: LockTexts = {}): Lock {
  return lockOf(study, lockOf(study, before, digest).texts, digest);
}

interface Sketch {
  readonly data: readonly string[];
  readonly model: readonly string[];
  readonly se?: readonly string[];
}

/** A study with tasks of every shape; `se` has its first level as default. */
function study({ data, model, se }: Sketch): Study {
  const outputs = { o: 'o' };
  const command = ['true'];
  const dimensions = {
    data: dimension(Object.fromEntries(data.map((name) => [name, { path: `${name}.csv` }]))),
    model: dimension(model),
    ...(se && { se: dimension(se, { default: se[0]! }) }),
  };
  return soundStudy(
    defineCatalog({
      dimensions,
      tasks: {
        prepare: { over: ['data'], outputs, command },
        estimate: { needs: { table: 'prepare' }, outputs, command },
        figure: { needs: { fit: 'estimate' }, outputs, command },
        compare: { over: ['data'], needs: { fits: 'estimate' }, outputs, command },
        total: { over: [], needs: { fits: 'estimate', all: 'compare' }, outputs, command },
      },
    } as never),
  );
}

const AGGREGATES = ['compare', 'total'];

function isOfAggregate(line: string): boolean {
  return AGGREGATES.some((task) => line.includes(`"${task}/`));
}

/** All lines of all lock files, each with its file. */
function lines({ texts }: Lock): string[] {
  return Object.entries(texts).flatMap(([file, text]) =>
    text.split('\n').map((line) => `${file}: ${line}`),
  );
}

/** Whether `few` is left of `many` when lines are taken away. */
function isPartOf(few: readonly string[], many: readonly string[]): boolean {
  let at = 0;
  for (const line of many) if (line === few[at]) at++;
  return at === few.length;
}

const name = fc.stringMatching(/^[a-z][a-z0-9_.]{0,3}$/);
const levels = fc.uniqueArray(name, { minLength: 1, maxLength: 4 });

test('a small study has one readable file', () => {
  const { texts } = lockOf(study({ data: ['b', 'a'], model: ['ols'] }), {}, (e) => `<${e.id}>`);
  expect(texts).toEqual({
    'study/config.lock.json': `{
  "defaults": {
    "~": ""
  },
  "executors": {
    "compare": "run",
    "estimate": "run-2",
    "figure": "run",
    "prepare": "run",
    "total": "run-3",
    "~": ""
  },
  "experiments": {
    "compare/a": "<a>",
    "compare/b": "<b>",
    "estimate/a-ols": "<a-ols>",
    "estimate/b-ols": "<b-ols>",
    "figure/a-ols": "<a-ols>",
    "figure/b-ols": "<b-ols>",
    "prepare/a": "<a>",
    "prepare/b": "<b>",
    "total/all": "<all>",
    "~": ""
  }
}
`,
  });
});

test('adding a level only adds lines, but for those of aggregates', () => {
  fc.assert(
    fc.property(levels, levels, name, fc.nat(), (data, model, added, at) => {
      fc.pre(!data.includes(added));
      const before = synced(study({ data, model }));
      const more = data.toSpliced(at % (data.length + 1), 0, added);
      const after = synced(study({ data: more, model }), before.texts);
      const stays = (lock: Lock) => lines(lock).filter((line) => !isOfAggregate(line));
      expect(isPartOf(stays(before), stays(after))).toBe(true);
    }),
  );
});

test('adding a dimension with a default level changes nothing of existing experiments', () => {
  fc.assert(
    fc.property(levels, levels, levels, (data, model, se) => {
      const old = study({ data, model });
      const before = synced(old);
      const now = study({ data, model, se: ['classical', ...se.filter((s) => s !== 'classical')] });
      const after = synced(now, before.texts);
      const stays = (lock: Lock) => lines(lock).filter((line) => !isOfAggregate(line));
      expect(isPartOf(stays(before), stays(after))).toBe(true);
      const configuration = (lock: Lock) => (e: StudyExperiment) =>
        projectOf(e, {
          lock,
          named,
          digest,
          ...NOTHING_OUTSIDE,
        });
      const hashed = (lock: Lock, all: Study) =>
        new Map(
          all.experiments
            .filter((e) => !AGGREGATES.includes(e.task.name))
            .map((e) => {
              const { metadata, targets, ...rest } = configuration(lock)(e);
              const { metadata: plan, ...target } = targets![e.task.name]!;
              return [e.project, { ...rest, target, digest: digest(e) }];
            }),
        );
      const later = hashed(after, now);
      for (const [project, configured] of hashed(before, old))
        expect(later.get(project)).toEqual(configured);
    }),
    { numRuns: 30 },
  );
});

/** The file in which each entry stands. */
function places({ texts }: { readonly texts: LockTexts }): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([file, text]) =>
      Object.entries(parseLockFile(text).experiments).flatMap(([key, value]) =>
        value === null ? [] : [[key, file]],
      ),
    ),
  );
}

function oneTask(ids: readonly string[]): Study {
  const tasks = { t: { outputs: { o: 'o' }, command: ['true'] } };
  return studyFrom({ 'config.ts': defineCatalog({ dimensions: { d: dimension(ids) }, tasks }) });
}

test('an entry never moves to another file while experiments come and go', () => {
  const ids = Array.from({ length: 12 }, (_, i) => `x${i}`);
  const steps = fc.array(fc.subarray(ids, { minLength: 1 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 6 }), (sequence, room) => {
      let texts: LockTexts = {};
      let before = new Map<string, string>();
      for (const some of sequence) {
        const lock = lockOf(oneTask(some), texts, (e) => e.id, room);
        texts = lock.texts;
        const now = places(lock);
        expect([...now.keys()].sort()).toEqual(some.map((id) => `t/${id}`).sort());
        for (const [key, file] of before) if (now.has(key)) expect(now.get(key)).toBe(file);
        before = now;
      }
    }),
    { numRuns: 300 },
  );
});

test('once there are further files, an experiment that comes back finds its old place', () => {
  const all = ['a', 'b', 'c', 'd', 'e'];
  const first = lockOf(oneTask(all), {}, (e) => e.id, 2);
  const away = lockOf(oneTask(['e']), first.texts, (e) => e.id, 2);
  const back = lockOf(oneTask(all), away.texts, (e) => e.id, 2);
  expect(places(back)).toEqual(places(first));
});

const numbered = (n: number) => oneTask(Array.from({ length: n }, (_, i) => `x${i}`));

test('no file grows long: 10,000 experiments stand in 161', () => {
  const lock = lockOf(numbered(10_000), {}, (e) => e.id);
  const sizes = Object.values(lock.texts).map((text) => text.split('\n').length);
  expect(sizes).toHaveLength(161);
  expect(Math.max(...sizes)).toBeLessThan(520);
});

test('up to 1,000 experiments of a task are one batch, and each 1,000 more another one', () => {
  const batches = (n: number) => {
    const study = numbered(n);
    const lock = lockOf(study, {}, (e) => e.id);
    const sizes = new Map<string, number>();
    for (const e of study.experiments)
      sizes.set(lock.executorOf(e), (sizes.get(lock.executorOf(e)) ?? 0) + 1);
    return [...sizes];
  };
  expect(batches(1000)).toEqual([['run', 1000]]);
  expect(batches(2500)).toEqual([
    ['run', 1000],
    ['run-part-2', 1000],
    ['run-part-3', 500],
  ]);
  expect(batches(17_000).at(-1)).toEqual(['run-part-16', 2000]);
});

test('a batch stays that of an experiment, however many come and go beside it', () => {
  const all = numbered(5000);
  const first = lockOf(all, {}, (e) => e.id);
  const few = lockOf(numbered(3), first.texts, (e) => e.id);
  const fewer = lockOf(numbered(2), few.texts, (e) => e.id);
  const back = lockOf(all, fewer.texts, (e) => e.id);
  expect(all.experiments.filter((e) => back.executorOf(e) !== first.executorOf(e))).toEqual([]);
  expect(places(back)).toEqual(places(first));
});

test('a lock in step needs no change, whatever its line endings', () => {
  const current = study({ data: ['a', 'b'], model: ['ols'] });
  const { texts } = synced(current);
  expect(lockChanges(lockOf(current, texts, digest), texts)).toEqual(new Map());
  const crlf = Object.fromEntries(
    Object.entries(texts).map(([file, text]) => [file, text.replaceAll('\n', '\r\n')]),
  );
  expect(lockChanges(lockOf(current, crlf, digest), crlf)).toEqual(new Map());
});

test('exactly the experiments whose entry differs are stale', () => {
  const before = synced(study({ data: ['a'], model: ['ols'] })).texts;
  const now = study({ data: ['a', 'b'], model: ['ols'] });
  const lock = lockOf(now, before, digest);
  expect(now.experiments.filter(lock.isStale).map((e) => e.project)).toEqual([
    'compare/b',
    'estimate/b-ols',
    'figure/b-ols',
    'prepare/b',
    'total/all',
  ]);
});

test('a dot in an id is no dot in the field that Nx reads', () => {
  const current = oneTask(['v1.5']);
  const lock = lockOf(current, {}, () => 'x');
  expect(current.experiments.map(lock.entryOf)).toEqual([
    { file: 'config.lock.json', field: 'experiments.t/v1%2E5' },
  ]);
});

test('of the files that come last, those of experiments that are all gone are removed', () => {
  const before = lockOf(oneTask(['a', 'b']), {}, (e) => e.id, 1).texts;
  const changes = lockChanges(
    lockOf(oneTask(['a']), before, (e) => e.id, 1),
    before,
  );
  expect([...changes.values()]).toEqual([null]);
});

// Clones without data.

const tasks = { t: { outputs: { o: 'o' }, command: ['true'] } };

/** A task per file of the data, one that needs it in another catalog, and one that does not. */
function dataStudy(files: readonly string[], change: { readonly tasks?: object } = {}): Study {
  const data = defineCatalog({
    dimensions: { file: dimension(glob('raw/*.csv')), model: dimension(['ols']) },
    tasks: {
      ...tasks,
      all: { over: [], needs: { t: 't' }, outputs: { o: 'o' }, command: ['true'] },
      ...change.tasks,
    },
  } as never);
  const other = defineCatalog({
    name: 'other',
    dimensions: { n: dimension(['x', 'y']) },
    tasks: {
      ...tasks,
      total: {
        over: [],
        needs: { t: (data.tasks as { readonly t: unknown }).t },
        outputs: { o: 'o' },
        command: ['true'],
      },
    },
  } as never);
  const study = studyFrom({ 'data/config.ts': data, 'other/config.ts': other }, () => files);
  expect(study.problems).toEqual([]);
  return study;
}

const RAW = ['raw/a.csv', 'raw/b.csv', 'raw/c.csv'];

test('in a clone without the data the lock is in step and loses nothing, in however many files it stands', () => {
  for (const room of [500, 2, 1]) {
    const { texts } = lockOf(dataStudy(RAW), {}, digest, room);
    const clone = dataStudy([]);
    const lock = lockOf(clone, texts, digest, room);
    expect(clone.experiments.map((e) => e.project)).toEqual(['other/t/x', 'other/t/y']);
    expect(clone.experiments.filter(lock.isStale)).toEqual([]);
    expect(lockChanges(lock, texts)).toEqual(new Map());
    // And with the data back nothing has moved.
    expect(lockChanges(lockOf(dataStudy(RAW), lock.texts, digest, room), texts)).toEqual(new Map());
  }
});

test('what is kept for a clone without data takes its place in the first file', () => {
  const other = (ids: readonly string[], files: readonly string[]) => {
    const study = dataStudy(files);
    const experiments = study.experiments.flatMap((e) =>
      e.project === 'other/t/x' ? ids.map((id) => ({ ...e, id, project: `other/t/${id}` })) : [],
    );
    return { ...study, experiments };
  };
  const before = lockOf(dataStudy(RAW), {}, digest, 3).texts;
  const after = places(lockOf(other(['x', 'y', 'z'], []), before, digest, 3));
  expect(after.get('total/all')).toBe('other/config.lock.json');
  expect(after.get('t/z')).toMatch(/^other\/config\.lock\/..\.json$/);
});

test('entries of a task that is gone go, also in a clone without the data', () => {
  const more = { tasks: { u: { outputs: { o: 'o' }, command: ['true'] } } };
  const { texts } = lockOf(dataStudy(RAW, more), {}, digest);
  expect(texts['data/config.lock.json']).toContain('"u/a-ols"');
  const { texts: after } = lockOf(dataStudy([]), texts, digest);
  expect(after).toEqual(lockOf(dataStudy(RAW), {}, digest).texts);
});

test('where some of the data is gone, the lock follows', () => {
  const { texts } = lockOf(dataStudy(RAW), {}, digest);
  const some = dataStudy(RAW.slice(1));
  const lock = lockOf(some, texts, digest);
  expect(some.experiments.filter(lock.isStale).map((e) => e.project)).toEqual([
    'all/all',
    'other/total/all',
  ]);
  expect(lock.texts).toEqual(lockOf(some, {}, digest).texts);
});

test('where levels are named instead of found, the entries of files go', () => {
  const { texts } = lockOf(dataStudy(RAW), {}, digest);
  const named = studyFrom({
    'data/config.ts': defineCatalog({ dimensions: { file: dimension(['x']) }, tasks }),
  });
  expect([...places(lockOf(named, texts, digest)).keys()]).toEqual(['t/x']);
});

test('two catalogs whose lock files would be one are reported', () => {
  const of = (task: string) =>
    defineCatalog({
      dimensions: { data: dimension(['a', 'b']) },
      tasks: { [task]: { outputs: { o: 'o' }, command: ['true'] } },
    });
  const both = studyFrom({ 'a/config.mts': of('t'), 'a/config.ts': of('u') });
  expect(lockOf(both, {}, digest).problems.map(describe)).toEqual([
    'a/config.ts: would share the lock file a/config.lock.json with a/config.mts; rename one of them (NXE030)',
  ]);
});

test('with a merge conflict in the lock nothing of it counts, since Nx cannot read its entries', () => {
  const one = study({ data: ['a', 'b'], model: ['ols'] });
  const before = synced(one).texts;
  const [[file, text] = ['', '']] = Object.entries(before);
  const line = /^ *"estimate\/a-ols": "(.*)",$/m.exec(text)![0];
  const conflict = `<<<<<<< HEAD\n${line}\n=======\n${line.replace(/: ".*"/, ': "1"')}\n>>>>>>> other`;
  const lock = lockOf(one, { [file]: text.replace(line, conflict) }, digest);
  expect(one.experiments.every(lock.isStale)).toBe(true);
  expect(lock.texts).toEqual(before);
});
