import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KnownTask, TaskResult } from '../wire/messages.js';
import { lengthsOf } from './lengths.js';
import { urgencyOf } from './order.js';
import { createRoom } from './room.js';
import { type Client, createWork, type Work } from './work.js';

/** A task of a made-up study: how long it takes, in seconds, and what it needs. */
interface Sketch {
  readonly seconds: number;
  readonly needs?: readonly string[];
  /** The batch in which Nx asks for it: `prepare` for all whose name begins so, unless given. */
  readonly batch?: string;
  readonly fails?: boolean;
  /** Whether Nx has it in its cache once what it needs is there. */
  readonly cached?: boolean;
}

type Study = { readonly [id: string]: Sketch };

const batchOf = (id: string, { batch }: Sketch) => batch ?? id.replace(/[-\d].*$/, '');

/** A clock that jumps from event to event. */
function createClock() {
  const events: { at: number; act: () => void }[] = [];
  let now = 0;
  return {
    now: () => now,
    later: (seconds: number) =>
      new Promise<void>((act) => events.push({ at: now + seconds * 1000, act })),
    async run(): Promise<void> {
      for (;;) {
        for (let i = 0; i < 50; i++) await Promise.resolve();
        events.sort((a, b) => a.at - b.at);
        const next = events.shift();
        if (next === undefined) return;
        now = next.at;
        next.act();
      }
    },
  };
}

interface Ran {
  /** Seconds until all was done. */
  readonly seconds: number;
  /** What was executed, in that order. */
  readonly executed: readonly string[];
  readonly results: ReadonlyMap<string, TaskResult['status']>;
  /** How many ran at once, at most. */
  readonly most: number;
  /** What was given up, and so has to be done again. */
  readonly lost: readonly string[];
}

/**
 * Runs a study as Nx does: one batch after the other, each of all tasks of one name that could start
 * when it was made, and of what is in the cache nothing.
 */
async function run(
  study: Study,
  places: number,
  options: { leaves?: number; holdsNx?: boolean; unknown?: ReadonlySet<string> } = {},
): Promise<Ran> {
  const clock = createClock();
  const executed: string[] = [];
  const lost: string[] = [];
  const givenUp = new Map<string, () => void>();
  const results = new Map<string, TaskResult['status']>();
  let at = 0;
  let most = 0;
  const tasks = new Map(
    Object.entries(study).map(([id, { needs = [] }]) => [
      id,
      {
        id,
        needs,
        digest: '',
        plan: { folder: id, experiment: { task: id } },
      } as unknown as KnownTask,
    ]),
  );
  const isCached = (id: string) => study[id]!.cached === true;
  const work: Work = createWork({
    room: createRoom({ cpus: places, memory: Infinity }),
    urgency: urgencyOf(
      tasks,
      lengthsOf(tasks.values(), ({ id }) => study[id]!.seconds),
    ),
    expected: ({ id }) => (options.unknown?.has(id) ? undefined : study[id]!.seconds),
    async perform({ id }) {
      executed.push(id);
      at++;
      most = Math.max(most, at);
      const given = new Promise<boolean>((resolve) => {
        givenUp.set(id, () => resolve(true));
      });
      const isGivenUp = await Promise.race([
        clock.later(study[id]!.seconds).then(() => false),
        given,
      ]);
      at--;
      if (isGivenUp) lost.push(id);
      return { success: study[id]!.fails !== true, terminalOutput: '' };
    },
    isCurrent: async ({ id }) => isCached(id),
    mayBeCached: async ({ id }) => isCached(id),
    isStill: async () => true,
    giveUp: (id) => givenUp.get(id)!(),
    now: clock.now,
    wait: (milliseconds) => clock.later(milliseconds / 1000),
  });
  work.know([...tasks.values()]);

  async function nx(): Promise<void> {
    const left = new Set(tasks.keys());
    const skipped = (id: string): boolean =>
      tasks.get(id)!.needs.some((need) => results.get(need) === 'failure' || skipped(need));
    for (;;) {
      for (const id of left) if (skipped(id)) left.delete(id);
      const ready = [...left].filter((id) => tasks.get(id)!.needs.every((need) => !left.has(need)));
      for (const id of ready.filter(isCached)) left.delete(id);
      const open = ready.filter((id) => !isCached(id));
      if (open.length === 0) {
        if (ready.length === 0) return;
        continue;
      }
      const name = batchOf(open[0]!, study[open[0]!]!);
      const batch = new Set(open.filter((id) => batchOf(id, study[id]!) === name));
      // It goes when some are done, and comes again for the others.
      while (batch.size > 0) {
        await new Promise<void>((resolve) => {
          const wave = batch.size;
          const client: Client = {
            holdsNx: options.holdsNx ?? true,
            started() {},
            done(id, { status }) {
              results.set(id, status);
              batch.delete(id);
              left.delete(id);
              if (batch.size > 0 && wave - batch.size < (options.leaves ?? wave)) return;
              if (batch.size > 0) {
                work.leave(client, true);
                resolve();
              } else
                void work.settle(25_000).then(() => {
                  work.leave(client, true);
                  resolve();
                });
            },
          };
          work.want([...batch], client);
        });
      }
    }
  }
  let seconds = 0;
  const all = nx().then(() => {
    seconds = clock.now() / 1000;
  });
  await clock.run();
  await all;
  return { seconds, executed, results, most, lost };
}

