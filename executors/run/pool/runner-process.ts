import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { entryArguments, siblingEntry } from '../../../src/modules/entry.js';
import { killGroup } from '../runner/kill-group.js';
import { killMarked, MARK, newestProcess } from '../runner/marked.js';
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
  /** Rejects where the system could not start it. */
  readonly started: Promise<void>;
  readonly alive: boolean;
  send(message: ToRunner): void;
  /** Who hears from the process: the attempt that it is busy with, if any. */
  listen(events: RunnerEvents | undefined): void;
  /** Kills what was started in it since the last call and runs on, wherever it went. */
  sweep(): void;
  /** Kills it and all that it started. */
  kill(): void;
}

/** How long a stranger may keep the output of a dead process open. */
const CLOSING = 500;

/** @throws where the system cannot start it, unless `started` rejects */
export function startRunner(env: NodeJS.ProcessEnv, root: string): RunnerProcess {
  const entry = siblingEntry('../runner/runner.js', import.meta.url);
  const mark = randomUUID();
  let swept = newestProcess();
  // The shell makes stdout and stderr one stream, so that what is printed arrives in its order.
  const child = spawn(
    '/bin/sh',
    ['-c', 'exec "$0" "$@" 2>&1', process.execPath, ...entryArguments(entry), fileURLToPath(entry)],
    {
      cwd: root,
      env: { ...env, [MARK]: mark },
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    },
  );
  const groups = new Set<number>();
  let events: RunnerEvents | undefined;
  let alive = true;
  let isSwept = true;

  const kill = () => {
    alive = false;
    if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL');
    for (const group of groups) killGroup(group, 'SIGKILL');
    groups.clear();
    sweep();
  };
  const sweep = () => {
    if (isSwept) return;
    const until = newestProcess();
    killMarked(mark, swept, alive ? child.pid : undefined);
    swept = until;
    isSwept = true;
  };
  const gone = (reason: string) => {
    kill();
    const heard = events;
    events = undefined;
    heard?.onGone(reason);
  };

  child.stdout?.on('data', (chunk: Buffer) => events?.onOutput(chunk));
  // The end of the process tells more.
  child.stdout?.on('error', () => {});
  child.on('message', (message: FromRunner) => {
    if (message.type !== 'group') events?.onMessage(message);
    else if (message.alive) groups.add(message.group);
    else groups.delete(message.group);
  });
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  started.catch(() => {});
  child.on('error', (error) => gone(`could not be reached: ${error.message}`));
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
    started,
    get alive() {
      return alive;
    },
    send(message) {
      if (message.type === 'run') isSwept = false;
      // An error means that the process is going, which `onGone` tells.
      child.send(message, () => {});
    },
    listen(listener) {
      events = listener;
    },
    sweep,
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
