import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRoom } from './room.js';

const signal = new AbortController().signal;

test('experiments beside each other take no more cpus and memory than there is; too big a one runs alone', () => {
  const part = fc.record({
    cpus: fc.integer({ min: 1, max: 6 }),
    memory: fc.integer({ min: 0, max: 6 }),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(part, fc.nat(5)), { maxLength: 60 }), (steps) => {
      const room = createRoom({ cpus: 4, memory: 4 });
      const inside: { readonly cpus: number; readonly memory: number; leave(): void }[] = [];
      for (const [one, leaving] of steps) {
        if (room.fits(one)) inside.push({ ...one, leave: room.enter(one).leave });
        const sum = (key: 'cpus' | 'memory') => inside.reduce((all, { [key]: n }) => all + n, 0);
        if (inside.length > 1) {
          expect(sum('cpus')).toBeLessThanOrEqual(4);
          expect(sum('memory')).toBeLessThanOrEqual(4);
        }
        inside.splice(leaving, 1)[0]?.leave();
      }
      for (const { leave } of inside) leave();
      expect(room.fits({ cpus: 100, memory: 100 })).toBe(true);
    }),
  );
});

test('an attempt that takes more waits for it, and nothing starts before it', async () => {
  const room = createRoom({ cpus: 4, memory: 4 });
  const [a, b] = [room.enter({ memory: 1 }), room.enter({ memory: 2 })];
  let isChanged = false;
  const changed = a.change({ memory: 3 }, signal).then(() => {
    isChanged = true;
  });
  await Promise.resolve();
  expect(isChanged).toBe(false);
  expect(room.fits({ memory: 1 })).toBe(false);
  b.leave();
  await changed;
  expect(room.fits({ memory: 1 })).toBe(true);
  expect(room.fits({ memory: 2 })).toBe(false);
});

test('two that both need more do not wait for each other', async () => {
  const room = createRoom({ cpus: 4, memory: 4 });
  const [a, b] = [room.enter({ memory: 2 }), room.enter({ memory: 2 })];
  const first = a.change({ memory: 4 }, signal);
  const second = b.change({ memory: 3 }, signal);
  await first;
  a.leave();
  await second;
});

test('one that is stopped while it waits lets the others go on', async () => {
  const room = createRoom({ cpus: 4, memory: 4 });
  const [a, b] = [room.enter({}), room.enter({})];
  const stop = new AbortController();
  const changed = a.change({ cpus: 4 }, stop.signal);
  expect(room.fits({})).toBe(false);
  stop.abort();
  await changed;
  expect(room.fits({})).toBe(true);
  a.leave();
  b.leave();
  expect(room.fits({ cpus: 9 })).toBe(true);
});