/** The list schedule that knows all: longest chain first, no batches, nothing that is cached. */
function listSchedule(study: Study, places: number): number {
  const open = Object.keys(study).filter((id) => study[id]!.cached !== true);
  const consumers = (id: string) => open.filter((other) => study[other]!.needs?.includes(id));
  const chain = new Map<string, number>();
  const chainOf = (id: string): number => {
    const known = chain.get(id) ?? study[id]!.seconds + Math.max(0, ...consumers(id).map(chainOf));
    chain.set(id, known);
    return known;
  };
  const left = new Set(open);
  const ends = new Map<string, number>();
  let now = 0;
  while (left.size > 0 || [...ends.values()].some((end) => end > now)) {
    const busy = [...ends.values()].filter((end) => end > now).length;
    const ready = [...left]
      .filter((id) =>
        (study[id]!.needs ?? []).every((n) => !open.includes(n) || ends.get(n)! <= now),
      )
      .sort((a, b) => chainOf(b) - chainOf(a));
    for (const id of ready.slice(0, places - busy)) {
      left.delete(id);
      ends.set(id, now + study[id]!.seconds);
    }
    const next = [...ends.values()].filter((end) => end > now);
    if (next.length === 0) break;
    now = Math.min(...next);
  }
  return now;
}

const SLOW_DATASET: Study = {
  'prepare-0': { seconds: 20 },
  ...Object.fromEntries([1, 2, 3].map((i) => [`prepare-${i}`, { seconds: 1 }])),
  ...Object.fromEntries(
    [0, 1, 2, 3].flatMap((data) =>
      [0, 1, 2].map((model) => [
        `estimate-${data}-${model}`,
        { seconds: 2, needs: [`prepare-${data}`] },
      ]),
    ),
  ),
};

test('what can start does not wait for the rest of another stage', async () => {
  const { seconds, executed, most } = await run(SLOW_DATASET, 3);
  expect(seconds).toBe(22);
  expect(executed.toSorted()).toEqual(Object.keys(SLOW_DATASET).toSorted());
  expect(most).toBe(3);
});

test('what Nx would restore is not executed, although a place is free', async () => {
  const study = Object.fromEntries(
    Object.entries(SLOW_DATASET).map(([id, one]) => [
      id,
      { ...one, cached: id !== 'prepare-0' && !id.startsWith('estimate-0') && id !== 'prepare-1' },
    ]),
  );
  const { executed } = await run(study, 3);
  expect(executed.toSorted()).toEqual([
    'estimate-0-0',
    'estimate-0-1',
    'estimate-0-2',
    'prepare-0',
    'prepare-1',
  ]);
});

