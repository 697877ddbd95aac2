import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type Ended, endedWith } from './ended.js';
import { killGroup } from './kill-group.js';

/** A shell that starts commands, one after the other, in its own process group. */
export interface Starter {
  readonly process: ChildProcess;
  /** Whether it can start another one. */
  readonly alive: boolean;
  /**
   * Runs a script in a process of its own; rejects where the system could not start the shell.
   *
   * @param path a file that the shell reads, absolute
   */
  start(path: string): Promise<Ended>;
  /** Signals the command and all that it started. */
  signal(signal: NodeJS.Signals): void;
}

/**
 * Reads paths, a line each, and tells on 3 how each script ended. It outlives the signals that its group gets;
 * scripts do not inherit that.
 */
const LOOP = `trap : TERM INT HUP
while IFS= read -r path; do
  (. "$path") </dev/null 2>&1 3>&-
  echo "$?" >&3
done`;

/**
 * Starts the shell. It starts a process in a fraction of the time that this process takes for that, whose memory is
 * twenty times as large: the system copies the tables of it each time.
 *
 * What scripts print goes where this process prints: both of their streams as one, in the order in which they were
 * written.
 *
 * @param root the scripts' working directory, absolute
 */
export function startStarter(root: string): Starter {
  const child = spawn('/bin/sh', ['-c', LOOP], {
    cwd: root,
    stdio: ['pipe', 'inherit', 'ignore', 'pipe'],
    detached: true,
  });
  const [paths, , , statuses] = child.stdio as unknown as [Writable, null, null, Readable];
  let asked: { resolve(ended: Ended): void; reject(error: Error): void } | undefined;
  let alive = true;
  let failure: Error | undefined;

  const end = (ended: Ended) => {
    asked?.resolve(ended);
    asked = undefined;
  };
  paths.on('error', () => {});
  statuses.on('error', () => {});
  statuses.on('data', (line: Buffer) => end(endedWith(Number(line.toString()))));
  child.once('error', (error) => {
    alive = false;
    failure = error;
    asked?.reject(error);
  });
  child.once('exit', (code, signal) => {
    alive = false;
    // Of itself it ends where a signal reaches it between two scripts, or where no process can be started.
    if (code) asked?.reject(new Error(`its shell exited with code ${code}`));
    else end({ code: null, signal: signal ?? 'SIGTERM' });
  });

  return {
    process: child,
    get alive() {
      return alive;
    },
    start: (path) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        asked = { resolve, reject };
        paths.write(`${path}\n`);
      }),
    signal(signal) {
      if (alive && child.pid !== undefined) killGroup(child.pid, signal);
    },
  };
}
