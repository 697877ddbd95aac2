import type { ReadResources } from '../../src/catalog/resources.js';
import type { Plan } from '../../src/definition/plan.js';
import type { Evidence } from './state/evidence.js';

/** One experiment that is to be done. */
export interface Assignment {
  readonly plan: Plan;
  readonly digest: string;
  /** That of the `nx` call. */
  readonly env: NodeJS.ProcessEnv;
  /** Its part of the machine; see `service/room.ts`. */
  readonly place: {
    change(to: ReadResources, signal: AbortSignal): Promise<void>;
  };
  /** What its files were when Nx hashed them, as far as they were there then; throws where they could not be read. */
  readonly hashed: () => Evidence;
  /** Hears when it begins to wait in a scheduler's queue, and when that is over. */
  readonly onQueue?: (isQueued: boolean) => void;
  /** Hears its output as it comes. */
  readonly onOutput?: (chunk: Buffer) => void;
}
