import type { KnownTask } from '../wire/messages.js';
import { consumersOf } from './consumers.js';
import { lengthsOf } from './lengths.js';
import type { Progress } from './progress.js';

export interface TallyOptions {
  /** The experiments of the call that are known, by Nx's names of their tasks. */
  readonly tasks: ReadonlyMap<string, KnownTask>;
  /** How many run at once. */
  readonly places: number;
  /** How long an experiment took last, if that is recorded. */
  readonly seconds: (task: KnownTask) => number | undefined;
}

/** Counts what a run does; times are in milliseconds since 1970. */
export interface Tally {
  /** Nx asked for these: they are not in its cache. */
  wanted(ids: readonly string[]): void;
  started(id: string, now: number): void;
  /** It begins to wait for a process that a scheduler starts, or need not wait any more. */
  queued(id: string, isQueued: boolean, now: number): void;
  ended(id: string, success: boolean): void;
  /** It ran ahead, and is given up: Nx may ask for it later. */
  givenUp(id: string): void;
  /** Undefined while nothing runs. */
  read(now: number): Progress | undefined;
}

export function createTally({ tasks, places, seconds }: TallyOptions): Tally {
  /** Asked for, and not begun. */
  const open = new Set<string>();
  const running = new Map<string, number>();
  /** Of these, what waits for a process. */
  const queued = new Set<string>();
  const ended = new Map<string, boolean>();

  /**
   * What is still to begin: what Nx asked for, and what needs something of which the result is still to
   * come. What needs only results that are there comes from Nx's cache, maybe; it counts where it
   * never ran.
   */
  function left(consumers: ReadonlyMap<string, readonly string[]>): Set<string> {
    const failed = [...ended].filter(([, success]) => !success).map(([id]) => id);
    const blocked = below(failed, () => true);
    const isLeft = (id: string) => !running.has(id) && !ended.has(id) && !blocked.has(id);
    const first = [...ended.keys()]
      .flatMap((id) => consumers.get(id) ?? [])
      .filter((id) => isLeft(id) && seconds(tasks.get(id)!) === undefined);
    const asked = [...open].filter(isLeft);
    const later = below([...asked, ...running.keys(), ...first], isLeft);
    return new Set([...asked, ...first, ...later]);

    /** What needs some of these, through others that count, too. */
    function below(ids: readonly string[], counts: (id: string) => boolean): Set<string> {
      const found = new Set<string>();
      const stack = [...ids];
      for (let id = stack.pop(); id !== undefined; id = stack.pop())
        for (const consumer of consumers.get(id) ?? [])
          if (!found.has(consumer) && counts(consumer)) {
            found.add(consumer);
            stack.push(consumer);
          }
      return found;
    }
  }

  /** The longest chain of work that is still to be done, in seconds. */
  function longestChain(
    times: ReadonlyMap<string, number>,
    consumers: ReadonlyMap<string, readonly string[]>,
  ): number {
    const waitsFor = new Map(
      [...times.keys()].map((id) => {
        const needs = tasks.get(id)?.needs ?? [];
        return [id, running.has(id) ? 0 : needs.filter((need) => times.has(need)).length];
      }),
    );
    const ready = [...times.keys()].filter((id) => waitsFor.get(id) === 0);
    const starts = new Map<string, number>();
    let longest = 0;
    for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
      const end = (starts.get(id) ?? 0) + times.get(id)!;
      longest = Math.max(longest, end);
      for (const consumer of consumers.get(id) ?? []) {
        const open = waitsFor.get(consumer);
        if (open === undefined) continue;
        starts.set(consumer, Math.max(starts.get(consumer) ?? 0, end));
        waitsFor.set(consumer, open - 1);
        if (open === 1) ready.push(consumer);
      }
    }
    return longest;
  }

  return {
    wanted(ids) {
      for (const id of ids) if (!running.has(id)) open.add(id);
    },
    started(id, now) {
      open.delete(id);
      ended.delete(id);
      running.set(id, now);
    },
    queued(id, isQueued, now) {
      if (isQueued) queued.add(id);
      else queued.delete(id);
      // What it waited is not its work.
      if (running.has(id)) running.set(id, now);
    },
    ended(id, success) {
      queued.delete(id);
      if (running.delete(id)) ended.set(id, success);
    },
    givenUp(id) {
      queued.delete(id);
      running.delete(id);
    },
    read(now) {
      if (running.size === 0) return undefined;
      const [longest] = [...running]
        .filter(([id]) => !queued.has(id))
        .sort(([, a], [, b]) => a - b);
      const consumers = consumersOf(tasks.values());
      const rest = left(consumers);
      const { expected } = lengthsOf(tasks.values(), seconds);
      const times = new Map<string, number>();
      let isWhole = true;
      for (const id of [...running.keys(), ...rest]) {
        const time = expected(tasks.get(id)!);
        const since = queued.has(id) ? now : (running.get(id) ?? now);
        if (time === undefined) isWhole = false;
        times.set(id, Math.max(0, (time ?? 0) - (now - since) / 1000));
      }
      const work = [...times.values()].reduce((sum, time) => sum + time, 0);
      const failed = [...ended.values()].filter((success) => !success).length;
      return {
        done: ended.size,
        failed,
        running: running.size - queued.size,
        queued: queued.size,
        ...(longest && {
          longest: { project: projectOf(longest[0]), seconds: (now - longest[1]) / 1000 },
        }),
        left: rest.size,
        secondsLeft: Math.max(work / places, longestChain(times, consumers)),
        isWhole,
      };
    },
  };
}

/** Nx's name of a task is that of its project, and a target behind a colon. */
function projectOf(id: string): string {
  return id.slice(0, id.lastIndexOf(':'));
}
