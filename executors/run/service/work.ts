import { resourcesOfAttempt } from '../../../src/catalog/resources.js';
import type { KnownTask, TaskResult } from '../wire/messages.js';
import { createAhead } from './ahead.js';
import { createLine } from './line.js';
import type { Urgency } from './order.js';
import type { Place, Room } from './room.js';

/** How an experiment ended. */
export interface Ended {
  readonly success: boolean;
  readonly terminalOutput: string;
}

/** What the work asks of the rest. */
export interface WorkOptions {
  /** Which experiments run at once. */
  readonly room: Room;
  readonly urgency: Urgency;
  /** Seconds that a task will take, as far as that is known. */
  readonly expected: (task: KnownTask) => number | undefined;
  /** Does one experiment, or finds it done; never rejects. */
  readonly perform: (task: KnownTask, client: Client | undefined, place: Place) => Promise<Ended>;
  /** Whether what an earlier run left of it is its result now: Nx restores it, or leaves it there. */
  readonly isCurrent: (task: KnownTask) => Promise<boolean>;
  /** Whether Nx may have a task's result in its cache, with all that it is made of as it is now. */
  readonly mayBeCached: (task: KnownTask) => Promise<boolean>;
  /** Whether a result of this run, which waited for Nx to ask for it, is one still. */
  readonly isStill: (task: KnownTask) => Promise<boolean>;
  /** Ends what runs ahead; its result is not wanted. */
  readonly giveUp: (id: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Resolves after some milliseconds; nothing stays alive for it. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Who wants experiments, and hears of them. */
export interface Client {
  /**
   * Whether Nx looks up nothing in its cache while this client has work: it waits for a batch. Only then may
   * anything run ahead, since Nx would otherwise restore outputs while they are being written.
   */
  readonly holdsNx: boolean;
  started(id: string): void;
  done(id: string, result: TaskResult): void;
}

/** The experiments of one call of Nx: what is wanted, what runs, what ran ahead. */
export interface Work {
  know(tasks: readonly KnownTask[]): void;
  want(ids: readonly string[], client: Client): void;
  /**
   * A client goes. What it wanted goes on where it comes again for it; otherwise it is not begun.
   *
   * @returns what still runs for it, and that nobody wants now
   */
  leave(client: Client, comesAgain: boolean): readonly string[];
  /**
   * Nx will look into its cache again: what runs ahead has to end, of itself within a while, or be given up.
   *
   * @param within milliseconds
   */
  settle(within: number): Promise<void>;
  /** Begins nothing any more. */
  stop(): void;
  /** How many run, and how many are wanted and not begun. */
  readonly counts: { readonly running: number; readonly left: number };
}

interface Finished extends Ended {
  readonly startTime: number;
  readonly endTime: number;
}

/**
 * Runs what is wanted, the most urgent first; places that are left go to what Nx will ask for, see `ahead.ts`.
 * That goes on only while Nx waits for a batch, so that it restores nothing that is being written here.
 * A result that is there before Nx asks waits, and counts only if it is right still.
 */
export function createWork(options: WorkOptions): Work {
  const tasks = new Map<string, KnownTask>();
  const consumers = new Map<string, string[]>();
  /** What Nx asked for; without a client while the one that wanted it is gone and comes again. */
  const wanted = new Map<string, Client | undefined>();
  /** Wanted, and not begun. */
  const line = createLine(options.urgency);
  /** What runs, and when it will have ended, as far as that is known: milliseconds since 1970. */
  const running = new Map<string, number>();
  const finished = new Map<string, Finished>();
  /** Finished for nobody yet. */
  const waiting = new Set<string>();
  let stopped = false;

  const isOpen = (id: string) => wanted.has(id) || running.has(id);
  const resourcesOf = ({ plan }: KnownTask) => resourcesOfAttempt(plan.resources, 1);
  const hasPlace = (task: KnownTask) => options.room.fits(resourcesOf(task));

  const ahead = createAhead({
    urgency: options.urgency,
    task: (id) => tasks.get(id),
    isWanted: (id) => wanted.has(id),
    isRunning: (id) => running.has(id),
    success: (id) => finished.get(id)?.success,
    hasPlace,
    hasNext: () => nextWanted() !== undefined,
    isHeld,
    heldUntil,
    begin,
    isCurrent: options.isCurrent,
    mayBeCached: options.mayBeCached,
    giveUp: options.giveUp,
    expected: options.expected,
    now: options.now,
    wait: options.wait,
  });

  /** Whether Nx waits for somebody here. */
  function isHeld(): boolean {
    if (stopped) return false;
    for (const client of wanted.values()) if (client?.holdsNx) return true;
    return false;
  }

  /** When what Nx waits for will have ended, if all of it has begun. */
  function heldUntil(): number {
    return Math.max(0, ...[...running].filter(([id]) => wanted.has(id)).map(([, end]) => end));
  }

  /** The most urgent of the wanted whose needs wait for nothing here. */
  function nextWanted(): KnownTask | undefined {
    const id = line.first((one) => !tasks.get(one)!.needs.some(isOpen));
    return id === undefined ? undefined : tasks.get(id);
  }

  function deliver(id: string, result: Finished): void {
    const client = wanted.get(id);
    if (client === undefined) {
      // Nobody is there to hear it: Nx asks for it later.
      waiting.add(id);
      return;
    }
    waiting.delete(id);
    wanted.delete(id);
    line.remove(id);
    const { success, terminalOutput, startTime, endTime } = result;
    client.done(id, {
      status: success ? 'success' : 'failure',
      terminalOutput,
      startTime,
      endTime,
    });
    if (!success) skip(id, endTime);
  }

  /** What waits for a failure in the same batch can never start. */
  function skip(id: string, time: number): void {
    for (const consumer of consumers.get(id) ?? []) leaveOut(consumer, time);
  }

  /** It does not begin, and neither does what waits for it: nothing of it has failed. */
  function leaveOut(id: string, time: number): void {
    const client = wanted.get(id);
    if (client === undefined || running.has(id)) return;
    wanted.delete(id);
    line.remove(id);
    client.done(id, { status: 'skipped', terminalOutput: '', startTime: time, endTime: time });
    skip(id, time);
  }

  async function begin(task: KnownTask): Promise<void> {
    const { id } = task;
    line.remove(id);
    ahead.drop(id);
    const startTime = options.now();
    running.set(id, startTime + (options.expected(task) ?? Infinity) * 1000);
    wanted.get(id)?.started(id);
    const place = options.room.enter(resourcesOf(task));
    const ended = await options.perform(task, wanted.get(id), place);
    place.leave();
    const result = { ...ended, startTime, endTime: options.now() };
    running.delete(id);
    if (ahead.wasGivenUp(id)) {
      if (wanted.has(id)) line.add([id]);
      return fill();
    }
    finished.set(id, result);
    if (ended.success) for (const consumer of consumers.get(id) ?? []) ahead.suggest(consumer);
    deliver(id, result);
    fill();
  }

  function fill(): void {
    while (!stopped && options.room.fits({})) {
      const task = nextWanted();
      // What is less urgent does not take its place: one that takes much would never start.
      if (task !== undefined && !hasPlace(task)) return;
      if (task === undefined) break;
      void begin(task);
    }
    if (options.room.fits({})) ahead.look();
  }

  /** Whether what was done before Nx asked for it is its result. */
  async function isThere(id: string): Promise<boolean> {
    if (!waiting.has(id)) return false;
    return (await options.isStill(tasks.get(id)!)) && waiting.has(id);
  }

  async function take(ids: readonly string[], client: Client): Promise<void> {
    const there = await Promise.all(ids.map(isThere));
    const open: string[] = [];
    for (const [i, id] of ids.entries()) {
      if (wanted.get(id) !== client) continue;
      if (there[i]) deliver(id, finished.get(id)!);
      else if (running.has(id)) client.started(id);
      else {
        finished.delete(id);
        waiting.delete(id);
        open.push(id);
      }
    }
    line.add(open);
    if (stopped) stop();
    fill();
  }

  function stop(): void {
    stopped = true;
    for (const id of line.ids) leaveOut(id, options.now());
  }

  return {
    know(more) {
      for (const task of more) {
        if (tasks.has(task.id)) continue;
        tasks.set(task.id, task);
        for (const need of task.needs) {
          const list = consumers.get(need);
          if (list === undefined) consumers.set(need, [task.id]);
          else list.push(task.id);
        }
      }
    },
    settle: ahead.settle,
    want(ids, client) {
      ahead.goOn();
      for (const id of ids) {
        wanted.set(id, client);
        ahead.drop(id);
      }
      void take(ids, client);
    },
    leave(client, comesAgain) {
      const dropped: string[] = [];
      for (const [id, who] of wanted) {
        if (who !== client) continue;
        if (comesAgain) wanted.set(id, undefined);
        else {
          wanted.delete(id);
          line.remove(id);
          if (running.has(id)) dropped.push(id);
        }
      }
      return dropped;
    },
    stop,
    get counts() {
      return { running: running.size, left: line.size };
    },
  };
}
