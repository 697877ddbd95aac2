import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { studyFrom } from '../study.fixture.js';
import type { StudyExperiment } from './joined.js';
import { outputsOf } from './view.js';

/** Mostly sound, as a catalog with anything bad in it has no experiments to judge. */
const mostly = (sound: readonly string[], bad: readonly string[]) =>
  fc.oneof(
    { weight: 19, arbitrary: fc.constantFrom(...sound) },
    { weight: 1, arbitrary: fc.constantFrom(...bad) },
  );

const path = fc
  .array(
    mostly(
      [
        'a',
        'b',
        'A',
        'o.txt',
        'fit',
        'x y',
        'é',
        '~',
        '...',
        '.hidden',
        '{e}',
        'pre-{d}',
        '{d}{e}',
      ],
      ['.', '..', '', '*', 'C:', '\\', '..\\b', '__proto__', '{d.f}', 'a/../..'],
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((segments) => segments.join('/'));

const task = fc.record({
  over: fc.constantFrom(['d', 'e'], ['e', 'd']),
  outputs: fc.dictionary(fc.constantFrom('x', 'y', 'z'), path, { minKeys: 1 }),
});

const catalog = fc.record({
  name: mostly(['', '', 'fit', 'a', 'b'], ['..', 'a/b']),
  bld: mostly(['bld', 'bld', 'bld/a', 'bld/fit', 'BLD'], ['.', '..', '/tmp', 'a/../..']),
  levels: fc.constantFrom(['a', 'b'], ['a', 'b'], ['a', 'A'], ['a', 'a-b'], ['..', 'a']),
  field: mostly(['a', 'b', 'a/b', 'A'], ['..', '../..', '/a', '']),
  tasks: fc.dictionary(mostly(['fit', 'Fit', 'a', 'b'], ['..', 'a/b']), task, {
    minKeys: 1,
    maxKeys: 2,
  }),
});

type Parts = typeof catalog extends fc.Arbitrary<infer C> ? C : never;

function made({ name, bld, levels, field, tasks }: Parts) {
  const withCommand = Object.entries(tasks).map(([key, { over, outputs }]) => [
    key,
    { over, outputs, command: ['true'] },
  ]);
  return defineCatalog({
    ...(name !== '' && { name }),
    bld,
    dimensions: {
      d: dimension(Object.fromEntries(levels.map((level, i) => [level, { f: i ? level : field }]))),
      e: dimension(['a', 'b']),
    },
    tasks: Object.fromEntries(withCommand),
  } as never);
}

/** Where a file system that ignores case would put a path. */
const place = (written: string) => written.toLowerCase();

function expectSeparate(experiments: readonly StudyExperiment[]): void {
  const written = experiments.flatMap((experiment) =>
    Object.values(outputsOf(experiment)).map((output) => ({ output, experiment })),
  );
  for (const { output, experiment } of written) {
    expect(experiment.folder.startsWith(`${experiment.catalog.bld}/`)).toBe(true);
    expect(output.startsWith(`${experiment.folder}/`)).toBe(true);
    for (const text of [experiment.catalog.bld, output])
      expect(text.split(/[/\\]/).filter((part) => ['', '.', '..'].includes(part))).toEqual([]);
  }
  const places = written.map(({ output }) => place(output));
  const folders = places.flatMap((at) =>
    at.split('/').map((_, i, all) => all.slice(0, i).join('/')),
  );
  expect(new Set(places).size).toBe(places.length);
  expect(places.filter((at) => new Set(folders).has(at))).toEqual([]);
  // Nor does one experiment write into the folder of another one.
  const own = new Set(experiments.map(({ folder }) => place(folder)));
  const owners = places.map((at) =>
    at.split('/').filter((_, i, all) => own.has(all.slice(0, i).join('/'))),
  );
  expect(owners.every((of) => of.length === 1)).toBe(true);
}

test('no two experiments of any catalogs write one file, and all files are in the build folder', () => {
  let judged = 0;
  fc.assert(
    fc.property(catalog, catalog, (first, second) => {
      const { experiments } = studyFrom({
        'src/p/config.ts': made(first),
        'src/q/config.ts': made(second),
      });
      if (experiments.length > 0) judged++;
      expectSeparate(experiments);
    }),
    { numRuns: 5000 },
  );
  // Bad ones are refused; enough must be left.
  expect(judged).toBeGreaterThan(500);
});
