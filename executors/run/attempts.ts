import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillCommand } from '../../src/command/placeholders.js';
import type { Plan } from '../../src/definition/plan.js';
import { missingOutputs, prepareOutputs } from './outputs.js';
import { attempt } from './pool/attempt.js';
import type { Command, Outcome } from './runner/protocol.js';
import { recordName } from './state/record.js';
import type { Stopping } from './stopping.js';
import type { Workshop } from './workshop.js';

/** Runs the task's code until it succeeds or its attempts are used up. */
export async function runAttempts(
  plan: Plan,
  shop: Workshop,
  stopping: Stopping,
  onOutput: (chunk: Buffer) => void,
): Promise<Outcome> {
  const attempts = plan.retries + 1;
  for (let i = 1; ; i++) {
    prepareOutputs(shop.root, plan);
    const outcome = await runOnce(plan, shop, stopping, onOutput);
    if (outcome.error === undefined || i === attempts || stopping.signal.aborted)
      return attempts > 1 && outcome.error !== undefined
        ? { ...outcome, error: `attempt ${i} of ${attempts} failed: ${outcome.error}` }
        : outcome;
    onOutput(Buffer.from(`attempt ${i} of ${attempts} failed: ${outcome.error}\n`));
  }
}

async function runOnce(
  plan: Plan,
  shop: Workshop,
  stopping: Stopping,
  onOutput: (chunk: Buffer) => void,
): Promise<Outcome> {
  const runner = shop.runners.take(plan.env);
  const outcome = await attempt(
    runner,
    {
      root: shop.root,
      experiment: plan.experiment,
      bld: plan.bld,
      ...(plan.run === undefined ? { command: commandOf(plan, shop) } : { run: plan.run }),
    },
    {
      timeout: plan.timeout,
      grace: shop.grace,
      stop: stopping.signal,
      onOutput,
      onInterrupt: () => stopping.stop('stopped by SIGINT'),
    },
  );
  shop.runners.give(runner, outcome.clean);
  const missing = missingOutputs(shop.root, plan);
  return outcome.error === undefined && missing.length > 0
    ? { ...outcome, error: missing.join('\n') }
    : outcome;
}

/** The command, and the experiment in a file for it to read. */
function commandOf({ folder, command = '', experiment }: Plan, { scratch }: Workshop): Command {
  const file = join(scratch, `${recordName(folder)}.json`);
  writeFileSync(file, JSON.stringify(experiment));
  return { words: fillCommand(command, experiment), file };
}
