import type { Plan } from '../../../src/definition/plan.js';
import type { Fingerprint } from './signature.js';

/**
 * The last execution of an experiment, however it ended: what came of it, and what it was made of, by which
 * one can tell later what is another.
 */
export interface LastRun {
  readonly success: boolean;
  readonly signature: string;
  readonly fingerprint: Fingerprint;
  readonly definition: Definition;
  /** Seconds of all attempts, without those in a scheduler's queue. */
  readonly seconds: number;
  readonly attempts: number;
  /** When it ended, in milliseconds since 1970. */
  readonly finished: number;
  /** What it printed; of a success there is a record elsewhere. */
  readonly log?: string;
}

/** What a definition says, as far as a reader can be told how it changed. */
export type Definition = Pick<Plan, 'experiment' | 'run' | 'command' | 'env'>;

export function definitionOf({ experiment, run, command, env }: Plan): Definition {
  return {
    experiment,
    ...(run !== undefined && { run }),
    ...(command !== undefined && { command }),
    env,
  };
}