test('what needs a failure is never begun, and all else is', async () => {
  const study = { ...SLOW_DATASET, 'prepare-2': { seconds: 1, fails: true } };
  const { executed } = await run(study, 3);
  expect(executed.filter((id) => id.startsWith('estimate-2'))).toEqual([]);
  expect(executed).toHaveLength(13);
});

const studies = fc
  .record({
    datasets: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 3, maxLength: 9 }),
    models: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }),
    figure: fc.integer({ min: 1, max: 10 }),
    cached: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
  })
  .map(({ datasets, models, figure, cached }): Study => {
    const study: { [id: string]: Sketch } = {};
    for (const [d, seconds] of datasets.entries()) {
      const isCached = cached[d] === true;
      study[`prepare-${d}`] = { seconds, cached: isCached };
      for (const [m, time] of models.entries())
        study[`estimate-${d}-${m}`] = {
          // A big dataset takes longer with every model.
          seconds: (time * seconds) / 10,
          needs: [`prepare-${d}`],
          cached: isCached,
        };
      study[`figure-${d}`] = {
        seconds: figure,
        needs: models.map((_, m) => `estimate-${d}-${m}`),
        cached: isCached,
      };
    }
    return study;
  });

test('every study is done, each experiment once, none that is cached, within the places', async () => {
  await fc.assert(
    fc.asyncProperty(
      studies,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      async (study, places, leaves) => {
        const { executed, results, most } = await run(study, places, { leaves });
        const open = Object.keys(study).filter((id) => study[id]!.cached !== true);
        expect(executed.toSorted()).toEqual(open.toSorted());
        expect([...results.keys()].toSorted()).toEqual(open.toSorted());
        expect(most).toBeLessThanOrEqual(places);
      },
    ),
    { numRuns: 200 },
  );
});

test('running ahead costs at most one task more than doing one batch after the other', async () => {
  await fc.assert(
    fc.asyncProperty(studies, fc.integer({ min: 2, max: 4 }), async (study, places) => {
      const { seconds } = await run(study, places);
      const { seconds: inTurn } = await run(study, places, { holdsNx: false });
      const longest = Math.max(...Object.values(study).map((one) => one.seconds));
      expect(seconds).toBeGreaterThanOrEqual(listSchedule(study, places) / 2);
      expect(seconds).toBeLessThanOrEqual(inTurn + longest);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('what stands in the way of others in a batch is worked around', async () => {
  expect((await run(SLOW_DATASET, 3, { holdsNx: false })).seconds).toBeGreaterThan(25);
});

test('where it is known how long things take, a run is within 1.15 of the best list schedule, but for one in twenty', async () => {
  const ratios: number[] = [];
  await fc.assert(
    fc.asyncProperty(studies, fc.integer({ min: 1, max: 4 }), async (study, places) => {
      const { seconds, lost } = await run(study, places);
      expect(lost).toEqual([]);
      const best = listSchedule(study, places);
      if (best > 0) ratios.push(seconds / best);
    }),
    { numRuns: 400, seed: 1 },
  );
  ratios.sort((a, b) => a - b);
  expect(ratios[Math.floor(ratios.length * 0.95)]).toBeLessThan(1.15);
  expect(ratios.at(-1)).toBeLessThan(1.35);
});

test('what would keep Nx waiting is not begun before Nx asks for it', async () => {
  const study: Study = {
    'prepare-a': { seconds: 10 },
    'prepare-b': { seconds: 1 },
    'estimate-a': { seconds: 30, needs: ['prepare-a'] },
    'estimate-b': { seconds: 30, needs: ['prepare-b'] },
  };
  // Begun at 1, it would keep the other estimate waiting until it is given up.
  expect(await run(study, 2)).toMatchObject({ seconds: 40, lost: [] });
  const unknown = new Set(['estimate-b']);
  expect(await run(study, 2, { unknown })).toMatchObject({ seconds: 61, lost: [] });
});
