import { Worker } from 'node:worker_threads';
import { MARK } from './marked.js';

/** Milliseconds between two looks. */
const INTERVAL = 200;

/**
 * The thread's code. A text and not a module: every runner starts such a thread, and without the
 * module loader it starts in a fraction of the time.
 */
const WATCH = `
  const { readdirSync, readFileSync } = require('node:fs');
  const { parent, groups, entry, interval } = require('node:worker_threads').workerData;
  const kill = (group) => { try { process.kill(-group, 'SIGKILL'); } catch {} };
  const killMarked = () => {
    for (const pid of readdirSync('/proc'))
      if (/^\\d+$/.test(pid) && Number(pid) !== process.pid)
        try {
          const environ = readFileSync('/proc/' + pid + '/environ', 'latin1');
          if (environ.includes(entry)) process.kill(Number(pid), 'SIGKILL');
        } catch {}
  };
  setInterval(() => {
    if (process.ppid === parent) return;
    for (const group of groups) if (group !== 0) kill(group);
    try { if (entry !== undefined) killMarked(); } catch {}
    kill(process.pid);
  }, interval);`;

/**
 * Starts a thread that kills this process and all that it started when the process that it works
 * for is gone: it is awake even while an experiment blocks the main thread.
 *
 * @param groups the other process groups to kill, in shared memory
 * @param mark the value of `MARK` in the environment of what else to kill
 */
export function startWatchdog(parent: number, groups: Int32Array, mark?: string): void {
  const entry = mark && `${MARK}=${mark}\0`;
  const workerData = { parent, groups, entry, interval: INTERVAL };
  new Worker(WATCH, { eval: true, workerData, execArgv: [], stdout: true, stderr: true }).unref();
}
