import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { digestOf } from '../definition/digest.js';
import { soundStudy, studyFrom } from '../study.fixture.js';
import { covering, pilotProject } from './pilot.js';

const task = { outputs: { o: 'o' }, command: ['true'] };
const data = dimension(['a', 'b', 'c']);
const model = dimension(['ols', 'logit']);

/** What the pilot's targets depend on. */
function pilotOf(...args: Parameters<typeof studyFrom>) {
  const [project] = Object.values(pilotProject(studyFrom(...args).experiments));
  const targets = Object.entries(project?.targets ?? {});
  return Object.fromEntries(targets.map(([name, { dependsOn }]) => [name, dependsOn]));
}

const catalog = (definition: object) =>
  defineCatalog({ tasks: { t: task }, ...definition } as never);

test('every level occurs, in as few experiments as the longest dimension has levels', () => {
  expect(pilotOf({ 'config.ts': catalog({ dimensions: { data, model } }) })).toEqual({
    t: [{ target: 't', projects: ['t/a-logit', 't/b-ols', 't/c-logit'] }],
  });
});

test('excluded combinations are not in it', () => {
  const exclude = [
    { data: ['a', 'b'], model: 'logit' },
    { data: 'c', model: 'ols' },
  ];
  expect(pilotOf({ 'config.ts': catalog({ dimensions: { data, model }, exclude }) })).toEqual({
    t: [{ target: 't', projects: ['t/a-ols', 't/b-ols', 't/c-logit'] }],
  });
});

test('tasks of one name in several catalogs are one target; one experiment is one', () => {
  const tasks = { t: task, all: { ...task, over: [] } };
  expect(
    pilotOf({
      'x/config.ts': catalog({ dimensions: { model }, name: 'x', tasks }),
      'y/config.ts': catalog({ dimensions: { model }, name: 'y' }),
    }),
  ).toEqual({
    all: [{ target: 'all', projects: ['x/all/all'] }],
    t: [{ target: 't', projects: ['x/t/logit', 'x/t/ols', 'y/t/logit', 'y/t/ols'] }],
  });
});

test('without experiments there is none', () => {
  expect(pilotProject([])).toEqual({});
});

test('a study has the same digests with it', () => {
  const study = soundStudy(catalog({ dimensions: { data, model } }));
  const digests = () => study.experiments.map((e) => digestOf(e, { code: [], data: [] }));
  const before = digests();
  pilotProject(study.experiments);
  expect(digests()).toEqual(before);
});

test('all levels that occur are covered, none can be spared, and order plays no part in how', () => {
  const cells = fc.uniqueArray(fc.tuple(fc.nat(5), fc.nat(4), fc.nat(3)), {
    minLength: 1,
    selector: String,
  });
  fc.assert(
    fc.property(cells, (tuples) => {
      const experiments = tuples.map((tuple) => ({
        levels: tuple.map((n, i) => ({
          dimension: `d${i}`,
          level: { name: `${n}`, fields: {} },
          isDefault: n === 0,
        })),
      }));
      const levels = (some: typeof experiments) =>
        new Set(some.flatMap((e) => e.levels.map((l) => `${l.dimension}${l.level.name}`)));
      const few = covering(experiments);
      expect(levels(few)).toEqual(levels(experiments));
      for (const one of few)
        if (few.length > 1)
          expect(levels(few.filter((e) => e !== one)).size).toBeLessThan(levels(experiments).size);
      expect(covering(experiments)).toEqual(few);
    }),
  );
});

test('10,000 experiments of many levels are covered at once', () => {
  const experiments = Array.from({ length: 10_000 }, (_, i) => ({
    levels: [i, i % 100].map((n, d) => ({
      dimension: `d${d}`,
      level: { name: `${n}`, fields: {} },
      isDefault: false,
    })),
  }));
  expect(covering(experiments)).toHaveLength(10_000);
});
