import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { entryArguments, siblingEntry } from '../../../src/modules/entry.js';
import { readFrames } from '../runner/frames.js';
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
  /** Kills it and all that it started. */
  kill(): void;
}

/** How long a stranger may keep the output of a dead process open. */
const CLOSING = 500;

/** @throws where the system cannot start it, unless `started` rejects */
export function startRunner(env: NodeJS.ProcessEnv, root: string): RunnerProcess {
  const entry = siblingEntry('../runner/runner.js', import.meta.url);
  const start = fileURLToPath(new URL('../runner/start.sh', import.meta.url));
  const [key, mark] = [randomUUID(), randomUUID()];
  const child: ChildProcess = spawn(
    '/bin/sh',
    [start, process.execPath, ...entryArguments(entry), fileURLToPath(entry)],
    {
      cwd: root,
      env: { ...env, [MARK]: mark },
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const groups = new Set<number>();
  let events: RunnerEvents | undefined;
  let alive = true;
  /** Before the attempt that it is busy with, if any, which may have started anything. */
  let newest: number | undefined;
  let isBusy = false;

  const send = (message: ToRunner) => void child.stdin?.write(`${JSON.stringify(message)}\n`);
  const kill = () => {
    alive = false;
    if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL');
    for (const group of groups) killGroup(group, 'SIGKILL');
    groups.clear();
    if (isBusy) killMarked(mark, newest);
    isBusy = false;
  };
  const gone = (reason: string) => {
    kill();
    output.flush();
    const heard = events;
    events = undefined;
    heard?.onGone(reason);
  };

  const output = readFrames<FromRunner>(
    key,
    (chunk) => events?.onOutput(chunk),
    (message) => {
      if (message.type === 'done') isBusy = false;
      if (message.type !== 'group') events?.onMessage(message);
      else if (message.alive) groups.add(message.group);
      else groups.delete(message.group);
    },
  );
  child.stdout?.on('data', output.push);
  // The system may have no room for them; the end of the process tells more than an error of theirs.
  child.stdout?.on('error', () => {});
  child.stdin?.on('error', () => {});
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
  send({ type: 'hello', key, mark });

  return {
    started,
    get alive() {
      return alive;
    },
    send(message) {
      if (message.type === 'run') {
        newest = newestProcess();
        isBusy = true;
      }
      send(message);
    },
    listen(listener) {
      events = listener;
    },
    kill,
  };
}

function onceClosed(child: ChildProcess, listener: () => void): void {
  if (!child.stdout || child.stdout.closed) listener();
  else child.stdout.once('close', listener);
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGABRT') return 'killed by SIGABRT (out of memory?) before it was done';
  return signal === null
    ? `exited with code ${code} before it was done`
    : `killed by ${signal} before it was done`;
}
