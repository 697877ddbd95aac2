import { canonical } from '../../src/json.js';
import { taskEnvironment } from './environment.js';
import { type RunnerProcess, startRunner } from './runner-process.js';

/** The runners of one process, kept from experiment to experiment. */
export interface Runners {
  /** A runner whose environment is that of the task; the caller has it to itself. */
  take(env: { readonly [name: string]: string }): RunnerProcess;
  /** Hands it back; one that is not clean is killed. */
  give(runner: RunnerProcess, clean: boolean): void;
  /** Kills all of them, busy or not. */
  killAll(): void;
}

/**
 * @param most how many idle ones are kept
 */
export function createRunners(root: string, most: number): Runners {
  const idle: RunnerProcess[] = [];
  const all = new Set<RunnerProcess>();
  const environments = new WeakMap<RunnerProcess, string>();

  function drop(runner: RunnerProcess): void {
    all.delete(runner);
    runner.kill();
  }

  return {
    take(env) {
      const key = canonical(env);
      for (let i = idle.length - 1; i >= 0; i--) {
        const runner = idle[i]!;
        if (!runner.alive) idle.splice(i, 1);
        else if (environments.get(runner) === key) return idle.splice(i, 1)[0]!;
      }
      if (idle.length >= most) drop(idle.shift()!);
      const runner = startRunner(taskEnvironment(process.env, env), root);
      environments.set(runner, key);
      all.add(runner);
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
