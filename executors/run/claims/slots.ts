import { randomUUID } from 'node:crypto';
import { readdirSync, rmdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSettings } from '../../../src/guard/run-settings.js';
import { openClaims, type Release } from './claims.js';

/** Milliseconds between two looks for a free slot, at least. */
const POLL = 15;

/** Milliseconds for which a process may keep its slots to itself while others wait. */
const TURN = 250;

/** The places in which experiments run, shared by all processes of one `nx` run. */
export interface Slots {
  readonly count: number;
  /** Waits for a free place; undefined where the signal came first. */
  take(signal: AbortSignal): Promise<Release | undefined>;
  close(): void;
}

export function openSlots({ run, parallel: count }: Pick<RunSettings, 'run' | 'parallel'>): Slots {
  const name = (run ?? randomUUID()).replace(/[^\w-]/g, '_');
  const folder = join(tmpdir(), `nx-experiments-${userInfo().uid}`, name);
  const waiting = `waiting-${process.pid}`;
  const claims = openClaims(folder);
  const own = new Set<number>();
  let turn = Date.now();

  function tryTake(): Release | undefined {
    for (let slot = 0; slot < count; slot++) {
      // To ask for one of its own would be to look whether this process is alive.
      const release = own.has(slot) ? undefined : claims.take(`slot-${slot}`);
      if (release === undefined) continue;
      own.add(slot);
      return () => {
        own.delete(slot);
        release();
      };
    }
    return undefined;
  }

  /** A process that has slots would otherwise get them again before another one looks. */
  function othersWait(): boolean {
    try {
      return readdirSync(folder).some((name) => name.startsWith('waiting-') && name !== waiting);
    } catch {
      // There is no such folder: the disk is full, or somebody cleaned up.
      return false;
    }
  }

  return {
    count,
    async take(signal) {
      if (Date.now() - turn > TURN && othersWait()) {
        turn = Date.now();
        await sleep(3 * POLL);
      }
      let release = tryTake();
      if (release !== undefined) return release;
      const done = claims.take(waiting);
      try {
        while (release === undefined && !signal.aborted) {
          await sleep(POLL * (1 + Math.random()));
          release = tryTake();
        }
        return release;
      } finally {
        done?.();
      }
    },
    close() {
      claims.close();
      try {
        rmdirSync(folder);
      } catch {
        // Other processes of the run still use it.
      }
    },
  };
}
