import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { entryArguments, siblingEntry } from '../../../src/modules/entry.js';
import { killGroup } from '../runner/kill-group.js';
import type { FromRunner, ToRunner } from '../runner/protocol.js';

/** What a runner's process may do on its own. */
export interface RunnerEvents {
  onOutput(chunk: Buffer): void;
  onMessage(message: FromRunner): void;
  /** The process is gone and all that it printed was read. */
  onGone(reason: string): void;
}

/** A process that runs experiments; see `../runner/runner.ts`. */
export interface RunnerProcess {
  readonly alive: boolean;
  send(message: ToRunner): void;
  /** Who hears from the process: the attempt that it is busy with, if any. */
  listen(events: RunnerEvents | undefined): void;
  /** Kills it and all that it started. */
  kill(): void;
}

/** How long a stranger may keep the output of a dead process open. */
const CLOSING = 500;

export function startRunner(env: NodeJS.ProcessEnv, root: string): RunnerProcess {
  const entry = siblingEntry('../runner/runner.js', import.meta.url);
  // The shell makes stdout and stderr one stream, so that what is printed arrives in its order.
  const child = spawn(
    '/bin/sh',
    ['-c', 'exec "$0" "$@" 2>&1', process.execPath, ...entryArguments(entry), fileURLToPath(entry)],
    { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'ignore', 'ipc'] },
  );
  const groups = new Set<number>();
  let events: RunnerEvents | undefined;
  let alive = true;

  const kill = () => {
    alive = false;
    if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL');
    for (const group of groups) killGroup(group, 'SIGKILL');
    groups.clear();
  };
  const gone = (reason: string) => {
    kill();
    const heard = events;
    events = undefined;
    heard?.onGone(reason);
  };

  child.stdout?.on('data', (chunk: Buffer) => events?.onOutput(chunk));
  child.on('message', (message: FromRunner) => {
    if (message.type !== 'group') events?.onMessage(message);
    else if (message.alive) groups.add(message.group);
    else groups.delete(message.group);
  });
  child.once('error', (error) => gone(`could not be started: ${error.message}`));
  child.once('exit', (code, signal) => {
    kill();
    const reason = describeExit(code, signal);
    const timer = setTimeout(() => gone(reason), CLOSING);
    onceClosed(child, () => {
      clearTimeout(timer);
      gone(reason);
    });
  });

  return {
    get alive() {
      return alive;
    },
    send(message) {
      // An error means that the process is going, which `onGone` tells.
      child.send(message, () => {});
    },
    listen(listener) {
      events = listener;
    },
    kill,
  };
}

function onceClosed(child: ChildProcess, listener: () => void): void {
  if (child.stdout === null || child.stdout.closed) listener();
  else child.stdout.once('close', listener);
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGABRT') return 'killed by SIGABRT (out of memory?) before it was done';
  return signal === null
    ? `exited with code ${code} before it was done`
    : `killed by ${signal} before it was done`;
}
