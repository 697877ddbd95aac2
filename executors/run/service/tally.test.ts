import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KnownTask } from '../wire/messages.js';
import { createTally } from './tally.js';

/** What each experiment needs, and how long it took before, in seconds. */
type Study = { readonly [id: string]: { needs?: readonly string[]; seconds?: number } };

function tallyOf(study: Study, places = 1) {
  const tasks = new Map(
    Object.entries(study).map(([id, { needs = [] }]) => [
      id,
      { id, needs, plan: { experiment: { task: id.split('/')[0] } } } as unknown as KnownTask,
    ]),
  );
  return createTally({ tasks, places, seconds: ({ id }) => study[id]!.seconds });
}

test('what is asked for is left until it begins; what ended is done', () => {
  const tally = tallyOf({
    'e/a:e': { seconds: 5 },
    'e/b:e': { seconds: 5 },
    'e/c:e': { seconds: 5 },
  });
  tally.wanted(['e/a:e', 'e/b:e', 'e/c:e']);
  expect(tally.read(0)).toBeUndefined();
  tally.started('e/a:e', 0);
  expect(tally.read(2000)).toEqual({
    done: 0,
    failed: 0,
    running: 1,
    queued: 0,
    longest: { project: 'e/a', seconds: 2 },
    left: 2,
    secondsLeft: 13,
    isWhole: true,
  });
  tally.ended('e/a:e', false);
  tally.started('e/b:e', 5000);
  tally.started('e/c:e', 6000);
  expect(tally.read(7000)).toMatchObject({
    done: 1,
    failed: 1,
    running: 2,
    longest: { project: 'e/b', seconds: 2 },
    left: 0,
  });
});

test('what waits for a process of a scheduler does not run; its time begins when it need not wait any more', () => {
  const tally = tallyOf({ 'e/a:e': { seconds: 5 }, 'e/b:e': { seconds: 5 } }, 2);
  tally.wanted(['e/a:e', 'e/b:e']);
  for (const id of ['e/a:e', 'e/b:e']) {
    tally.started(id, 0);
    tally.queued(id, true, 0);
  }
  expect(tally.read(9000)).toEqual({
    done: 0,
    failed: 0,
    running: 0,
    queued: 2,
    left: 0,
    secondsLeft: 5,
    isWhole: true,
  });
  tally.queued('e/a:e', false, 10_000);
  expect(tally.read(12_000)).toMatchObject({
    running: 1,
    queued: 1,
    longest: { project: 'e/a', seconds: 2 },
    secondsLeft: 5,
  });
  tally.ended('e/a:e', true);
  tally.givenUp('e/b:e');
  expect(tally.read(13_000)).toBeUndefined();
});

test('what waits for open work is left, through others, and not what waits for a failure', () => {
  const study: Study = {
    'p/a:p': { seconds: 1 },
    'p/b:p': { seconds: 1 },
    'e/a:e': { needs: ['p/a:p'], seconds: 1 },
    'e/b:e': { needs: ['p/b:p'], seconds: 1 },
    'f/all:f': { needs: ['e/a:e', 'e/b:e'], seconds: 1 },
    'other/all:other': { seconds: 1 },
  };
  const tally = tallyOf(study);
  tally.wanted(['p/a:p', 'p/b:p']);
  tally.started('p/a:p', 0);
  expect(tally.read(0)).toMatchObject({ running: 1, left: 4 });
  tally.ended('p/a:p', false);
  tally.started('p/b:p', 0);
  expect(tally.read(0)).toMatchObject({ running: 1, left: 1 });
});

test('what needs only results that are there is left where it never ran: else it may be cached', () => {
  const tally = tallyOf({
    'p/a:p': { seconds: 1 },
    'p/b:p': { seconds: 1 },
    'e/a:e': { needs: ['p/a:p'], seconds: 1 },
    'new/a:new': { needs: ['p/a:p'] },
    'f/a:f': { needs: ['new/a:new'], seconds: 1 },
  });
  tally.wanted(['p/a:p', 'p/b:p']);
  tally.started('p/a:p', 0);
  tally.ended('p/a:p', true);
  tally.started('p/b:p', 0);
  expect(tally.read(0)).toMatchObject({ left: 2, isWhole: false });
});

test('the time left is that of the work over the places, or that of the longest chain', () => {
  const study: Study = {
    'p/a:p': { seconds: 10 },
    'e/a:e': { needs: ['p/a:p'], seconds: 20 },
    ...Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`x/${i}:x`, { seconds: 5 }])),
  };
  const read = (places: number) => {
    const tally = tallyOf(study, places);
    tally.wanted(Object.keys(study));
    tally.started('p/a:p', 0);
    return tally.read(4000)!.secondsLeft;
  };
  expect(read(1)).toBe(66);
  expect(read(2)).toBe(33);
  expect(read(8)).toBe(26);
});

test('what never ran counts as the mean of its like', () => {
  const tally = tallyOf({ 'e/a:e': { seconds: 2 }, 'e/b:e': { seconds: 4 }, 'e/c:e': {} });
  tally.wanted(['e/a:e', 'e/b:e', 'e/c:e']);
  tally.started('e/c:e', 0);
  expect(tally.read(0)).toMatchObject({ secondsLeft: 9, isWhole: true });
});

test('what ran ahead in vain is not done, and done once where it is done again', () => {
  const tally = tallyOf({ 'e/a:e': {}, 'e/b:e': {} });
  tally.started('e/a:e', 0);
  tally.givenUp('e/a:e');
  tally.ended('e/a:e', false);
  tally.started('e/b:e', 0);
  expect(tally.read(0)).toMatchObject({ done: 0, failed: 0, running: 1 });
  tally.started('e/a:e', 0);
  tally.ended('e/a:e', false);
  tally.started('e/a:e', 0);
  tally.ended('e/a:e', true);
  expect(tally.read(0)).toMatchObject({ done: 1, failed: 0 });
});

test('whatever happens, each experiment is counted at most once', () => {
  const study: Study = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [
      `e/${i}:e`,
      { needs: [i - 1, i - 4].filter((n) => n >= 0).map((n) => `e/${n}:e`), seconds: i },
    ]),
  );
  const ids = Object.keys(study);
  const step = fc.tuple(
    fc.constantFrom('wanted', 'started', 'ended', 'givenUp'),
    fc.nat(8),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const tally = tallyOf(study, 2);
      for (const [act, i, success] of steps) {
        if (act === 'wanted') tally.wanted([ids[i]!]);
        else if (act === 'started') tally.started(ids[i]!, 0);
        else if (act === 'ended') tally.ended(ids[i]!, success);
        else tally.givenUp(ids[i]!);
      }
      const read = tally.read(1000);
      if (read === undefined) return;
      const { done, failed, running, left, secondsLeft } = read;
      expect(done + running + left).toBeLessThanOrEqual(ids.length);
      expect(failed).toBeLessThanOrEqual(done);
      expect(secondsLeft).toBeGreaterThanOrEqual(0);
    }),
  );
});
