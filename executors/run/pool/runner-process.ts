import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { entryArguments, siblingEntry } from '../../../src/modules/entry.js';
import { coded } from '../../../src/problems/problem.js';
import { readFrames } from '../runner/frames.js';
import { killGroup } from '../runner/kill-group.js';
import { killMarked, MARK, newestProcess } from '../runner/marked.js';
import type { FarEnvironment, FromRunner, ToRunner } from '../runner/protocol.js';
import { type Loss, lossIn } from './launch.js';

/** What a runner's process may do on its own. */
export interface RunnerEvents {
  onOutput(chunk: Buffer): void;
  onMessage(message: FromRunner): void;
  /** The process is gone and all that it printed was read. */
  onGone(reason: string, loss: Loss | undefined): void;
}

/** Another way to start a runner than as a child of this process. */
export interface Launcher {
  /** A program and its arguments, before the runner's command. */
  readonly words: readonly string[];
  readonly env: FarEnvironment;
}

/** A process that runs experiments; see `../runner/runner.ts`. */
export interface RunnerProcess {
  /** Rejects where the system could not start it. */
  readonly started: Promise<void>;
  /** Its first words; rejects where it goes before them. */
  readonly ready: Promise<void>;
  readonly alive: boolean;
  /** Whether a launcher started it, so that it may be on another machine. */
  readonly isFar: boolean;
  /** Whether its process runs no more, as the system tells it now. */
  hasEnded(): boolean;
  /** How many attempts it was given. */
  readonly attempts: number;
  send(message: ToRunner): void;
  /** Who hears from the process: the attempt that it is busy with, if any. */
  listen(events: RunnerEvents | undefined): void;
  /** Kills it and all that it started. */
  kill(): void;
}

/** How long a stranger may keep the output of a dead process open. */
const CLOSING = 500;

/** Has a program go on where nobody reads what it writes. */
const KEEPING = `trap '' PIPE; exec "$0" "$@"`;

/** How long a launcher may take to end its runner, in milliseconds, before it is killed itself. */
const ENDING = 10_000;

/** Characters kept of what a launcher says. */
const TOLD = 2000;

/** @throws where the system cannot start it, unless `started` rejects */
export function startRunner(
  env: NodeJS.ProcessEnv,
  root: string,
  launcher?: Launcher,
): RunnerProcess {
  const entry = siblingEntry('../runner/runner.js', import.meta.url);
  const start = fileURLToPath(new URL('../runner/start.sh', import.meta.url));
  const [key, mark] = [randomUUID(), randomUUID()];
  const command = [
    '/bin/sh',
    start,
    process.execPath,
    ...entryArguments(entry),
    fileURLToPath(entry),
  ];
  // This process may end first: a launcher that dies of a broken stream does not give its job back.
  const before = launcher === undefined ? [] : ['/bin/sh', '-c', KEEPING, ...launcher.words];
  const [program = '', ...args] = [...before, ...command];
  const child: ChildProcess = spawn(program, args, {
    cwd: root,
    // What carries the mark is killed with the runner, and a launcher has to end by itself.
    env: launcher === undefined ? { ...env, [MARK]: mark } : env,
    detached: true,
    stdio: ['pipe', 'pipe', launcher === undefined ? 'ignore' : 'pipe'],
  });
  const groups = new Set<number>();
  let events: RunnerEvents | undefined;
  let alive = true;
  /** Before it could start anything. */
  const newest = newestProcess();
  let isBusy = false;
  let attempts = 0;
  let told = '';

  const send = (message: ToRunner) => void child.stdin?.write(`${JSON.stringify(message)}\n`);
  /** The end of its input ends it, wherever it is. */
  const killFar = () => {
    if (!alive) return;
    alive = false;
    child.stdin?.destroy();
    const signal = (name: NodeJS.Signals) => {
      if (child.exitCode === null && child.pid !== undefined) killGroup(child.pid, name);
    };
    // At once: this process may end now.
    signal('SIGTERM');
    setTimeout(() => signal('SIGKILL'), ENDING).unref();
  };
  const kill = () => {
    if (launcher !== undefined) return killFar();
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
    const loss = lossIn(told);
    const text = loss === undefined ? reason : `${loss}: the runner ${reason}`;
    const last = told.trim().split('\n').at(-1);
    const whole = last ? `${text} (${last})` : text;
    notReady(new Error(whole));
    heard?.onGone(coded('NXE045', whole), loss);
  };
  let onReady = () => {};
  let notReady: (error: Error) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    onReady = resolve;
    notReady = reject;
  });
  ready.catch(() => {});

  const output = readFrames<FromRunner>(
    key,
    (chunk) => events?.onOutput(chunk),
    (message) => {
      if (message.type === 'done') isBusy = false;
      if (message.type === 'ready') onReady();
      if (message.type !== 'group') events?.onMessage(message);
      else if (message.alive) groups.add(message.group);
      else groups.delete(message.group);
    },
  );
  child.stdout?.on('data', output.push);
  // The system may have no room for them; the end of the process tells more than an error of theirs.
  child.stdout?.on('error', () => {});
  child.stdin?.on('error', () => {});
  child.stderr?.on('data', (chunk: Buffer) => {
    told = `${told}${chunk}`.slice(-TOLD);
  });
  child.stderr?.on('error', () => {});
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  started.catch(() => {});
  child.on('error', (error) => gone(`could not be reached: ${error.message}`));
  child.once('exit', (code, signal) => {
    if (launcher !== undefined) alive = false;
    else kill();
    const reason = describeExit(code, signal);
    const timer = setTimeout(() => gone(reason), CLOSING);
    onceClosed(child, () => {
      clearTimeout(timer);
      gone(reason);
    });
  });
  send({ type: 'hello', key, mark, ...(launcher !== undefined && { env: launcher.env }) });

  return {
    started,
    ready,
    isFar: launcher !== undefined,
    hasEnded() {
      if (child.pid === undefined || child.exitCode !== null) return true;
      try {
        return /\) Z/.test(readFileSync(`/proc/${child.pid}/stat`, 'latin1'));
      } catch {
        return true;
      }
    },
    get attempts() {
      return attempts;
    },
    get alive() {
      return alive;
    },
    send(message) {
      if (message.type === 'run') {
        isBusy = true;
        attempts++;
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
