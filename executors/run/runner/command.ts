import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { coded } from '../../../src/problems/problem.js';
import { HEARING } from './hearing.js';
import { killGroup } from './kill-group.js';
import type { Command } from './protocol.js';

/** How long a process that left its command's group may keep the command's output open. */
const CLOSING = 500;

/** What stops a run. */
const STOPS: readonly (NodeJS.Signals | null)[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Linux takes no single argument above 128 KiB, and a fan-in of thousands makes a long text. */
const LONGEST_TEXT = 100_000;

/** How a command ended, if not well. */
export type CommandProblem = string | undefined;

/**
 * Runs a command in a process group of its own and passes its output on.
 *
 * `/bin/sh` starts an array's program, too (arguments come as they are, nothing is read as shell
 * text): that makes stdout and stderr one stream, in the order in which they were written.
 */
export function runCommand(
  { words: given, file = '' }: Command,
  signal: AbortSignal,
  write: (chunk: Buffer) => boolean,
): Promise<CommandProblem> {
  const words = typeof given === 'string' ? shellWords(given, file) : given;
  const child = spawn('/bin/sh', ['-c', 'exec "$0" "$@" 2>&1', ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
    env: { ...process.env, EXPERIMENT: file },
  });
  const terminate = () => {
    if (child.pid !== undefined) killGroup(child.pid, 'SIGTERM');
  };
  child.stdout.on('data', (chunk: Buffer) => {
    if (write(chunk)) return;
    child.stdout.pause();
    process.stdout.once('drain', () => child.stdout.resume());
  });
  signal.addEventListener('abort', terminate);
  if (signal.aborted) terminate();

  return new Promise((resolve) => {
    let problem: CommandProblem;
    let closing: NodeJS.Timeout | undefined;
    let isStopped = false;
    child.once('error', (error) =>
      resolve(coded('NXE054', `could not be started: ${error.message}`)),
    );
    child.once('exit', (code, killer) => {
      problem = describeExit(code, killer, words);
      isStopped = STOPS.includes(killer);
      if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL');
      closing = setTimeout(() => child.stdout.destroy(), CLOSING);
    });
    child.once('close', () => {
      clearTimeout(closing);
      signal.removeEventListener('abort', terminate);
      if (isStopped && !signal.aborted) setTimeout(resolve, HEARING, problem);
      else resolve(problem);
    });
  });
}

/** What has a shell run a text: as it is, or from a file beside that of the experiment. */
function shellWords(text: string, file: string): readonly string[] {
  if (Buffer.byteLength(text) <= LONGEST_TEXT) return ['/bin/sh', '-c', text];
  const script = `${file}.sh`;
  writeFileSync(script, text);
  return ['/bin/sh', script];
}

function describeExit(
  code: number | null,
  signal: NodeJS.Signals | null,
  [program = '']: readonly string[],
): CommandProblem {
  if (signal !== null) return coded('NXE045', `killed by ${signal}`);
  if (code === 0) return undefined;
  // What a POSIX shell says of a program that it could not start.
  if (code === 127)
    return coded(
      'NXE054',
      `exited with code 127: ${program} or something that it runs was not found`,
    );
  return `exited with code ${code}`;
}
