import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BATCH_NAMES,
  COLOURS,
  type ColouredTask,
  colour,
  executorOf,
  SINGLE,
} from './executors.js';
import { PARTS } from './places.js';

type Needs = { readonly [key: string]: readonly string[] };

/** Tasks `t00`, `t01`, …: each needs some of those before it. */
const graph: fc.Arbitrary<Needs> = fc
  .array(fc.array(fc.nat(30), { maxLength: 5 }), { minLength: 1, maxLength: 30 })
  .chain((needs) => {
    const name = (i: number) => `t${String(i).padStart(2, '0')}`;
    const all = needs.map((some, i): [string, string[]] => [
      name(i),
      i === 0 ? [] : [...new Set(some.map((n) => name(n % i)))],
    ]);
    // The names say nothing about the order of needs.
    return fc
      .shuffledSubarray(
        all.map(([key]) => key),
        { minLength: all.length },
      )
      .map((names) => {
        const renamed = new Map(all.map(([key], i) => [key, names[i]!]));
        return Object.fromEntries(
          all.map(([k, n]) => [renamed.get(k)!, n.map((x) => renamed.get(x)!)]),
        );
      });
  });

function tasks(needs: Needs, remembered: ReadonlyMap<string, string> = new Map()): ColouredTask[] {
  return Object.keys(needs)
    .sort()
    .map((key) => ({ key, needs: needs[key]!, remembered: remembered.get(key) }));
}

function expectProper(needs: Needs, colours: ReadonlyMap<string, string>): void {
  const shared = Object.entries(needs).flatMap(([key, producers]) =>
    producers.filter((p) => colours.get(p) === colours.get(key) && colours.get(key) !== SINGLE),
  );
  expect(shared).toEqual([]);
}

test('no task has the executor of one that it needs', () => {
  fc.assert(fc.property(graph, (needs) => expectProper(needs, colour(tasks(needs)))));
});

test('adding a task changes no other', () => {
  fc.assert(
    fc.property(graph, fc.nat(), (needs, pick) => {
      const keys = Object.keys(needs);
      const added = keys[pick % keys.length]!;
      const before = Object.fromEntries(
        keys.filter((k) => k !== added).map((k) => [k, needs[k]!.filter((n) => n !== added)]),
      );
      const old = colour(tasks(before));
      // Its consumers change with it: a need of theirs is new.
      const consumers = keys.filter((k) => needs[k]!.includes(added));
      const now = colour(tasks(needs, old));
      expectProper(needs, now);
      for (const [key, name] of old) if (!consumers.includes(key)) expect(now.get(key)).toBe(name);
    }),
  );
});

test('changing what one task needs changes no other', () => {
  fc.assert(
    fc.property(graph, fc.nat(), fc.array(fc.nat(), { maxLength: 4 }), (needs, pick, others) => {
      const keys = Object.keys(needs);
      const changed = keys[pick % keys.length]!;
      const isBelow = (key: string): boolean => key === changed || needs[key]!.some(isBelow);
      const allowed = keys.filter((key) => !isBelow(key));
      const now = {
        ...needs,
        [changed]: [...new Set(others.flatMap((n) => allowed[n % (allowed.length || 1)] ?? []))],
      };
      const old = colour(tasks(needs));
      const colours = colour(tasks(now, old));
      expectProper(now, colours);
      for (const [key, name] of old) if (key !== changed) expect(colours.get(key)).toBe(name);
    }),
  );
});

test('a task that needs tasks of all executors runs in a process of its own', () => {
  const producers = COLOURS.map((name, i) => ({ key: `p${i}`, needs: [], remembered: name }));
  const needs = producers.map((p) => p.key);
  const colours = colour([{ key: 'all', needs, remembered: undefined }, ...producers]);
  expect(colours.get('all')).toBe(SINGLE);
  expect(colour([{ key: 'all', needs, remembered: SINGLE }, ...producers])).toEqual(colours);
});

test('a name that this version does not know is given anew', () => {
  expect(colour([{ key: 'a', needs: [], remembered: 'run-99' }]).get('a')).toBe('run');
});

test('each part of a big lock has executors of its own, and no two tasks share one', () => {
  const names = COLOURS.map((name) => Array.from({ length: PARTS }, (_, n) => executorOf(name, n)));
  expect(new Set(names.flat()).size).toBe(COLOURS.length * PARTS);
  expect(names.flat().filter((name) => !BATCH_NAMES.includes(name))).toEqual([]);
  expect(executorOf('run-2', 0)).toBe('run-2');
  expect(executorOf(SINGLE, 7)).toBe(SINGLE);
});
