import { showDuration } from '../../../src/catalog/duration.js';
import { coded } from '../../../src/problems/problem.js';
import { HEARING } from '../runner/hearing.js';
import type { Job, Outcome } from '../runner/protocol.js';
import type { Loss } from './launch.js';
import type { RunnerProcess } from './runner-process.js';

export interface AttemptOptions {
  /** Milliseconds that the attempt may take. */
  readonly timeout?: number | undefined;
  /** Milliseconds between asking it to stop and killing it. */
  readonly grace: number;
  /** Aborted when the whole run is to stop. */
  readonly stop: AbortSignal;
  readonly onOutput: (chunk: Buffer) => void;
  /** Somebody interrupted the runner: Nx signals the whole tree of processes. */
  readonly onInterrupt: () => void;
}

/** How long a launcher may take to tell why a runner ends, in milliseconds. */
const TELLING = 20_000;

/** How an attempt ended. */
export interface Attempted extends Outcome {
  /**
   * Why the whole run was to stop meanwhile. An attempt that ended well all the same has no `error`: it is
   * done, if its outputs are there.
   */
  readonly stopped?: string;
  /** Why the runner was lost, where its launcher told. */
  readonly loss?: Loss;
}

/** Runs a job in a runner; always resolves, whatever becomes of the runner. */
export function attempt(
  runner: RunnerProcess,
  job: Omit<Job, 'timed'>,
  options: AttemptOptions,
): Promise<Attempted> {
  return new Promise((resolve) => {
    const timers: NodeJS.Timeout[] = [];
    let aborted: 'late' | 'stopped' | undefined;
    let reason: string | undefined;
    let isEnding = false;
    let isSignalled = false;

    const later = (ms: number, act: () => void) => timers.push(setTimeout(act, ms));

    function abort(why: 'late' | 'stopped', message: string): void {
      if (aborted !== undefined) return;
      aborted = why;
      reason = message;
      runner.send({ type: 'abort', reason });
      later(options.grace, runner.kill);
    }
    const onStop = () =>
      abort('stopped', String((options.stop.reason as Error | undefined)?.message));

    function end({ error, ...rest }: Outcome, loss?: Loss): void {
      for (const timer of timers) clearTimeout(timer);
      options.stop.removeEventListener('abort', onStop);
      runner.listen(undefined);
      const endedWell = error === undefined && aborted !== 'late';
      const problem = endedWell ? undefined : (reason ?? error);
      resolve({
        ...rest,
        ...(problem !== undefined && { error: problem }),
        ...(reason !== undefined && { stopped: reason }),
        ...(loss !== undefined && { loss }),
      });
    }

    function startClock(): void {
      const { timeout } = options;
      if (timeout !== undefined)
        later(timeout, () =>
          abort('late', coded('NXE043', `timed out after ${showDuration(timeout)}`)),
        );
    }

    runner.listen({
      onOutput: options.onOutput,
      onMessage(message) {
        if (message.type === 'begun') startClock();
        // Where a launcher started it, its scheduler ends it, and that one alone; the launcher tells why.
        if (message.type === 'signal' && runner.isFar) isEnding = true;
        else if (message.type === 'signal') {
          isSignalled = true;
          if (message.signal === 'SIGINT') options.onInterrupt();
          abort('stopped', `stopped by ${message.signal}`);
        }
        // What was printed before came before.
        if (message.type !== 'done') return;
        const { outcome } = message;
        if (isSignalled && !options.stop.aborted) later(HEARING, () => end(outcome));
        else if (!isEnding || outcome.error === undefined) end(outcome);
        else later(TELLING, () => end({ ...outcome, clean: false }));
      },
      onGone(error, loss) {
        end({ error, loaded: [], clean: false }, loss);
      },
    });
    runner.send({ type: 'run', job: { ...job, timed: options.timeout !== undefined } });
    options.stop.addEventListener('abort', onStop);
    if (options.stop.aborted) onStop();
  });
}
