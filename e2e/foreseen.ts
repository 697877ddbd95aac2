import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { outputOf, type Workspace } from './workspace.js';

const STATES = fileURLToPath(new URL('./states.mjs', import.meta.url));

/** Whether what an overview says is compared with what runs then: it takes a while (`npm run e2e:overview`). */
export const COMPARES = process.env.E2E_OVERVIEW === 'true';

/** States of what a run executes. */
const RUNS = ['changed', 'new', 'failed'];

/** An experiment in an overview. */
export interface Shown {
  readonly state: string;
  readonly reasons: readonly string[];
}

/** Experiments by project. */
export type States = { readonly [project: string]: Shown };

/** What an overview says of each experiment, without Nx's own start. */
export async function statesIn({ root, run }: Pick<Workspace, 'root' | 'run'>): Promise<States> {
  const ended = await run(process.execPath, [STATES, root]);
  if (ended.exitCode !== 0) throw new Error(`states end badly\n${outputOf(ended)}`);
  return JSON.parse(ended.stdout.slice(ended.stdout.lastIndexOf('\n{') + 1));
}

/**
 * What an overview said before equals what a run executed; what waits may have come to nothing.
 *
 * @param logged the name under which the log has a project's experiment
 */
export function expectForeseen(
  before: States,
  ran: readonly string[],
  logged = (project: string) => project,
): void {
  const those = (...states: readonly string[]) =>
    Object.keys(before)
      .filter((project) => states.includes(before[project]!.state))
      .map(logged)
      .toSorted();
  const waited = new Set(those('waiting'));
  const sure = [...new Set(ran)].filter((name) => !waited.has(name)).toSorted();
  expect.soft(sure, 'what an overview foresees').toEqual(those(...RUNS));
}

/** Does something that runs experiments; where asked to, it compares what ran with what an overview said before. */
export async function foreseen<T>(
  study: Pick<Workspace, 'root' | 'run' | 'log'>,
  act: () => Promise<T>,
): Promise<T> {
  const before = COMPARES ? await statesIn(study) : undefined;
  const logged = study.log().length;
  const result = await act();
  if (before !== undefined) expectForeseen(before, study.log().slice(logged));
  return result;
}
