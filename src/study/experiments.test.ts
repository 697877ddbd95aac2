import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { problemsIn, soundStudy, studyFrom } from '../study.fixture.js';

const task = { outputs: { fit: 'fit.json' }, command: ['true'] } as const;

function ids(catalog: unknown): string[] {
  return studyFrom({ 'config.ts': catalog }).experiments.map((e) => e.id);
}

test('an id is the level names in the order of dimensions', () => {
  const data = dimension(['b', 'a']);
  const model = dimension(['ols', 'logit']);
  const catalog = defineCatalog({
    dimensions: { data, model },
    tasks: { estimate: { ...task, over: ['model', 'data'] } },
  });
  expect(ids(catalog)).toEqual(['a-logit', 'a-ols', 'b-logit', 'b-ols']);
});

test('a default level appears in no id', () => {
  const data = dimension(['a', 'b']);
  const se = dimension(['classical', 'robust'], { default: 'classical' });
  const catalog = defineCatalog({ dimensions: { data, se }, tasks: { estimate: task } });
  expect(ids(catalog)).toEqual(['a', 'a-robust', 'b', 'b-robust']);
});

test('the id is default where all levels are, and all for a task over nothing', () => {
  const se = dimension(['classical', 'robust'], { default: 'classical' });
  const catalog = defineCatalog({
    dimensions: { se },
    tasks: { estimate: task, total: { ...task, over: [] } },
  });
  expect(ids(catalog)).toEqual(['default', 'robust', 'all']);
});

test('project, folder and outputs of an experiment are named after its task and id', () => {
  const dimensions = { data: dimension(['a']) };
  const place = (name?: string, bld?: string) => {
    const more = { ...(name !== undefined && { name }), ...(bld !== undefined && { bld }) };
    const study = soundStudy(defineCatalog({ ...more, dimensions, tasks: { estimate: task } }));
    return study.experiments.map(({ project, folder }) => [project, folder]);
  };
  expect(place()).toEqual([['estimate/a', 'bld/estimate/a']]);
  expect(place('growth', './out/')).toEqual([['growth/estimate/a', 'out/growth/estimate/a']]);
});

test('two experiments with one id are reported with their levels', () => {
  const x = dimension(['a-b', 'a']);
  const y = dimension(['c', 'b-c']);
  expect(problemsIn(defineCatalog({ dimensions: { x, y }, tasks: { t: task } }))).toEqual([
    'tasks.t: x=a-b, y=c and x=a, y=b-c both have the id a-b-c; rename a level (NXE029)',
  ]);
});

test('ids that differ only in case are reported, once however many there are', () => {
  const x = dimension(['a', 'A']);
  const y = dimension(['1', '2', '3']);
  expect(problemsIn(defineCatalog({ dimensions: { x, y }, tasks: { t: task } }))).toEqual([
    'tasks.t: x=a, y=1 and x=A, y=1 have ids that only case tells apart, a-1 and A-1 (and 2 more such cases), and would share a folder where file names ignore case; rename a level (NXE029)',
  ]);
});

test('a level called default is reported where it clashes with all default levels', () => {
  const se = dimension(['classical', 'default'], { default: 'classical' });
  expect(problemsIn(defineCatalog({ dimensions: { se }, tasks: { t: task } }))).toEqual([
    'tasks.t: se=classical and se=default both have the id default; rename a level (NXE029)',
  ]);
});

test('an id of 200 characters is fine and one of 201 is not', () => {
  const long = (n: number) =>
    defineCatalog({
      dimensions: { x: dimension(['a'.repeat(100)]), y: dimension(['b'.repeat(n)]) },
      tasks: { t: task },
    });
  expect(problemsIn(long(99))).toEqual([]);
  expect(problemsIn(long(100))).toEqual([
    `tasks.t: the id ${'a'.repeat(40)}… has 201 characters, more than 200; shorten the names of its levels (NXE029)`,
  ]);
});

test('ids are unique or reported', () => {
  const level = fc.stringMatching(/^[a-b_][ab_.-]{0,3}$/);
  const levels = fc.uniqueArray(level, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(levels, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      (all, hasDefault) => {
        const dimensions = Object.fromEntries(
          all.map((names, i) => [
            `d${'xyz'[i]}`,
            dimension(names, hasDefault ? { default: names[0]! } : {}),
          ]),
        );
        const study = studyFrom({ 'config.ts': defineCatalog({ dimensions, tasks: { t: task } }) });
        const projects = study.experiments.map((e) => e.project.toLowerCase());
        if (study.problems.length === 0) expect(new Set(projects).size).toBe(projects.length);
        else expect(projects).toEqual([]);
      },
    ),
  );
});
