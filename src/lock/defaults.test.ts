import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { describe } from '../problems/problem.js';
import { soundStudy } from '../study.fixture.js';
import { type LockTexts, lockOf } from './lock.js';

/** The lock of a catalog with dimensions of a default level each; undefined for one without. */
function locked(
  defaults: { readonly [dimension: string]: string | undefined },
  before: LockTexts = {},
) {
  const dimensions = Object.entries(defaults).map(([name, level]) => [
    name,
    dimension(
      [...new Set(['a', 'b', 'c', level ?? 'a'])],
      level === undefined ? {} : { default: level },
    ),
  ]);
  const study = soundStudy(
    defineCatalog({
      dimensions: { data: dimension(['x']), ...Object.fromEntries(dimensions) },
      tasks: { t: { over: ['data'], outputs: { o: 'o' }, command: ['true'] } },
    } as never),
  );
  const { texts, problems } = lockOf(study, before, (e) => e.id);
  return { texts, problems: problems.map(describe) };
}

test('another default level later is refused, and so is one after the dimension was away', () => {
  const first = locked({ se: 'a' });
  expect(locked({ se: 'b' }, first.texts).problems).toEqual([
    'study/config.ts: dimensions.se: the default level is "b", but study/config.lock.json remembers "a": results that were made as "a", whose ids and hashes leave the default level out, would be taken for those of "b"; make "a" the default again, or remove the default (every experiment then has its level in its id) (NXE031)',
  ]);
  const away = locked({}, first.texts);
  expect(away.problems).toEqual([]);
  expect(locked({ se: 'b' }, away.texts).problems).toHaveLength(1);
  expect(locked({ se: 'a' }, away.texts).problems).toEqual([]);
  expect(locked({ se: undefined }, first.texts).problems).toEqual([]);
});

test('a dimension that is renamed with another default level is refused, in one step or in two', () => {
  const first = locked({ se: 'a' });
  const refused = [
    'study/config.ts: dimensions.errors: the default level is "b", but study/config.lock.json remembers "a" of the dimension se, which is gone: if errors stands in its place, results that were made as "a", whose ids and hashes leave the default level out, would be taken for those of "b"; make "a" the default, or remove the default (every experiment then has its level in its id); if the two have nothing to do with each other, remove the line of se from "defaults" in study/config.lock.json (NXE031)',
  ];
  expect(locked({ errors: 'b' }, first.texts).problems).toEqual(refused);
  expect(locked({ errors: 'b' }, locked({}, first.texts).texts).problems).toEqual(refused);
  expect(locked({ errors: undefined }, first.texts).problems).toEqual([]);
});

test('what the message says fixes it', () => {
  const first = locked({ se: 'a' }).texts;
  const forgotten = Object.fromEntries(
    Object.entries(first).map(([file, text]) => [file, text.replace('    "se": "a",\n', '')]),
  );
  expect(forgotten).not.toEqual(first);
  expect(locked({ errors: 'b' }, forgotten).problems).toEqual([]);
});

test('a dimension that keeps its default level may be renamed, and others may come after it', () => {
  const first = locked({ se: 'a' });
  const renamed = locked({ errors: 'a' }, first.texts);
  expect(renamed.problems).toEqual([]);
  expect(renamed.texts['study/config.lock.json']).toContain(
    '  "renamed": {\n    "se": "errors",\n    "~": ""\n  },\n',
  );
  expect(locked({ errors: 'a' }, renamed.texts)).toEqual(renamed);
  const more = locked({ errors: 'a', weights: 'b' }, renamed.texts);
  expect(more.problems).toEqual([]);
  // What the dimensions were called before is remembered, too.
  expect(locked({ errors: 'a', weights: 'b', se: 'c' }, more.texts).problems).toHaveLength(1);
  expect(locked({ weights: 'b', spread: 'c' }, more.texts).problems).toHaveLength(1);
});

test('each dimension that is gone is followed by one', () => {
  const first = locked({ se: 'a', weights: 'a', clusters: 'b' });
  expect(locked({ one: 'a', two: 'b', three: 'a' }, first.texts).problems).toEqual([]);
  expect(locked({ one: 'a', two: 'b', three: 'c' }, first.texts).problems).toHaveLength(1);
  expect(locked({ weights: 'a', clusters: 'b', se2: 'c' }, first.texts).problems).toHaveLength(1);
});

test('a dimension that was renamed back and then again, with another default level, is refused', () => {
  const there = locked({ errors: 'a' }, locked({ se: 'a' }).texts);
  const back = locked({ se: 'a' }, there.texts);
  expect(back.problems).toEqual([]);
  expect(locked({ other: 'b' }, back.texts).problems).toHaveLength(1);
  expect(locked({ se: 'a', other: 'b' }, back.texts).problems).toEqual([]);
});
