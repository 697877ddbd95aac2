import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../../../src/definition/plan.js';
import { noted } from '../perform.js';
import type { Evidence } from '../state/evidence.js';
import type { Workshop } from '../workshop.js';

/** Milliseconds after which files that somebody was writing may lie still. */
const SETTLING = 150;

/** How often files that are being written are looked at. */
const LOOKS = 4;

/**
 * What experiments read, as it is when they are wanted: what Nx hashed. While another run restores the
 * same outputs, what lies there may be half of a file, which would pass for another content for ever: it
 * is looked at again.
 *
 * @returns for each plan what it reads; throws when asked where that could not be read
 */
export async function evidenceAtStart(
  plans: readonly Plan[],
  shop: Workshop,
): Promise<readonly (() => Evidence)[]> {
  for (let tries = 1; ; tries++) {
    const gatherer = shop.newGatherer();
    const evidence = plans.map((plan) => noted(() => gatherer.atStart(plan)));
    if (tries === LOOKS || !evidence.some((one) => isBeingWritten(one, shop))) return evidence;
    await sleep(SETTLING);
  }
}

/** Whether what an experiment needs was written at this very moment. */
function isBeingWritten(evidence: () => Evidence, { contents }: Workshop): boolean {
  try {
    return contents.writtenAfter(evidence().needs, Date.now() - SETTLING) !== undefined;
  } catch {
    // Whoever asks for it later says what is wrong.
    return false;
  }
}
