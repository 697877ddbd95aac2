import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { FromRunner, Outcome } from './runner/protocol.js';
import { study } from './study.fixture.js';

/** As users have it. */
const RUNNER = fileURLToPath(new URL('../../dist/executors/run/runner/runner.js', import.meta.url));

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
  const runner = spawn(process.execPath, [RUNNER], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  onTestFinished(() => void runner.kill('SIGKILL'));
  const ran: Ran[] = [];
  for (const run of runs) {
    const output = `bld/${ran.length}.json`;
    const experiment = { id: run, task: 'try', levels: {}, inputs: {}, needs: {} };
    const job = {
      root,
      run,
      bld: 'bld',
      marker: '',
      timed: false,
      experiment: { ...experiment, outputs: { fit: output } },
    };
    runner.send({ type: 'run', job });
    const outcome = await outcomeOf(runner);
    const fit: unknown =
      outcome.error === undefined
        ? JSON.parse(readFileSync(join(root, output), 'utf8'))
        : undefined;
    ran.push({ ...outcome, fit });
  }
  return ran;
}

function outcomeOf(runner: ChildProcess): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the runner exited with ${code}`));
    const onMessage = (message: FromRunner) => {
      if (message.type !== 'done') return;
      runner.off('exit', onExit).off('message', onMessage);
      resolve(message.outcome);
    };
    runner.on('exit', onExit).on('message', onMessage);
  });
}
