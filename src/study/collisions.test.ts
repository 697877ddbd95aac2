import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { describe } from '../problems/problem.js';
import { studyFrom } from '../study.fixture.js';

const fine = { outputs: { o: 'o' }, command: ['true'] } as const;
const data = dimension(['a', 'b']);

function problems(catalogs: { [file: string]: unknown }): string[] {
  return studyFrom(catalogs).problems.map(describe);
}

test('two catalogs with a task of one name share projects, unless one has a name', () => {
  const catalog = (name?: string) =>
    defineCatalog({ ...(name && { name }), dimensions: { data }, tasks: { fit: fine } });
  expect(problems({ 'a/config.ts': catalog(), 'b/config.ts': catalog() })).toEqual([
    'b/config.ts: tasks.fit: fit/a is the same project as tasks.fit of a/config.ts; give one of the catalogs a name, or rename the task (NXE030)',
  ]);
  expect(problems({ 'a/config.ts': catalog(), 'b/config.ts': catalog('b') })).toEqual([]);
});

test('the first of two catalogs that clash is there still', () => {
  const catalog = defineCatalog({ dimensions: { data }, tasks: { fit: fine } });
  const { experiments } = studyFrom({ 'a/config.ts': catalog, 'b/config.ts': catalog });
  expect(experiments.map((e) => e.catalog.file)).toEqual(['a/config.ts', 'a/config.ts']);
});

test('projects that differ only in case are reported, also with build folders of their own', () => {
  const of = (task: string, bld: string) =>
    defineCatalog({ bld, dimensions: { data }, tasks: { [task]: fine } });
  expect(problems({ 'a/config.ts': of('fit', 'x'), 'b/config.ts': of('Fit', 'y') })).toEqual([
    'b/config.ts: tasks.Fit: Fit/a is the same project as tasks.fit of a/config.ts (fit/a); give one of the catalogs a name, or rename the task (NXE030)',
  ]);
});

test('a folder inside the folder of an experiment is reported', () => {
  const outer = defineCatalog({ dimensions: { data }, tasks: { growth: fine } });
  const inner = defineCatalog({ name: 'growth', dimensions: { x: data }, tasks: { a: fine } });
  expect(problems({ 'a/config.ts': outer, 'b/config.ts': inner })).toEqual([
    'b/config.ts: tasks.a: bld/growth/a/a is inside bld/growth/a, where tasks.growth of a/config.ts writes; give one of the catalogs a name, or rename the task (NXE030)',
  ]);
});

test('two pairs of dimension and level that make one tag are reported', () => {
  const one = defineCatalog({ dimensions: { a: dimension(['b_c']) }, tasks: { t: fine } });
  const two = defineCatalog({ dimensions: { a_b: dimension(['c']) }, tasks: { u: fine } });
  expect(problems({ 'a/config.ts': one, 'b/config.ts': two })).toEqual([
    'b/config.ts: dimensions.a_b: the level c makes the tag a_b_c, as a level of the dimension a of a/config.ts does; rename one of them (NXE029)',
  ]);
  expect(problems({ 'a/config.ts': one, 'b/config.ts': one }).join()).not.toContain('tag');
});

test('an input that another experiment writes is no input but a need', () => {
  const prepare = { ...fine, over: ['data'] } as const;
  const reading = (path: string) =>
    problems({
      'a/config.ts': defineCatalog({
        dimensions: { data },
        tasks: { prepare, use: { ...fine, inputs: { x: path } } },
      }),
    });
  expect(reading('bld/prepare/{data}/o')).toEqual([
    'a/config.ts: tasks.use.inputs.x: bld/prepare/a/o is where prepare/a writes, so use/a might read it too early; name the task prepare in needs, and read it from there (NXE028)',
  ]);
  expect(reading('bld/prepare')).toEqual([
    expect.stringContaining('bld/prepare is where prepare/a writes'),
  ]);
  expect(reading('bld')).toHaveLength(1);
  expect(reading('bld/by-hand.csv')).toEqual([]);
  expect(reading('bld/prepare-it/x')).toEqual([]);
});

test('a need of a file in which the plugin does not look is reported', () => {
  const other = defineCatalog({ dimensions: { data }, tasks: { t: fine } });
  const user = defineCatalog({
    dimensions: { data },
    tasks: { u: { ...fine, needs: { x: other.tasks.t } } },
  });
  const loaded = studyFrom({ 'a/config.ts': user, 'b/study.ts': other });
  expect(loaded.problems).toEqual([]);
});
