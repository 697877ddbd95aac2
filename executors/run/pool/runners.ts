import { canonical } from '../../../src/catalog/json.js';
import { type RunnerProcess, startRunner } from './runner-process.js';

/** What Nx tells one task's process and not the other's; experiments see the same in a batch and alone. */
const PER_PROCESS =
  /^(NX_TASK_HASH|NX_TASK_TARGET_\w+|NX_FORKED_TASK_EXECUTOR|NX_TERMINAL_OUTPUT_PATH|NX_TERMINAL_CAPTURE_STDERR|NX_STREAM_OUTPUT|NX_PREFIX_OUTPUT|NX_EXPERIMENTS_\w+|NX_TUI|LERNA_PACKAGE_NAME|NODE_CHANNEL_\w+)$/;

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

/** The environment of a task: that of the `nx` call, and the task's own. */
function taskEnvironment(
  env: NodeJS.ProcessEnv,
  own: { readonly [name: string]: string },
): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !PER_PROCESS.test(name));
  return { ...Object.fromEntries(kept), ...own };
}
