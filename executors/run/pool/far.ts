import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { endedWith } from '../runner/ended.js';
import { type FarEnvironment, LEAVE } from '../runner/protocol.js';
import { lossIn } from './launch.js';
import { describeExit, type RunnerProcess } from './runner-process.js';
import { onceRead, openTalk, runnerCommand } from './talk.js';

/** What starts a runner that may be on another machine. */
export interface Launcher {
  /** A program and its arguments, before the runner's command. */
  readonly words: readonly string[];
  readonly env: FarEnvironment;
}

/** A runner that a launcher started. */
export interface FarRunner extends RunnerProcess {
  /** Its first words; rejects where it goes before them. */
  readonly ready: Promise<void>;
  /** The last line that its launcher printed; empty where there is none. */
  readonly told: string;
}

/** Characters kept of what a launcher says. */
const TOLD = 2000;

/**
 * Starts one apart from this process's tree: see `apart.sh`. The end of its input ends a runner, wherever it is,
 * and its launcher is asked to end, which may still wait for a machine.
 *
 * @param env the launcher's own
 * @param root the workspace root, absolute
 */
export function startFarRunner(
  env: NodeJS.ProcessEnv,
  root: string,
  { words, env: own }: Launcher,
): FarRunner {
  const apart = fileURLToPath(new URL('./apart.sh', import.meta.url));
  // Node closes the first three of a child that is gone, and this one goes as soon as it has started the other.
  const child = spawn('/bin/sh', [apart, ...words, ...runnerCommand()], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  // There are none where the system has no room for them.
  const [, , , input, output, errors, life] = (child.stdio ?? []) as readonly (
    | Duplex
    | null
    | undefined
  )[];
  let alive = true;
  let told = '';
  let code = '';
  const mark = randomUUID();
  const talk = openTalk({ input, output }, { mark, env: own });

  const kill = () => {
    if (!alive) return;
    alive = false;
    // One that has nothing to do, or just begins, leaves by itself: a scheduler would note one that is killed as a
    // job that failed.
    if (!talk.isBusy) {
      talk.send(LEAVE);
      input?.end();
    } else input?.destroy();
    life?.end();
  };
  const lastTold = () => told.trim().split('\n').at(-1)!;
  const end = (reason: string) => {
    kill();
    const loss = lossIn(told);
    const text = loss === undefined ? reason : `${loss}: the runner ${reason}`;
    const last = lastTold();
    const whole = last ? `${text} (${last})` : text;
    talk.end(whole, loss);
  };
  errors?.on('data', (chunk: Buffer) => {
    told = `${told}${chunk}`.slice(-TOLD);
  });
  life?.on('data', (chunk: Buffer) => {
    code += chunk;
  });
  for (const stream of [errors, life]) stream?.on('error', () => {});
  life?.once('close', () => {
    kill();
    onceRead([output, errors], () => end(describeEnd(code.trim())));
  });
  child.on('error', (error) => end(`could not be reached: ${error.message}`));

  return {
    ready: talk.ready,
    isFar: true,
    get told() {
      return lastTold();
    },
    get alive() {
      return alive;
    },
    get attempts() {
      return talk.attempts;
    },
    send: talk.send,
    listen: talk.listen,
    kill,
  };
}

/** @param told the exit code as shells tell it; nothing where the launcher was killed with all that watches it */
function describeEnd(told: string): string {
  if (told === '') return describeExit(null, 'SIGKILL');
  const { code, signal } = endedWith(Number(told));
  return describeExit(code, signal);
}
