import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants, openSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { type Ended, endedWith } from './ended.js';
import { readFrames } from './frames.js';
import { killGroup } from './kill-group.js';

/** A shell that starts commands, one after the other, in its own process group. */
export interface Starter {
  readonly process: ChildProcess;
  /** Whether it can start another one. */
  readonly alive: boolean;
  /** It can start commands, or will never. */
  readonly ready: Promise<void>;
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
 * Reads paths, a line each, and tells how each script ended: behind what that printed, in the form of `frames.ts`. It
 * outlives the signals that its group gets; scripts do not inherit that. Node's own pipes are sockets, and nobody
 * can open `/dev/stderr` where that is one: so it makes a pipe, and opens it anew for each script, whose own affair
 * it is whether writing there waits.
 */
const LOOP = `trap : TERM INT HUP
mkfifo -m 600 "$0" && exec 4<>"$0" && echo >&3 || exit
while IFS= read -r path; do
  (. "$path") </dev/null >/dev/fd/4 2>&1 3>&- 4>&-
  status=$?
  printf '\\000%s.%04x%s\\n' "$1" "\${#status}" "$status" >&4
done`;

/** How long a process that left the shell's group may keep the pipe open when the shell is gone, in milliseconds. */
const CLOSING = 500;

/**
 * Starts the shell. It starts a process in a fraction of the time that this process takes for that, whose memory is
 * twenty times as large: the system copies the tables of it each time.
 *
 * @param root the scripts' working directory, absolute
 * @param folder where a pipe may be made, absolute; it has a name there for a moment only
 * @param print gets what scripts print: both of their streams as one, in the order in which they were written;
 * false makes them wait
 * @param onDrain calls back when they need not wait any more
 */
export function startStarter(
  root: string,
  folder: string,
  print: (chunk: Buffer) => boolean,
  onDrain: (goOn: () => void) => void,
): Starter {
  const key = randomUUID();
  const pipe = join(folder, `nx-experiments-${key}`);
  const child = spawn('/bin/sh', ['-c', LOOP, pipe, key], {
    cwd: root,
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    detached: true,
  });
  // There are none where the system has no room for them.
  const [paths, , , made] = (child.stdio ?? []) as unknown as [
    paths?: Writable,
    _?: null,
    _?: null,
    made?: Readable,
  ];
  let asked: { resolve(ended: Ended): void; reject(error: Error): void } | undefined;
  let alive = true;
  let failure: Error | undefined;
  let output: Socket | undefined;

  const end = (ended: Ended) => {
    asked?.resolve(ended);
    asked = undefined;
  };
  const fail = (error: Error) => {
    alive = false;
    failure = error;
    asked?.reject(error);
  };
  const frames = readFrames<number>(
    key,
    (chunk) => {
      if (print(chunk)) return;
      output?.pause();
      onDrain(() => output?.resume());
    },
    (status) => end(endedWith(status)),
  );
  const open = () => {
    try {
      const fd = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
      unlinkSync(pipe);
      output = new Socket({ fd, readable: true, writable: false });
      output.on('error', () => {});
      output.on('data', frames.push);
    } catch (error) {
      fail(error as Error);
    }
  };
  const ready = new Promise<void>((resolve) => {
    made?.once('data', () => {
      open();
      resolve();
    });
    made?.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  for (const stream of [paths, made]) stream?.on('error', () => {});
  child.once('error', fail);
  child.once('exit', (code, signal) => {
    alive = false;
    // Of itself it ends where a signal reaches it between two scripts, or where no process can be started.
    if (code) return fail(new Error(`its shell exited with code ${code}`));
    const last = () => {
      frames.flush();
      end({ code: null, signal: signal ?? 'SIGTERM' });
    };
    if (output === undefined || output.closed) return last();
    output.once('close', last);
    setTimeout(() => output?.destroy(), CLOSING).unref();
  });

  return {
    process: child,
    get alive() {
      return alive;
    },
    ready,
    start: (path) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        asked = { resolve, reject };
        paths?.write(`${path}\n`);
      }),
    signal(signal) {
      if (alive && child.pid !== undefined) killGroup(child.pid, signal);
    },
  };
}
