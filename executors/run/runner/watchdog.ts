import { Worker } from 'node:worker_threads';

/** Milliseconds between two looks. */
const INTERVAL = 200;

/**
 * The thread's code. A text and not a module: every runner starts such a thread, and without the
 * module loader it starts in a fraction of the time.
 */
const WATCH = `
  const { parent, groups, interval } = require('node:worker_threads').workerData;
  const kill = (group) => { try { process.kill(-group, 'SIGKILL'); } catch {} };
  setInterval(() => {
    if (process.ppid === parent) return;
    for (const group of groups) if (group !== 0) kill(group);
    kill(process.pid);
  }, interval);`;

/**
 * Starts a thread that kills this process and all that it started when the process that it works
 * for is gone: it is awake even while an experiment blocks the main thread.
 *
 * @param groups the other process groups to kill, in shared memory
 */
export function startWatchdog(parent: number, groups: Int32Array): void {
  const workerData = { parent, groups, interval: INTERVAL };
  new Worker(WATCH, { eval: true, workerData, execArgv: [], stdout: true, stderr: true }).unref();
}
