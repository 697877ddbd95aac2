import { type ReadResources, resourcesOfAttempt } from '../../src/catalog/resources.js';
import { fillCommand } from '../../src/command/placeholders.js';
import type { Plan } from '../../src/definition/plan.js';
import type { Assignment } from './assignment.js';
import { outputProblems, prepareOutputs, refuseTracked } from './outputs.js';
import { attempt } from './pool/attempt.js';
import type { RunnerProcess } from './pool/runner-process.js';
import type { Job, Outcome } from './runner/protocol.js';
import type { Stopping } from './stopping.js';
import { untilVisible } from './visible.js';
import type { Workshop } from './workshop.js';

/** What is decided of an experiment before its first attempt. */
type Task = Pick<Assignment, 'plan' | 'env' | 'place' | 'onQueue'>;

interface Attempted extends Outcome {
  readonly attempts: number;
  /** Milliseconds for which it waited for runners that are launched: a scheduler's queue is no work. */
  readonly queued: number;
}

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
): Promise<Attempted> {
  const { plan, place } = task;
  let queued = 0;
  let since = 0;
  const onQueue = (isQueued: boolean) => {
    if (isQueued) since = Date.now();
    else queued += Date.now() - since;
    task.onQueue?.(isQueued);
  };
  refuseTracked(plan, await shop.tracked(plan.bld));
  const attempts = plan.retries + 1;
  for (let i = 1; ; i++) {
    const resources = resourcesOfAttempt(plan.resources, i);
    if (i > 1) await place.change(resources, stopping.signal);
    const outcome = await runOnce(task, resources, { shop, stopping, onOutput, onQueue });
    const { error } = outcome;
    if (error === undefined || i === attempts || stopping.signal.aborted)
      return {
        ...outcome,
        ...(attempts > 1 && error !== undefined && { error: failureOf(i, attempts, error) }),
        attempts: i,
        queued,
      };
    onOutput(Buffer.from(`${failureOf(i, attempts, error)}\n`));
  }
}

const failureOf = (attempt: number, attempts: number, error: string) =>
  `attempt ${attempt} of ${attempts} failed: ${error}`;

async function runOnce(
  task: Task,
  resources: ReadResources,
  around: {
    readonly shop: Workshop;
    readonly stopping: Stopping;
    readonly onOutput: (chunk: Buffer) => void;
    readonly onQueue: (isQueued: boolean) => void;
  },
): Promise<Outcome> {
  const { plan, env } = task;
  const { shop, stopping, onOutput, onQueue } = around;
  prepareOutputs(shop.root, plan);
  const environment = { call: env, own: plan.env };
  const runner = await shop.runners.take(environment, resources, stopping.signal, onQueue);
  const { attempts: before } = runner;
  let job: Omit<Job, 'timed'>;
  try {
    job = jobOf(plan, runner, shop);
  } catch (thrown) {
    shop.runners.give(runner, true);
    throw thrown;
  }
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
    return runOnce(task, resources, around);
  if (outcome.error !== undefined) return outcome;
  const unseen =
    left && (await untilVisible(shop.root, Object.values(plan.experiment.outputs), left));
  if (unseen !== undefined) return { ...outcome, error: unseen };
  const problems = outputProblems(shop.root, plan);
  return problems.length > 0 ? { ...outcome, error: stopped ?? problems.join('\n') } : outcome;
}

/** What a runner is to do; a command also finds its experiment in a file, where that runner is on this machine. */
function jobOf(plan: Plan, runner: RunnerProcess, { root, scratch }: Workshop): Omit<Job, 'timed'> {
  const { experiment, bld, run, command = '' } = plan;
  if (run !== undefined) return { root, experiment, bld, run };
  const file = runner.isFar ? undefined : scratch.fileOf(runner);
  const words = fillCommand(command, experiment);
  return { root, experiment, bld, command: { words, ...(file !== undefined && { file }) } };
}
