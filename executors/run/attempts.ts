import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillCommand } from '../../src/command/placeholders.js';
import type { Plan } from '../../src/definition/plan.js';
import { outputProblems, prepareOutputs, refuseTracked } from './outputs.js';
import { attempt } from './pool/attempt.js';
import type { Command, Outcome } from './runner/protocol.js';
import { recordName } from './state/record.js';
import type { Stopping } from './stopping.js';
import type { Workshop } from './workshop.js';

/**
 * Runs the task's code until it succeeds or its attempts are used up.
 *
 * @param env that of the `nx` call
 * @throws where its files cannot be prepared or looked at, or no process can be started
 */
export async function runAttempts(
  plan: Plan,
  env: NodeJS.ProcessEnv,
  shop: Workshop,
  stopping: Stopping,
  onOutput: (chunk: Buffer) => void,
): Promise<Outcome & { readonly attempts: number }> {
  refuseTracked(plan, await shop.tracked(plan.bld));
  const attempts = plan.retries + 1;
  for (let i = 1; ; i++) {
    prepareOutputs(shop.root, plan);
    const outcome = await runOnce(plan, env, shop, stopping, onOutput);
    if (outcome.error === undefined || i === attempts || stopping.signal.aborted)
      return attempts > 1 && outcome.error !== undefined
        ? { ...outcome, attempts: i, error: `attempt ${i} of ${attempts} failed: ${outcome.error}` }
        : { ...outcome, attempts: i };
    onOutput(Buffer.from(`attempt ${i} of ${attempts} failed: ${outcome.error}\n`));
  }
}

async function runOnce(
  plan: Plan,
  env: NodeJS.ProcessEnv,
  shop: Workshop,
  stopping: Stopping,
  onOutput: (chunk: Buffer) => void,
): Promise<Outcome> {
  const job = {
    root: shop.root,
    experiment: plan.experiment,
    bld: plan.bld,
    ...(plan.run === undefined ? { command: commandOf(plan, shop) } : { run: plan.run }),
  };
  const runner = await shop.runners.take({ call: env, own: plan.env });
  const { stopped, ...outcome } = await attempt(runner, job, {
    timeout: plan.timeout,
    grace: shop.grace,
    stop: stopping.signal,
    onOutput,
    onInterrupt: () => stopping.stop('stopped by SIGINT'),
  });
  // First, since what it left running might still write.
  shop.runners.give(runner, outcome.clean);
  if (outcome.error !== undefined) return outcome;
  const problems = outputProblems(shop.root, plan);
  return problems.length > 0 ? { ...outcome, error: stopped ?? problems.join('\n') } : outcome;
}

/** The command, and the experiment in a file for it to read. */
function commandOf({ folder, command = '', experiment }: Plan, shop: Workshop): Command {
  const file = join(shop.scratch(), `${recordName(folder)}.json`);
  writeFileSync(file, JSON.stringify(experiment));
  return { words: fillCommand(command, experiment), file };
}
