import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { startNearRunner } from './pool/near.js';
import type { RunnerProcess } from './pool/runner-process.js';
import type { Outcome } from './runner/protocol.js';
import { study } from './study.fixture.js';

/** As users have it. */
const BUILT = new URL('../../dist/executors/run/pool/near.js', import.meta.url).href;

export interface Ran extends Outcome {
  /** What the task returned for its output. */
  readonly fit: unknown;
}

/**
 * Runs modules of a study one after the other in one process, whether it is clean or not.
 *
 * @param files of the study
 * @param runs paths of the modules
 */
export async function runInOne(
  files: Readonly<Record<string, string>>,
  runs: readonly string[],
  prepare: (root: string) => void = () => {},
): Promise<Ran[]> {
  const root = study({ 'bld/.keep': '', ...files });
  prepare(root);
  const built = (await import(BUILT)) as { readonly startNearRunner: typeof startNearRunner };
  const runner = built.startNearRunner(process.env, root);
  onTestFinished(() => runner.kill());
  const ran: Ran[] = [];
  for (const run of runs) {
    const output = `bld/${ran.length}.json`;
    const experiment = { id: run, task: 'try', args: {}, levels: {}, inputs: {}, needs: {} };
    const job = {
      root,
      run,
      bld: 'bld',
      timed: false,
      experiment: { ...experiment, outputs: { fit: output } },
    };
    const ended = outcomeOf(runner);
    runner.send({ type: 'run', job });
    const outcome = await ended;
    const fit: unknown =
      outcome.error === undefined
        ? JSON.parse(readFileSync(join(root, output), 'utf8'))
        : undefined;
    ran.push({ ...outcome, fit });
  }
  return ran;
}

function outcomeOf(runner: RunnerProcess): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    runner.listen({
      onOutput() {},
      onMessage(message) {
        if (message.type === 'done') resolve(message.outcome);
      },
      onGone: (reason) => reject(new Error(`the runner ${reason}`)),
    });
  });
}
