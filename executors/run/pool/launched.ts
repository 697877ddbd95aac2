import { canonical } from '../../../src/catalog/json.js';
import type { ReadResources } from '../../../src/catalog/resources.js';
import type { Profile } from '../../../src/guard/profile.js';
import { coded } from '../../../src/problems/problem.js';
import { createEnvironmentKeys, environmentOf, type TaskEnvironment } from './environment.js';
import { type FarRunner, startFarRunner } from './far.js';
import { launchWords } from './launch.js';
import type { RunnerProcess } from './runner-process.js';
import { NoRunnerError, type Runners } from './runners.js';

/** Milliseconds after which it is told that runners are waited for, first and then again. */
const FIRST = 5000;
const AGAIN = 60_000;

/** One that has taken this much more than the longest attempt so far would not end in time. */
const MARGIN = 1.5;

/** The runners that were launched in one way. */
interface Pool {
  readonly env: TaskEnvironment;
  readonly resources: ReadResources;
  readonly idle: { readonly runner: RunnerProcess; readonly timer: NodeJS.Timeout }[];
  readonly waiting: { go(runner: RunnerProcess): void; fail(error: Error): void }[];
  /** Not up yet: a scheduler may have them wait. */
  readonly starting: Set<FarRunner>;
  /** Milliseconds of the longest attempt so far. */
  longest: number;
}

interface Launched {
  readonly pool: Pool;
  /** When it was up, in milliseconds since 1970. */
  readonly since: number;
  begun: number;
}

/**
 * Runners that a launcher starts, one pool for each kind of resources and environment. An experiment goes
 * to the first of its pool that is free: a runner may wait long in a scheduler's queue.
 *
 * @param say tells people that runners are waited for
 */
export function createLaunchedRunners(
  root: string,
  profile: Profile,
  say: (text: string) => void,
): Runners {
  const pools = new Map<string, Pool>();
  const all = new Map<RunnerProcess, Launched | undefined>();
  const keyOf = createEnvironmentKeys();
  let told: NodeJS.Timeout | undefined;
  let isOver = false;

  function drop(runner: RunnerProcess): void {
    all.delete(runner);
    runner.kill();
  }

  /** Starts what is missing, as far as there may be more. */
  function fill(): void {
    if (isOver) return;
    for (const pool of pools.values())
      while (pool.starting.size < pool.waiting.length) {
        if (all.size >= profile.runners && !dropIdle()) return;
        start(pool);
      }
  }

  function dropIdle(): boolean {
    for (const { idle } of pools.values()) {
      const one = idle.shift();
      if (one === undefined) continue;
      clearTimeout(one.timer);
      drop(one.runner);
      return true;
    }
    return false;
  }

  /** Takes back from a scheduler's queue what nobody waits for any more: at once, since Nx may not wait long. */
  function dropUnwanted(pool: Pool): void {
    for (const runner of pool.starting) {
      if (pool.starting.size <= pool.waiting.length) break;
      pool.starting.delete(runner);
      drop(runner);
    }
    fill();
  }

  function start(pool: Pool): void {
    const { env, resources } = pool;
    const { call, own } = env;
    let runner: FarRunner;
    try {
      runner = startFarRunner(environmentOf(env), root, {
        words: launchWords(profile.launch, resources),
        env: { call: environmentOf({ call, own: {} }), own },
      });
    } catch (error) {
      pool.waiting.shift()?.fail(error as Error);
      return;
    }
    all.set(runner, undefined);
    pool.starting.add(runner);
    watch();
    runner.ready.then(
      () => {
        pool.starting.delete(runner);
        if (!all.has(runner)) return;
        all.set(runner, { pool, since: Date.now(), begun: Date.now() });
        hand(pool, runner);
      },
      (error: Error) => {
        pool.starting.delete(runner);
        if (!all.delete(runner)) return;
        const words = launchWords(profile.launch, resources).join(' ');
        pool.waiting
          .shift()
          ?.fail(
            new NoRunnerError(
              coded('NXE049', `no runner could be launched by ${words}: it ${error.message}`),
            ),
          );
        fill();
      },
    );
  }

  function hand(pool: Pool, runner: RunnerProcess): void {
    const next = pool.waiting.shift();
    if (next !== undefined) {
      all.get(runner)!.begun = Date.now();
      next.go(runner);
      return;
    }
    const timer = setTimeout(() => {
      const at = pool.idle.findIndex((one) => one.runner === runner);
      if (at !== -1) pool.idle.splice(at, 1);
      drop(runner);
    }, profile.idle);
    pool.idle.push({ runner, timer });
  }

  /** Tells how many runners are waited for, as long as there are any and none is there for it. */
  function watch(): void {
    if (told !== undefined) return;
    const look = () => {
      told = undefined;
      const starting = [...pools.values()].flatMap((pool) => [...pool.starting]);
      if (starting.length === 0 || isOver) return;
      const runners = starting.length === 1 ? 'a runner' : `${starting.length} runners`;
      // A scheduler may say why, also where it will never have what is asked for.
      const reason = starting.find((one) => one.told !== '')?.told ?? profile.launch[0];
      say(`waiting for ${runners} to start (${reason})`);
      told = setTimeout(look, AGAIN);
      told.unref();
    };
    told = setTimeout(look, FIRST);
    told.unref();
  }

  return {
    take(env, resources, stop, onQueue) {
      const key = `${canonical({ ...resources })}\0${keyOf(env)}`;
      const pool = pools.get(key) ?? {
        env,
        resources,
        idle: [],
        waiting: [],
        starting: new Set(),
        longest: 0,
      };
      pools.set(key, pool);
      for (;;) {
        const one = pool.idle.pop();
        if (one === undefined) break;
        clearTimeout(one.timer);
        if (one.runner.alive) {
          all.get(one.runner)!.begun = Date.now();
          return Promise.resolve(one.runner);
        }
        all.delete(one.runner);
      }
      return new Promise((resolve, reject) => {
        const leave = () => stop.removeEventListener('abort', onAbort);
        const entry = {
          go(runner: RunnerProcess) {
            leave();
            onQueue(false);
            resolve(runner);
          },
          fail(error: Error) {
            leave();
            reject(error);
          },
        };
        const onAbort = () => {
          const at = pool.waiting.indexOf(entry);
          if (at !== -1) pool.waiting.splice(at, 1);
          dropUnwanted(pool);
          reject(new NoRunnerError(String((stop.reason as Error | undefined)?.message)));
        };
        if (stop.aborted) return onAbort();
        stop.addEventListener('abort', onAbort, { once: true });
        onQueue(true);
        pool.waiting.push(entry);
        fill();
      });
    },
    give(runner, clean) {
      const launched = all.get(runner);
      if (launched === undefined) return;
      const { pool, since, begun } = launched;
      pool.longest = Math.max(pool.longest, Date.now() - begun);
      const { time = Number.POSITIVE_INFINITY } = pool.resources;
      const isShort = since + time - Date.now() < MARGIN * pool.longest;
      if (clean && runner.alive && !isShort) return hand(pool, runner);
      drop(runner);
      fill();
    },
    killAll() {
      isOver = true;
      clearTimeout(told);
      for (const runner of [...all.keys()]) drop(runner);
      for (const { idle } of pools.values()) for (const { timer } of idle) clearTimeout(timer);
    },
  };
}
