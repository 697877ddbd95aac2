import { expect } from 'vitest';
import type { Shown } from './workspace.js';

/** States of what a run executes. */
const RUNS = ['changed', 'new', 'failed'];

/** What an overview said before equals what a run executed; what waits may have come to nothing. */
export function expectForeseen(
  before: { readonly [project: string]: Shown },
  ran: readonly string[],
): void {
  const those = (...states: readonly string[]) =>
    Object.keys(before)
      .filter((project) => states.includes(before[project]!.state))
      .toSorted();
  const waited = new Set(those('waiting'));
  const sure = [...new Set(ran)].filter((project) => !waited.has(project));
  expect.soft(sure, 'what an overview foresees').toEqual(those(...RUNS));
}
