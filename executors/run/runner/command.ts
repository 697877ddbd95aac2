import { setTimeout as sleep } from 'node:timers/promises';
import type { ExperimentView } from '../../../src/catalog/experiment.js';
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
  { words: given, file }: Required<Command>,
  experiment: ExperimentView,
  signal: AbortSignal,
  starter: Starter,
): Promise<CommandProblem> {
  const isLong = typeof given === 'string' && Buffer.byteLength(given) > LONGEST_TEXT;
  const words = isLong ? ['/bin/sh', `${file}.sh`] : wordsOf(given);
  const script = `${file}.start`;
  const lines = [
    `EXPERIMENT=${quote(file)}`,
    'export EXPERIMENT',
    `exec ${words.map(quote).join(' ')}`,
  ];
  const files = [
    [file, JSON.stringify(experiment)],
    [script, `${lines.join('\n')}\n`],
    ...(isLong ? [[`${file}.sh`, given] as const] : []),
  ] as const;
  for (const [path, text] of files) {
    const problem = writeCommandFile(path, text);
    if (problem !== undefined) return coded('NXE051', problem);
  }
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

/** The program and its arguments; of a text, a shell that runs it. */
function wordsOf(given: Command['words']): readonly string[] {
  return typeof given === 'string' ? ['/bin/sh', '-c', given] : given;
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
