import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadResources } from '../../../src/catalog/resources.js';
import { coded } from '../../../src/problems/problem.js';
import { createEnvironmentKeys, environmentOf, type TaskEnvironment } from './environment.js';
import { startNearRunner } from './near.js';
import type { RunnerProcess } from './runner-process.js';

/** No process for an experiment; the message is for the user. */
export class NoRunnerError extends Error {
  override readonly name = 'NoRunnerError';
}

/** The runners of one process, kept from experiment to experiment. */
export interface Runners {
  /**
   * A runner whose environment is that of the task; the caller has it to itself. Where the system has
   * no room for a process just now, it is asked again for a while.
   *
   * @param resources what the attempt takes, for whoever launches it
   * @param stop ends the waiting for one
   * @param onQueue hears when one that is launched has to be waited for, and when that is over
   * @throws where none can be started
   */
  take(
    env: TaskEnvironment,
    resources: ReadResources,
    stop: AbortSignal,
    onQueue: (isQueued: boolean) => void,
  ): Promise<RunnerProcess>;
  /** Hands it back; one that is not clean is killed. */
  give(runner: RunnerProcess, clean: boolean): void;
  /** Kills all of them, busy or not. */
  killAll(): void;
}

/** Milliseconds to wait before a process that could not be started is tried again. */
const AGAIN = [100, 500, 2000];

/** What the system says when others use up its processes, memory or files. */
const FULL: ReadonlySet<string | undefined> = new Set(['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE']);

interface Starting {
  readonly begin: typeof startNearRunner;
  /** How many at once: each keeps a core busy until it is up, and small experiments may be done by fewer. */
  readonly atOnce: number;
}

const STARTING: Starting = { begin: startNearRunner, atOnce: availableParallelism() };

/**
 * @param root the workspace root, absolute
 * @param most how many idle ones are kept
 */
export function createRunners(
  root: string,
  most: number,
  { begin, atOnce }: Starting = STARTING,
): Runners {
  const idle: RunnerProcess[] = [];
  const all = new Set<RunnerProcess>();
  const environments = new WeakMap<RunnerProcess, string>();
  let starting = 0;
  /** Who waits until one is free or may start. */
  const waiting = new Set<() => void>();

  const environmentKey = createEnvironmentKeys();

  function drop(runner: RunnerProcess): void {
    all.delete(runner);
    runner.kill();
  }

  function wake(): void {
    const all = [...waiting];
    waiting.clear();
    for (const go of all) go();
  }

  /** Rejects when nobody wants to wait any more. */
  function change(stop: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const onAbort = () =>
        reject(new NoRunnerError(String((stop.reason as Error | undefined)?.message)));
      if (stop.aborted) return onAbort();
      stop.addEventListener('abort', onAbort, { once: true });
      waiting.add(resolve);
    });
  }

  function freeOne(key: string): RunnerProcess | undefined {
    for (let i = idle.length - 1; i >= 0; i--) {
      const runner = idle[i]!;
      if (!runner.alive) idle.splice(i, 1);
      else if (environments.get(runner) === key) return idle.splice(i, 1)[0];
    }
    return undefined;
  }

  async function start(env: NodeJS.ProcessEnv): Promise<RunnerProcess> {
    starting++;
    const isUp = () => {
      starting--;
      wake();
    };
    for (let failures = 0; ; failures++)
      try {
        const runner = begin(env, root);
        all.add(runner);
        await runner.started.catch((error) => {
          drop(runner);
          throw error;
        });
        void runner.up.then(isUp);
        return runner;
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        const wait = FULL.has(code) ? AGAIN[failures] : undefined;
        if (wait !== undefined) {
          await sleep(wait);
          continue;
        }
        isUp();
        throw new NoRunnerError(
          coded(
            'NXE049',
            `no process could be started for it (${message}); end other programs, or run fewer at once with --parallel, and run it again`,
          ),
        );
      }
  }

  return {
    async take(env, _resources, stop) {
      const key = environmentKey(env);
      for (;;) {
        const free = freeOne(key);
        if (free !== undefined) return free;
        if (starting < atOnce) break;
        await change(stop);
      }
      if (idle.length >= most) drop(idle.shift()!);
      const runner = await start(environmentOf(env));
      environments.set(runner, key);
      return runner;
    },
    give(runner, clean) {
      if (clean && runner.alive) idle.push(runner);
      else drop(runner);
      wake();
    },
    killAll() {
      for (const runner of all) drop(runner);
      idle.length = 0;
    },
  };
}
