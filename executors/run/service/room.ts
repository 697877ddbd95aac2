import type { ReadResources } from '../../../src/catalog/resources.js';

/** What a machine has for experiments. */
export interface Capacity {
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
}

/** The part of a machine that one experiment has. */
export interface Place {
  /** Takes another part; resolves once it is free. Until then the experiment has none. */
  change(to: ReadResources, signal: AbortSignal): Promise<void>;
  leave(): void;
}

/** Who runs beside whom: what experiments take together is no more than there is. */
export interface Room {
  /** Whether an experiment may start now. */
  fits(one: ReadResources): boolean;
  enter(one: ReadResources): Place;
}

interface Waiting {
  readonly part: Capacity;
  readonly go: () => void;
}

/**
 * One that takes more than there is runs alone.
 *
 * @param counts whether resources count; otherwise each takes one of the `cpus`
 */
export function createRoom(whole: Capacity, counts = true): Room {
  const partOf = ({ cpus = 1, memory = 0 }: ReadResources): Capacity =>
    counts ? { cpus, memory } : { cpus: 1, memory: 0 };
  let count = 0;
  const taken = { cpus: 0, memory: 0 };
  /** Those that are between two attempts, the one that came first before the others. */
  const waiting: Waiting[] = [];

  const hasRoom = ({ cpus, memory }: Capacity) =>
    count === 0 || (taken.cpus + cpus <= whole.cpus && taken.memory + memory <= whole.memory);
  const add = (part: Capacity, sign: 1 | -1) => {
    count += sign;
    taken.cpus += sign * part.cpus;
    taken.memory += sign * part.memory;
  };
  function serve(): void {
    while (waiting[0] !== undefined && hasRoom(waiting[0].part)) waiting.shift()!.go();
  }

  return {
    fits: (one) => waiting.length === 0 && hasRoom(partOf(one)),
    enter(one) {
      let part: Capacity | undefined = partOf(one);
      add(part, 1);
      const leave = () => {
        if (part !== undefined) add(part, -1);
        part = undefined;
      };
      return {
        change(to, signal) {
          const next = partOf(to);
          if (part !== undefined && next.cpus <= part.cpus && next.memory <= part.memory) {
            add(part, -1);
            add(next, 1);
            part = next;
            serve();
            return Promise.resolve();
          }
          leave();
          return new Promise((resolve) => {
            const go = () => {
              signal.removeEventListener('abort', onAbort);
              add(next, 1);
              part = next;
              resolve();
            };
            const entry = { part: next, go };
            const onAbort = () => {
              const at = waiting.indexOf(entry);
              if (at !== -1) waiting.splice(at, 1);
              resolve();
              serve();
            };
            signal.addEventListener('abort', onAbort, { once: true });
            waiting.push(entry);
            if (signal.aborted) onAbort();
            else serve();
          });
        },
        leave() {
          leave();
          serve();
        },
      };
    },
  };
}
