import { setTimeout as sleep } from 'node:timers/promises';
import { quote } from '../../../src/command/placeholders.js';
import { coded } from '../../../src/problems/problem.js';
import { writeCommandFile } from './command-file.js';
import type { Ended } from './ended.js';
import { HEARING } from './hearing.js';
import type { Command } from './protocol.js';
import type { Starter } from './starter.js';

/** What stops a run. */
const STOPS: readonly (NodeJS.Signals | null)[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Linux takes no single argument above 128 KiB, and a fan-in of thousands makes a long text. */
const LONGEST_TEXT = 100_000;

/** How a command ended, if not well. */
export type CommandProblem = string | undefined;

/**
 * Runs a command in the group of a starter's shell. A shell starts an array's program, too; its arguments come as
 * they are, and none is read as shell text.
 */
export async function runCommand(
  { words: given, file = '' }: Command,
  signal: AbortSignal,
  starter: Starter,
): Promise<CommandProblem> {
  const { words, text } = startOf(given, `${file}.sh`);
  const script = `${file}.start`;
  const lines = [
    `EXPERIMENT=${quote(file)}`,
    'export EXPERIMENT',
    `exec ${words.map(quote).join(' ')}`,
  ];
  const problem =
    (text === undefined ? undefined : writeCommandFile(`${file}.sh`, text)) ??
    writeCommandFile(script, `${lines.join('\n')}\n`);
  if (problem !== undefined) return coded('NXE051', problem);
  if (signal.aborted) return describeEnd({ code: null, signal: 'SIGTERM' }, words);
  const terminate = () => starter.signal('SIGTERM');
  signal.addEventListener('abort', terminate);
  try {
    const ended = await starter.start(script);
    if (STOPS.includes(ended.signal) && !signal.aborted) await sleep(HEARING);
    return describeEnd(ended, words);
  } catch (error) {
    return coded('NXE054', `could not be started: ${(error as Error).message}`);
  } finally {
    signal.removeEventListener('abort', terminate);
  }
}

/**
 * What is started: a program, or a shell with a text, as it is or from a file.
 *
 * @returns the words, and what that file is to hold where it is needed
 */
function startOf(
  given: Command['words'],
  file: string,
): { readonly words: readonly string[]; readonly text?: string } {
  if (typeof given !== 'string') return { words: given };
  return Buffer.byteLength(given) <= LONGEST_TEXT
    ? { words: ['/bin/sh', '-c', given] }
    : { words: ['/bin/sh', file], text: given };
}

function describeEnd({ code, signal }: Ended, [program = '']: readonly string[]): CommandProblem {
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
