import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../../src/files/write-whole.js';
import { sha256 } from './contents.js';
import type { LastRun } from './last-run.js';

/**
 * What is known of a finished experiment. Nx stores the results of a batch when all of it is done;
 * this is what survives when the run is killed before that.
 */
export interface Finished {
  readonly signature: string;
  /** Each output file and its content hash, sorted by file. */
  readonly outputs: readonly (readonly [file: string, hash: string])[];
  readonly terminalOutput: string;
  /** The dimensions whose levels its module read; absent where that cannot be told. */
  readonly read?: readonly string[];
  /** Signatures of results before: Nx may still have these in its cache. The latest first. */
  readonly earlier?: readonly string[];
}

/** What is remembered of an experiment, in one file: each file more costs as much as all else that is done for it. */
export interface Remembered {
  /** The experiment's folder: these files are named by a hash of it. */
  readonly folder: string;
  readonly finished?: Finished;
  readonly last?: LastRun;
}

/** How many earlier signatures are kept. */
const EARLIER = 50;

/** A name for an experiment's files outside its folder. */
export function recordName(folder: string): string {
  return sha256(folder).slice(0, 32);
}

/** @returns undefined where there is none that is whole */
export function readFinished(state: string, folder: string): Finished | undefined {
  return readRecord(state, folder)?.finished;
}

/** @returns undefined where there is none that is whole */
export function readLastRun(state: string, folder: string): LastRun | undefined {
  return readRecord(state, folder)?.last;
}

/**
 * Remembers that an experiment is finished. Where it cannot be written, there is no record, and nothing
 * else goes wrong.
 *
 * @param last its execution; absent where there was none
 */
export function writeFinished(
  state: string,
  folder: string,
  finished: Omit<Finished, 'earlier'>,
  last?: LastRun,
): void {
  const before = readRecord(state, folder);
  const known = before?.finished;
  const latest = last ?? before?.last;
  const earlier = (known === undefined ? [] : [known.signature, ...(known.earlier ?? [])])
    .filter((one) => one !== finished.signature)
    .slice(0, EARLIER);
  write(state, {
    folder,
    finished: { ...finished, ...(earlier.length > 0 && { earlier }) },
    ...(latest && { last: latest }),
  });
}

/** Remembers an execution that failed, beside what was finished before. */
export function writeFailed(state: string, folder: string, last: LastRun): void {
  write(state, { ...readRecord(state, folder), folder, last });
}

/**
 * @param state the folder of records, absolute
 * @param folder the experiment's, relative to the workspace root
 * @returns undefined where there is none that is whole
 */
export function readRecord(state: string, folder: string): Remembered | undefined {
  const path = pathOf(state, folder);
  try {
    // Most often there is none, and an error that is thrown takes longer than this look.
    if (!existsSync(path)) return undefined;
    const record = JSON.parse(readFileSync(path, 'utf8')) as Partial<Remembered> | null;
    if (record?.folder !== folder) return undefined;
    const { finished, last } = record;
    return {
      folder,
      ...(isFinished(finished) && { finished }),
      ...(typeof last?.signature === 'string' && { last }),
    };
  } catch {
    return undefined;
  }
}

function write(state: string, record: Remembered): void {
  writeWhole(pathOf(state, record.folder), JSON.stringify(record));
}

function pathOf(state: string, folder: string): string {
  return join(state, 'experiments', `${recordName(folder)}.json`);
}

function isFinished(value: Partial<Finished> | undefined): value is Finished {
  return (
    typeof value?.signature === 'string' &&
    typeof value.terminalOutput === 'string' &&
    Array.isArray(value.outputs)
  );
}
