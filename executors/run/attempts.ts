import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReadResources, resourcesOfAttempt } from '../../src/catalog/resources.js';
import { fillCommand } from '../../src/command/placeholders.js';
import type { Plan } from '../../src/definition/plan.js';
import type { Assignment } from './assignment.js';
import { outputProblems, prepareOutputs, refuseTracked } from './outputs.js';
import { attempt } from './pool/attempt.js';
import type { Command, Outcome } from './runner/protocol.js';
import { recordName } from './state/record.js';
import type { Stopping } from './stopping.js';
import { untilVisible } from './visible.js';
import type { Workshop } from './workshop.js';

/** What is decided of an experiment before its first attempt. */
type Task = Pick<Assignment, 'plan' | 'env' | 'place'>;

/**
 * Runs the task's code until it succeeds or its attempts are used up.
 *
 * @throws where its files cannot be prepared or looked at, or no process can be started
 */
export async function runAttempts(
  task: Task,
  shop: Workshop,
  stopping: Stopping,
  onOutput: (chunk: Buffer) => void,
): Promise<Outcome & { readonly attempts: number }> {
  const { plan, place } = task;
  refuseTracked(plan, await shop.tracked(plan.bld));
  const attempts = plan.retries + 1;
  for (let i = 1; ; i++) {
    const resources = resourcesOfAttempt(plan.resources, i);
    if (i > 1) await place.change(resources, stopping.signal);
    const outcome = await runOnce(task, resources, shop, stopping, onOutput);
    if (outcome.error === undefined || i === attempts || stopping.signal.aborted)
      return attempts > 1 && outcome.error !== undefined
        ? { ...outcome, attempts: i, error: `attempt ${i} of ${attempts} failed: ${outcome.error}` }
        : { ...outcome, attempts: i };
    onOutput(Buffer.from(`attempt ${i} of ${attempts} failed: ${outcome.error}\n`));
  }
}

async function runOnce(
  task: Task,
  resources: ReadResources,
  shop: Workshop,
  stopping: Stopping,
  onOutput: (chunk: Buffer) => void,
): Promise<Outcome> {
  const { plan, env } = task;
  prepareOutputs(shop.root, plan);
  const runner = await shop.runners.take({ call: env, own: plan.env }, resources, stopping.signal);
  const { isFar, attempts: before } = runner;
  const job = {
    root: shop.root,
    experiment: plan.experiment,
    bld: plan.bld,
    ...(plan.run === undefined
      ? { command: commandOf(plan, isFar ? undefined : shop.scratch()) }
      : { run: plan.run }),
  };
  const { stopped, loss, left, ...outcome } = await attempt(runner, job, {
    timeout: plan.timeout,
    grace: shop.grace,
    stop: stopping.signal,
    onOutput,
    onInterrupt: () => stopping.stop('stopped by SIGINT'),
  });
  // First, since what it left running might still write.
  shop.runners.give(runner, outcome.clean);
  // Its time went to those that it did before.
  if (loss === 'time limit' && before > 0 && stopped === undefined)
    return runOnce(task, resources, shop, stopping, onOutput);
  if (outcome.error !== undefined) return outcome;
  const unseen =
    left && (await untilVisible(shop.root, Object.values(plan.experiment.outputs), left));
  if (unseen !== undefined) return { ...outcome, error: unseen };
  const problems = outputProblems(shop.root, plan);
  return problems.length > 0 ? { ...outcome, error: stopped ?? problems.join('\n') } : outcome;
}

/** The command, and where it runs here, the experiment in a file for it to read. */
function commandOf(
  { folder, command = '', experiment }: Plan,
  scratch: string | undefined,
): Command {
  const words = fillCommand(command, experiment);
  if (scratch === undefined) return { words };
  const file = join(scratch, `${recordName(folder)}.json`);
  writeFileSync(file, JSON.stringify(experiment));
  return { words, file };
}
