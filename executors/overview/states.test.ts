import type { Task } from '@nx/devkit';
import { expect, test } from 'vitest';
import type { TaskCache } from '../../src/nx/task-cache.js';
import type { State } from './data.js';
import type { Member } from './members.js';
import { type Knowledge, statesOf } from './states.js';

/** A chain, prepare → estimate → figure, and what is known of it; nothing unless given. */
interface Given {
  /** Ids whose present hash a cache has. */
  readonly cached?: readonly string[];
  /** Ids of which a cache may hold something. */
  readonly held?: readonly string[];
  readonly judged?: { readonly [id: string]: State };
  readonly ran?: readonly string[];
  readonly missing?: readonly string[];
  readonly nothing?: readonly string[];
  /** Those of the ids that are experiments; all unless given. */
  readonly experiments?: readonly string[];
}

const IDS = ['prepare/a:prepare', 'estimate/a:estimate', 'figure/a:figure'];

async function states(given: Given) {
  const steps: string[] = [];
  const member = (id: string) => ({ id }) as Member;
  const cache: TaskCache = {
    tasks: Object.fromEntries(IDS.map((id) => [id, { id } as Task])),
    dependenciesOf: (id) => IDS.slice(0, IDS.indexOf(id)).slice(-1),
    doesNothing: (id) => given.nothing?.includes(id) ?? false,
    async hash(ids) {
      steps.push(...ids.map((id) => `hash ${id}`));
      return new Map();
    },
    find: async (ids) =>
      new Map(
        ids
          .filter((id) => given.cached?.includes(id))
          .map((id) => [id, { terminalOutput: `log of ${id}`, kept: '' }]),
      ),
    mayHold: async (ids) => new Set(ids.filter((id) => given.held?.includes(id))),
    restore: async () => {},
  };
  const knowledge: Knowledge = {
    place: async (id) => void steps.push(`place ${id}`),
    judge: async ({ id }) => ({ state: given.judged?.[id] ?? 'new', reasons: [] }),
    missingInputs: ({ id }) => (given.missing?.includes(id) ? ['it is missing'] : []),
    everRan: ({ id }) => given.ran?.includes(id) ?? false,
  };
  const experiments = given.experiments ?? IDS;
  const members = new Map(experiments.map((id) => [id, member(id)]));
  const verdicts = await statesOf(members, cache, knowledge);
  return { states: experiments.map((id) => verdicts.get(id)!.state), steps, verdicts };
}

test('what the caches have is current, and lies in its place before what needs it is hashed', async () => {
  const { states: found, steps, verdicts } = await states({ cached: IDS });
  expect(found).toEqual(['current', 'current', 'current']);
  expect(steps).toEqual(IDS.flatMap((id) => [`hash ${id}`, `place ${id}`]));
  expect(verdicts.get(IDS[1]!)!.log).toBe(`log of ${IDS[1]}`);
});

test('what needs one that will run is not hashed, and waits', async () => {
  const {
    states: found,
    steps,
    verdicts,
  } = await states({
    judged: { [IDS[0]!]: 'changed' },
    ran: IDS,
    cached: IDS.slice(1),
  });
  expect(found).toEqual(['changed', 'waiting', 'waiting']);
  expect(steps).toEqual([`hash ${IDS[0]}`]);
  expect(verdicts.get(IDS[2]!)!.reasons).toEqual(['waits for estimate']);
});

test('what never ran is new, unless a cache may hold its result', async () => {
  expect((await states({})).states).toEqual(['new', 'new', 'new']);
  expect((await states({ held: IDS })).states).toEqual(['new', 'waiting', 'waiting']);
});

test('what never ran waits where something that it needs failed, or is blocked', async () => {
  for (const state of ['failed', 'blocked'] as const) {
    const { states: found } = await states({ judged: { [IDS[0]!]: state } });
    expect(found).toEqual([state, 'waiting', 'waiting']);
  }
});

test('what an earlier run finished outside of the caches is current, too', async () => {
  const { states: found } = await states({
    judged: { [IDS[0]!]: 'current', [IDS[1]!]: 'failed' },
    ran: IDS,
  });
  expect(found).toEqual(['current', 'failed', 'waiting']);
});

test('what lacks an input is blocked, whatever it waits for', async () => {
  const given = { judged: { [IDS[0]!]: 'changed' as const }, ran: IDS, missing: IDS.slice(1, 2) };
  expect((await states(given)).states).toEqual(['changed', 'blocked', 'waiting']);
});

test('tasks that are no experiments count: one that has to run is waited for, one that does nothing is not', async () => {
  const experiments = IDS.slice(1);
  const given = { experiments, ran: IDS, cached: IDS.slice(1) };
  expect((await states(given)).states).toEqual(['waiting', 'waiting']);
  const { states: found } = await states({ ...given, nothing: IDS.slice(0, 1) });
  expect(found).toEqual(['current', 'current']);
});
