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

/**
 * @param most how many idle ones are kept
 */
export function createRunners(root: string, most: number): Runners {
  const idle: RunnerProcess[] = [];
  const all = new Set<RunnerProcess>();
  const environments = new WeakMap<RunnerProcess, string>();

  const environmentKey = createEnvironmentKeys();

  function drop(runner: RunnerProcess): void {
    all.delete(runner);
    runner.kill();
  }

  async function start(env: NodeJS.ProcessEnv): Promise<RunnerProcess> {
    for (let failures = 0; ; failures++)
      try {
        const runner = startNearRunner(env, root);
        all.add(runner);
        await runner.started.catch((error) => {
          drop(runner);
          throw error;
        });
        return runner;
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        const wait = FULL.has(code) ? AGAIN[failures] : undefined;
        if (wait === undefined)
          throw new NoRunnerError(
            coded(
              'NXE049',
              `no process could be started for it (${message}); end other programs, or run fewer at once with --parallel, and run it again`,
            ),
          );
        await sleep(wait);
      }
  }

  return {
    async take(env) {
      const key = environmentKey(env);
      for (let i = idle.length - 1; i >= 0; i--) {
        const runner = idle[i]!;
        if (!runner.alive) idle.splice(i, 1);
        else if (environments.get(runner) === key) return idle.splice(i, 1)[0]!;
      }
      if (idle.length >= most) drop(idle.shift()!);
      const runner = await start(environmentOf(env));
      environments.set(runner, key);
      return runner;
    },
    give(runner, clean) {
      if (clean && runner.alive) idle.push(runner);
      else drop(runner);
    },
    killAll() {
      for (const runner of all) drop(runner);
      idle.length = 0;
    },
  };
}
