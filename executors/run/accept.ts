import type { Plan } from '../../src/definition/plan.js';
import { coded } from '../../src/problems/problem.js';
import { MISSING } from './state/contents.js';
import { type Finished, readFinished, writeFinished } from './state/record.js';
import type { Workshop } from './workshop.js';

const KIND = 'Taken for results as they lie, without running anything';

/** What comes of asking for it. */
export type Accepted =
  | { readonly printed: string }
  /** Why it cannot be taken, for the user. */
  | { readonly refused: string };

/**
 * Takes what lies there for the result of an experiment as it is now, if it is byte for byte what an
 * earlier run of it finished, whatever its code and data were then.
 *
 * @param outputs what lies there
 */
export function accept(
  signature: string,
  outputs: Finished['outputs'],
  plan: Plan,
  shop: Workshop,
): Accepted {
  const record = readFinished(shop.state, plan.folder);
  if (record === undefined)
    return refused(
      'no run that finished it is remembered in this workspace (nx reset forgets them), so there is nothing to take',
    );
  const [was, is] = [new Map(record.outputs), new Map(outputs)];
  for (const [file, hash] of is) {
    if (hash === MISSING) return refused(`${file} is not there`);
    if (!was.has(file)) return refused(`${file} is none of what its last run wrote`);
    if (was.get(file) !== hash) return refused(`${file} is not what its last run wrote`);
  }
  // Of a folder all counts, and nothing of outputs that the task does not have any more.
  const paths = Object.values(plan.experiment.outputs);
  const lost = [...was.keys()].find(
    (file) => !is.has(file) && paths.some((path) => `${file}/`.startsWith(`${path}/`)),
  );
  if (lost !== undefined) return refused(`${lost} is not there`);
  const { terminalOutput } = record;
  writeFinished(shop.state, plan.folder, { signature, outputs, terminalOutput });
  shop.warn(KIND, shop.nameOf(plan));
  return { printed: terminalOutput };
}

function refused(reason: string): Accepted {
  const mend = 'run it without NX_EXPERIMENTS_ACCEPT';
  return { refused: coded('NXE052', `not accepted: ${reason}; ${mend}`) };
}
