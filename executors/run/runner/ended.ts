import { constants } from 'node:os';

/** How a process ended; one of both is null. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What shells add to the number of a signal that ended a process. */
const BY_SIGNAL = 128;

const SIGNALS = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name as NodeJS.Signals]),
);

/** How it ended, by the status that a shell tells of it. */
export function endedWith(status: number): Ended {
  const signal = SIGNALS.get(status - BY_SIGNAL) ?? null;
  return { code: signal === null ? status : null, signal };
}
