import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../../src/definition/plan.js';
import { writeWhole } from '../../../src/files/write-whole.js';
import { recordName } from './record.js';
import type { Fingerprint } from './signature.js';

/**
 * The last execution of an experiment, however it ended: what came of it, and what it was made of, by which
 * one can tell later what is another.
 */
export interface LastRun {
  /** The experiment's folder: these files are named by a hash of it. */
  readonly folder: string;
  readonly success: boolean;
  readonly signature: string;
  readonly fingerprint: Fingerprint;
  readonly definition: Definition;
  /** Seconds of all attempts. */
  readonly seconds: number;
  readonly attempts: number;
  /** When it ended, in milliseconds since 1970. */
  readonly finished: number;
  /** What it printed; of a success there is a record elsewhere. */
  readonly log?: string;
}

/** What a definition says, as far as a reader can be told how it changed. */
export type Definition = Pick<Plan, 'experiment' | 'run' | 'command' | 'env'>;

/** @returns undefined where there is none that is whole */
export function readLastRun(state: string, folder: string): LastRun | undefined {
  const path = pathOf(state, folder);
  try {
    if (!existsSync(path)) return undefined;
    const last = JSON.parse(readFileSync(path, 'utf8')) as Partial<LastRun> | null;
    return last?.folder === folder && typeof last.signature === 'string'
      ? (last as LastRun)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Where it cannot be written, nothing goes wrong. */
export function writeLastRun(
  state: string,
  plan: Plan,
  last: Omit<LastRun, 'folder' | 'definition'>,
): void {
  const { folder, experiment, run, command, env } = plan;
  const definition: Definition = {
    experiment,
    ...(run !== undefined && { run }),
    ...(command !== undefined && { command }),
    env,
  };
  writeWhole(pathOf(state, folder), JSON.stringify({ folder, ...last, definition }));
}

function pathOf(state: string, folder: string): string {
  return join(state, 'last', `${recordName(folder)}.json`);
}
