import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../../src/files/write-whole.js';
import { sha256 } from './contents.js';

/**
 * What is known of a finished experiment. Nx stores the results of a batch when all of it is done;
 * this is what survives when the run is killed before that.
 */
export interface Finished {
  /** The experiment's folder: records are named by a hash of it. */
  readonly folder: string;
  readonly signature: string;
  /** Each output file and its content hash, sorted by file. */
  readonly outputs: readonly (readonly [file: string, hash: string])[];
  readonly terminalOutput: string;
  /** Signatures of results before: Nx may still have these in its cache. The latest first. */
  readonly earlier?: readonly string[];
}

/** How many earlier signatures are kept. */
const EARLIER = 50;

/** A name for an experiment's files outside its folder. */
export function recordName(folder: string): string {
  return sha256(folder).slice(0, 32);
}

/** @returns undefined where there is none that is whole */
export function readFinished(state: string, folder: string): Finished | undefined {
  const path = pathOf(state, folder);
  try {
    // Most often there is none, and an error that is thrown takes longer than this look.
    if (!existsSync(path)) return undefined;
    const record: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isFinished(record) && record.folder === folder ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Where it cannot be written, there is no record, and nothing else goes wrong. */
export function writeFinished(state: string, finished: Omit<Finished, 'earlier'>): void {
  const path = pathOf(state, finished.folder);
  const before = readFinished(state, finished.folder);
  const known = before === undefined ? [] : [before.signature, ...(before.earlier ?? [])];
  const earlier = known.filter((signature) => signature !== finished.signature).slice(0, EARLIER);
  const text = JSON.stringify({ ...finished, ...(earlier.length > 0 && { earlier }) });
  writeWhole(path, text);
}

function pathOf(state: string, folder: string): string {
  return join(state, 'finished', `${recordName(folder)}.json`);
}

function isFinished(value: unknown): value is Finished {
  const record = value as Partial<Finished> | null;
  return (
    typeof record?.signature === 'string' &&
    typeof record.terminalOutput === 'string' &&
    Array.isArray(record.outputs)
  );
}
