// A thread of the runner, awake even while an experiment blocks the main thread: it kills the
// runner and all that it started when the process that the runner works for is gone.
import { workerData } from 'node:worker_threads';
import { killGroup } from './groups.js';

/** What the watchdog has to know. */
export interface Watch {
  readonly parent: number;
  readonly groups: Int32Array;
}

const INTERVAL = 200;

const { parent, groups } = workerData as Watch;

setInterval(() => {
  if (process.ppid === parent) return;
  for (const group of groups) if (group !== 0) killGroup(group, 'SIGKILL');
  killGroup(process.pid, 'SIGKILL');
}, INTERVAL);
