import type { Plan } from '../../src/definition/plan.js';
import { missingRead } from './state/reads.js';
import { readFinished } from './state/record.js';
import type { Workshop } from './workshop.js';
import { outputsOf, recordOf, type Written } from './written.js';

/**
 * What an earlier run left, if it is the result of that signature and lies there as it left it.
 *
 * @param record what is remembered of it
 */
export async function finishedAs(
  signature: string,
  plan: Plan,
  shop: Pick<Workshop, 'contents' | 'state'>,
  record = readFinished(shop.state, plan.folder),
): Promise<{ readonly outputs: Written; readonly printed: string } | undefined> {
  if (record?.signature !== signature) return undefined;
  const outputs = await outputsOf(shop, plan);
  return JSON.stringify(recordOf(outputs)) === JSON.stringify(record.outputs)
    ? { outputs, printed: record.terminalOutput }
    : undefined;
}

/** Whether an experiment's outputs lie there as a run of it finished them, with all that it is made of as it is now. */
export async function isFinishedNow(plan: Plan, digest: string, shop: Workshop): Promise<boolean> {
  const evidence = shop.gatherer.now(plan);
  if (missingRead(plan, evidence).length > 0) return false;
  return (await finishedAs(await shop.sign(plan, digest, evidence), plan, shop)) !== undefined;
}

/**
 * Whether an experiment was ever finished with all that it is made of as it is now: then Nx has the result
 * in its cache, most likely, whatever lies there.
 */
export async function wasEverFinished(
  plan: Plan,
  digest: string,
  shop: Workshop,
): Promise<boolean> {
  const record = readFinished(shop.state, plan.folder);
  if (record === undefined) return false;
  const signature = await shop.sign(plan, digest, shop.gatherer.now(plan));
  return record.signature === signature || (record.earlier ?? []).includes(signature);
}
