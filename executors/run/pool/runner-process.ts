import type { FromRunner, ToRunner } from '../runner/protocol.js';
import type { Loss } from './launch.js';

/** What a runner's process may do on its own. */
export interface RunnerEvents {
  onOutput(chunk: Buffer): void;
  onMessage(message: FromRunner): void;
  /** The process is gone and all that it printed was read. */
  onGone(reason: string, loss: Loss | undefined): void;
}

/** A process that runs experiments, a child of this one or launched: see `near.ts`, `far.ts` and `../runner/runner.ts`. */
export interface RunnerProcess {
  readonly alive: boolean;
  /** Whether a launcher started it, so that it may be on another machine. */
  readonly isFar: boolean;
  /** How many attempts it was given. */
  readonly attempts: number;
  send(message: ToRunner): void;
  /** Who hears from the process: the attempt that it is busy with, if any. */
  listen(events: RunnerEvents | undefined): void;
  /** Kills it and all that it started. */
  kill(): void;
}

/** How a process ended, for people. */
export function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGABRT') return 'killed by SIGABRT (out of memory?) before it was done';
  return signal === null
    ? `exited with code ${code} before it was done`
    : `killed by ${signal} before it was done`;
}
