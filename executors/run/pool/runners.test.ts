import { expect, test } from 'vitest';
import type { NearRunner } from './near.js';
import { createRunners } from './runners.js';

const NOTHING = { call: {}, own: {} };

/** Runners of which two start at once, and that are up when it is said. */
function twoAtOnce() {
  const begun: { runner: NearRunner; up: () => void }[] = [];
  const begin = (): NearRunner => {
    let up = () => {};
    const runner: NearRunner = {
      started: Promise.resolve(),
      up: new Promise((resolve) => {
        up = resolve;
      }),
      alive: true,
      isFar: false,
      attempts: 0,
      send() {},
      listen() {},
      kill: () => up(),
    };
    begun.push({ runner, up });
    return runner;
  };
  const runners = createRunners('/', 8, { begin, atOnce: 2 });
  const take = (
    own: { readonly [name: string]: string } = {},
    stop = new AbortController().signal,
  ) => runners.take({ ...NOTHING, own }, {}, stop, () => {});
  return { begun, runners, take };
}

/** All that follows at once has happened. */
const soon = () => new Promise((resolve) => setImmediate(resolve));

test('no more start at once than cores; the next one begins when one of them is up', async () => {
  const { begun, take } = twoAtOnce();
  const taken = [take(), take(), take(), take()];
  await soon();
  expect(begun).toHaveLength(2);
  begun[0]!.up();
  await soon();
  expect(begun).toHaveLength(3);
  begun[1]!.up();
  expect(await Promise.all(taken)).toEqual(begun.map(({ runner }) => runner));
  expect(begun).toHaveLength(4);
});

test('whoever waits gets the first that is free, and none is started for it', async () => {
  const { begun, runners, take } = twoAtOnce();
  const [first, , third] = [take(), take(), take()];
  runners.give(await first!, true);
  expect(await third).toBe(await first);
  await soon();
  expect(begun).toHaveLength(2);
});

test('one of another environment is of no use to it', async () => {
  const { begun, runners, take } = twoAtOnce();
  const [first, , third] = [take(), take(), take({ SEED: '1' })];
  runners.give(await first!, true);
  await soon();
  expect(begun).toHaveLength(2);
  begun[0]!.up();
  expect(await third).toBe(begun[2]!.runner);
});

test('one that goes before it is up leaves its place to the next', async () => {
  const { begun, runners, take } = twoAtOnce();
  const [first, , third] = [take(), take(), take()];
  runners.give(await first!, false);
  expect(await third).toBe(begun[2]!.runner);
});

test('nobody waits longer than wanted', async () => {
  const { begun, take } = twoAtOnce();
  const stop = new AbortController();
  const waits = [take(), take(), take({}, stop.signal)].at(-1);
  stop.abort(new Error('stopped by SIGINT'));
  await expect(waits).rejects.toThrow('stopped by SIGINT');
  await expect(take({}, stop.signal)).rejects.toThrow('stopped by SIGINT');
  expect(begun).toHaveLength(2);
});

test('one that cannot be started leaves its place to the next', async () => {
  const begun: string[] = [];
  const runners = createRunners('/', 8, {
    begin(env) {
      begun.push(String(env.NAME));
      throw Object.assign(new Error('spawn E2BIG'), { code: 'E2BIG' });
    },
    atOnce: 1,
  });
  const { signal } = new AbortController();
  const take = (NAME: string) => runners.take({ ...NOTHING, own: { NAME } }, {}, signal, () => {});
  const all = await Promise.allSettled([take('a'), take('b')]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(begun).toEqual(['a', 'b']);
});
