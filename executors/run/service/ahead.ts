import type { KnownTask } from '../wire/messages.js';
import type { Urgency } from './order.js';

/** What looking ahead asks of the work. */
export interface Surroundings {
  readonly urgency: Urgency;
  task(id: string): KnownTask | undefined;
  isWanted(id: string): boolean;
  isRunning(id: string): boolean;
  /** How it ended in this run; undefined before that. */
  success(id: string): boolean | undefined;
  /** Whether there is a place for it. */
  hasPlace(task: KnownTask): boolean;
  /** Whether something wanted could start now. */
  hasNext(): boolean;
  /** Whether Nx waits, and restores nothing. */
  isHeld(): boolean;
  /** When Nx will have what it waits for: milliseconds, as `now`; infinite where nobody knows. */
  heldUntil(): number;
  /** Runs it; resolves when it has ended. */
  begin(task: KnownTask): Promise<void>;
  /** Whether what an earlier run left of it is its result now: Nx restores it, or leaves it there. */
  isCurrent(task: KnownTask): Promise<boolean>;
  /** Whether Nx may have a task's result in its cache, with all that it is made of as it is now. */
  mayBeCached(task: KnownTask): Promise<boolean>;
  /** Ends what runs; its result is not wanted. */
  giveUp(id: string): void;
  /** Seconds that a task will take, as far as that is known. */
  expected(task: KnownTask): number | undefined;
  /** Milliseconds since some time. */
  now(): number;
  /** Resolves after some milliseconds; nothing stays alive for it. */
  wait(milliseconds: number): Promise<void>;
}

/** What runs before Nx asks for it. */
export interface Ahead {
  /** Something that it needs was made by this run: then Nx will ask for it, most likely. */
  suggest(id: string): void;
  /** It was asked for, or has begun. */
  drop(id: string): void;
  /** Gives free places to what may run ahead. */
  look(): void;
  /**
   * Nx will look into its cache again: what runs ahead has to end, of itself within a while, or be given up.
   *
   * @param within milliseconds
   */
  settle(within: number): Promise<void>;
  /** Nx waits again. */
  goOn(): void;
  /** Whether it was given up; says so once. */
  wasGivenUp(id: string): boolean;
}

/**
 * A place that nothing wanted can fill goes to an experiment that Nx has not asked for yet, if all that it
 * needs is there and some of that was made by this run. Never otherwise: what nothing in this run touched
 * may be in Nx's cache, here or elsewhere. And only what is in time, where it is known how long things take:
 * it has to end before Nx goes on.
 */
export function createAhead(around: Surroundings): Ahead {
  const candidates = new Set<string>();
  const current = new Map<string, Promise<boolean>>();
  /** What runs ahead, and what is told when it has ended. */
  const running = new Map<string, Promise<void>>();
  const givenUp = new Set<string>();
  let settling = false;
  let looking = false;
  let lookAgain = false;

  const isOpen = (id: string) => around.isWanted(id) || around.isRunning(id);
  const mayLook = () => !settling && around.isHeld();

  /**
   * Whether it will have ended when Nx goes on, as far as that is known: otherwise Nx waits for it, and all
   * else with Nx.
   */
  function isInTime(task: KnownTask): boolean {
    const seconds = around.expected(task);
    return seconds === undefined || around.now() + seconds * 1000 <= around.heldUntil();
  }

  /** Whether nothing of this run will change what a task leaves any more. */
  function isSettled(id: string): Promise<boolean> {
    const success = around.success(id);
    if (success !== undefined) return Promise.resolve(success);
    const task = around.task(id);
    if (task === undefined || isOpen(id)) return Promise.resolve(false);
    let known = current.get(id);
    if (known === undefined) {
      known = (async () => {
        for (const need of task.needs) if (!(await isSettled(need))) return false;
        return around.isCurrent(task);
      })();
      current.set(id, known);
      void known.then((is) => {
        // What is not current now may be, once more of this run is done.
        if (!is) current.delete(id);
      });
    }
    return known;
  }

  async function mayRun(task: KnownTask): Promise<boolean> {
    for (const need of task.needs) if (!(await isSettled(need))) return false;
    return !(await around.mayBeCached(task));
  }

  async function lookOnce(): Promise<void> {
    const ids = [...candidates].sort((a, b) => around.urgency(b) - around.urgency(a));
    for (const id of ids) {
      const task = around.task(id)!;
      if (!mayLook() || !around.hasPlace(task)) return;
      const isTaken = () => isOpen(id) || around.success(id) !== undefined;
      if (isTaken()) candidates.delete(id);
      if (isTaken() || !isInTime(task) || task.needs.some(isOpen)) continue;
      const may = await mayRun(task);
      // Meanwhile much may have happened.
      if (!around.isHeld() || isTaken()) continue;
      if (!around.hasPlace(task) && around.hasNext()) return;
      if (!may) candidates.delete(id);
      else if (around.hasPlace(task) && mayLook() && isInTime(task)) {
        const ended = around.begin(task);
        running.set(id, ended);
        void ended.then(() => running.delete(id));
      }
    }
  }

  async function lookAll(): Promise<void> {
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

  return {
    suggest: (id) => void (isOpen(id) || candidates.add(id)),
    drop: (id) => void candidates.delete(id),
    look() {
      if (candidates.size > 0 && mayLook()) void lookAll();
    },
    async settle(within) {
      settling = true;
      await Promise.race([Promise.all(running.values()), around.wait(within)]);
      for (const id of running.keys())
        if (around.isRunning(id) && !around.isWanted(id)) {
          givenUp.add(id);
          around.giveUp(id);
        }
      await Promise.all(running.values());
    },
    goOn() {
      settling = false;
    },
    wasGivenUp: (id) => givenUp.delete(id),
  };
}
