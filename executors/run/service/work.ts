import type { KnownTask, TaskResult } from '../wire/messages.js';
import type { Urgency } from './order.js';

/** How an experiment ended. */
export interface Ended {
  readonly success: boolean;
  readonly terminalOutput: string;
}

/** What the work asks of the rest. */
export interface WorkOptions {
  /** How many experiments run at once. */
  readonly places: number;
  readonly urgency: Urgency;
  /** Does one experiment, or finds it done; never rejects. */
  readonly perform: (task: KnownTask, client: Client | undefined) => Promise<Ended>;
  /** Whether what an earlier run left of it is its result now: Nx restores it, or leaves it there. */
  readonly isCurrent: (task: KnownTask) => Promise<boolean>;
  /** Whether Nx may have a task's result in its cache, with all that it is made of as it is now. */
  readonly mayBeCached: (task: KnownTask) => Promise<boolean>;
  /** Whether a result of this run, which waited for Nx to ask for it, is one still. */
  readonly isStill: (task: KnownTask) => Promise<boolean>;
  /** Ends what runs ahead; its result is not wanted. */
  readonly giveUp: (id: string) => void;
  readonly now: () => number;
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
 * Runs what is wanted, the most urgent first. A place that nothing wanted can fill goes to an experiment
 * that Nx has not asked for yet, if all that it needs is there and some of that was made by this run:
 * then Nx will ask, most likely. That goes on only while Nx waits for a batch, so that it restores nothing
 * that is being written here. Never otherwise: what nothing in this run touched may be in Nx's cache, here or
 * elsewhere. A result that is there before Nx asks waits, and counts only if it is right still.
 */
export function createWork(options: WorkOptions): Work {
  const tasks = new Map<string, KnownTask>();
  const consumers = new Map<string, string[]>();
  /** What Nx asked for; without a client while the one that wanted it is gone and comes again. */
  const wanted = new Map<string, Client | undefined>();
  /** Wanted, and not begun. */
  const queue = new Set<string>();
  /** The queue, the most urgent first; with some that have left it. */
  let line: string[] = [];
  const running = new Set<string>();
  const finished = new Map<string, Finished>();
  /** Finished for nobody yet. */
  const waiting = new Set<string>();
  /** Maybe to be begun ahead, when a place is free. */
  const candidates = new Set<string>();
  const current = new Map<string, Promise<boolean>>();
  /** What runs ahead, and what is told when it has ended. */
  const ahead = new Map<string, Promise<void>>();
  const givenUp = new Set<string>();
  let settling = false;
  let stopped = false;
  let looking = false;
  let lookAgain = false;

  const open = (id: string) => wanted.has(id) || running.has(id);

  function enqueue(ids: readonly string[]): void {
    for (const id of ids) queue.add(id);
    line = [...queue].sort((a, b) => options.urgency(b) - options.urgency(a));
  }

  /** The most urgent of the wanted whose needs wait for nothing here. */
  function nextWanted(): KnownTask | undefined {
    const gone = line.findIndex((id) => queue.has(id));
    line.splice(0, gone === -1 ? line.length : gone);
    const id = line.find((one) => queue.has(one) && !tasks.get(one)!.needs.some(open));
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
    queue.delete(id);
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
    for (const consumer of consumers.get(id) ?? []) {
      const client = wanted.get(consumer);
      if (client === undefined || running.has(consumer)) continue;
      wanted.delete(consumer);
      queue.delete(consumer);
      client.done(consumer, {
        status: 'skipped',
        terminalOutput: '',
        startTime: time,
        endTime: time,
      });
      skip(consumer, time);
    }
  }

  async function begin(task: KnownTask): Promise<void> {
    const { id } = task;
    queue.delete(id);
    candidates.delete(id);
    const startTime = options.now();
    running.add(id);
    wanted.get(id)?.started(id);
    const ended = await options.perform(task, wanted.get(id));
    const result = { ...ended, startTime, endTime: options.now() };
    running.delete(id);
    if (givenUp.delete(id)) {
      if (wanted.has(id)) enqueue([id]);
      return fill();
    }
    finished.set(id, result);
    if (ended.success)
      for (const consumer of consumers.get(id) ?? []) if (!open(consumer)) candidates.add(consumer);
    deliver(id, result);
    fill();
  }

  /** Whether nothing of this run will change what a task leaves any more. */
  function isSettled(id: string): Promise<boolean> {
    const done = finished.get(id);
    if (done !== undefined) return Promise.resolve(done.success);
    const task = tasks.get(id);
    if (task === undefined || open(id)) return Promise.resolve(false);
    let known = current.get(id);
    if (known === undefined) {
      known = (async () => {
        for (const need of task.needs) if (!(await isSettled(need))) return false;
        return options.isCurrent(task);
      })();
      current.set(id, known);
      void known.then((is) => {
        // What is not current now may be, once more of this run is done.
        if (!is) current.delete(id);
      });
    }
    return known;
  }

  async function mayRunAhead(task: KnownTask): Promise<boolean> {
    for (const need of task.needs) if (!(await isSettled(need))) return false;
    return !(await options.mayBeCached(task));
  }

  /** Gives free places to what Nx will ask for. */
  async function lookAhead(): Promise<void> {
    lookAgain = true;
    if (looking) return;
    looking = true;
    try {
      while (lookAgain) {
        lookAgain = false;
        await lookOnce();
      }
    } finally {
      looking = false;
    }
  }

  async function lookOnce(): Promise<void> {
    const ids = [...candidates].sort((a, b) => options.urgency(b) - options.urgency(a));
    for (const id of ids) {
      if (!mayLookAhead() || running.size >= options.places) return;
      const task = tasks.get(id)!;
      if (task.needs.some(open) || open(id) || finished.has(id)) {
        if (open(id) || finished.has(id)) candidates.delete(id);
        continue;
      }
      const may = await mayRunAhead(task);
      // Meanwhile much may have happened.
      if (stopped || open(id) || finished.has(id)) continue;
      if (nextWanted() !== undefined && running.size >= options.places) return;
      if (!may) candidates.delete(id);
      else if (running.size < options.places && mayLookAhead()) {
        const ended = begin(task);
        ahead.set(id, ended);
        void ended.then(() => ahead.delete(id));
      }
    }
  }

  function mayLookAhead(): boolean {
    if (stopped || settling) return false;
    for (const client of wanted.values()) if (client?.holdsNx) return true;
    return false;
  }

  function fill(): void {
    while (!stopped && running.size < options.places) {
      const task = nextWanted();
      if (task === undefined) break;
      void begin(task);
    }
    if (running.size < options.places && candidates.size > 0 && mayLookAhead()) void lookAhead();
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
    enqueue(open);
    if (stopped) stop();
    fill();
  }

  function stop(): void {
    stopped = true;
    for (const id of [...queue]) {
      const time = options.now();
      deliver(id, { success: false, terminalOutput: '', startTime: time, endTime: time });
    }
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
    async settle(within) {
      settling = true;
      const all = Promise.all(ahead.values());
      const late = new Promise<void>((resolve) => {
        setTimeout(resolve, within).unref();
      });
      await Promise.race([all, late]);
      for (const id of ahead.keys())
        if (running.has(id) && !wanted.has(id)) {
          givenUp.add(id);
          options.giveUp(id);
        }
      await Promise.all(ahead.values());
    },
    want(ids, client) {
      settling = false;
      for (const id of ids) {
        wanted.set(id, client);
        candidates.delete(id);
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
          queue.delete(id);
          if (running.has(id)) dropped.push(id);
        }
      }
      return dropped;
    },
    stop,
    get counts() {
      return { running: running.size, left: queue.size };
    },
  };
}
