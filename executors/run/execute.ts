import { coded } from '../../src/problems/problem.js';
import type { Again } from './again.js';
import type { Assignment } from './assignment.js';
import { runAttempts } from './attempts.js';
import { changeMessage, disturbed, failed, lineBreak, type Tried } from './outcome.js';
import { changedFile, type Evidence, replacedFile } from './state/evidence.js';
import { definitionOf, type LastRun } from './state/last-run.js';
import { strangers } from './state/reads.js';
import { writeFailed, writeFinished } from './state/record.js';
import type { Fingerprint } from './state/signature.js';
import type { Stopping } from './stopping.js';
import type { Workshop } from './workshop.js';
import { recordOf, writtenBy } from './written.js';

/** What is known of an experiment when its code starts. */
export interface Start {
  readonly before: Evidence;
  readonly fingerprint: Fingerprint;
  readonly signature: string;
  readonly again: Again | undefined;
}

/** Runs an experiment's code, and judges what came of it. */
export async function execute(
  assignment: Assignment,
  { before, fingerprint, signature, again }: Start,
  shop: Workshop,
  stopping: Stopping,
  print: (chunk: Buffer) => void,
  printed: () => string,
): Promise<Tried> {
  const { plan } = assignment;
  const { contents, gatherer } = shop;
  const started = Date.now();
  const outcome = await runAttempts(assignment, shop, stopping, print);
  const { error } = outcome;
  const last = (success: boolean): LastRun => {
    const finished = Date.now();
    return {
      success,
      signature,
      fingerprint,
      definition: definitionOf(plan),
      seconds: (finished - started - outcome.queued) / 1000,
      attempts: outcome.attempts,
      finished,
    };
  };
  const fails = (failure: string) => {
    const log = `${printed()}${lineBreak(printed())}${failure}\n`;
    if (!stopping.signal.aborted) writeFailed(shop.state, plan.folder, { ...last(false), log });
    return failed(failure);
  };
  const after = gatherer.now(plan);
  const late = await changedFile(contents, before, after);
  if (late !== undefined) return disturbed(failed(changeMessage(late)));
  const unknown = error === undefined ? strangers(plan, outcome, before, shop) : undefined;
  if (unknown !== undefined) return fails(unknown);
  const replaced = replacedFile(before, after);
  if (replaced !== undefined) {
    // It may have read half of it.
    print(Buffer.from(`${lineBreak(printed())}${replaced} was written again meanwhile\n`));
    if (error !== undefined) return disturbed(failed(error));
    // A task may do that to its own code and inputs, and would do so each time; never to what it needs.
    const isOwn = !before.needs.has(replaced);
    return isOwn && !stopping.signal.aborted
      ? disturbed({ kind: 'done', outputs: await writtenBy(shop, plan) })
      : disturbed(failed(coded('NXE047', `${replaced} was written while this ran; run it again`)));
  }
  if (error !== undefined) return fails(error);

  const outputs = await writtenBy(shop, plan);
  const record = recordOf(outputs);
  again?.compare(record);
  const { unread } = outcome;
  if (unread !== undefined) shop.unread.note(plan, unread, record);
  const dimensions = Object.keys(plan.experiment.levels);
  const finished = {
    signature,
    outputs: record,
    terminalOutput: printed(),
    ...(unread && { read: dimensions.filter((name) => !unread.levels.includes(name)) }),
  };
  writeFinished(shop.state, plan.folder, finished, last(true));
  return { kind: 'done', outputs };
}
