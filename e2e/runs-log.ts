import { existsSync, readFileSync, rmSync } from 'node:fs';

/** The log of real executions: tasks write a line into it. */
export interface RunsLog {
  /** The lines since the last call of `ran`, in the order in which they were written. */
  log(): readonly string[];
  /** The same lines, sorted; it clears the log. */
  ran(): readonly string[];
}

/** @param file absolute */
export function openRunsLog(file: string): RunsLog {
  const log = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []);
  return {
    log,
    ran() {
      const sorted = log().toSorted();
      rmSync(file, { force: true });
      return sorted;
    },
  };
}
