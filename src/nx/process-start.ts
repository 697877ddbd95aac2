import { readFileSync } from 'node:fs';

/** Milliseconds in a tick of Linux's clocks, on every machine (`USER_HZ`). */
const TICK = 10;

/** For how long Nx's own process at least loads its code before it looks at any file, in milliseconds. */
const LOADING = 20;

/** Where the system does not tell how long before its plugins Nx started, in milliseconds. */
const AHEAD = 2000;

/** When a process started, in ticks since the machine did; undefined where the system does not tell. */
export function startTicks(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[20]);
  } catch {
    return undefined;
  }
}

/**
 * The time since which Nx may have read the files that this run hashes, for a plugin.
 *
 * @param hasDaemon whether Nx's daemon, which lives longer than the run, hashes them: it does so on demand
 * @returns milliseconds since 1970
 */
export function hashingStart(hasDaemon: boolean): number {
  if (hasDaemon) return Date.now();
  return performance.timeOrigin - aheadOfPlugins() + LOADING;
}

/** By how much Nx's own process is older than this one, in which it runs its plugins. */
function aheadOfPlugins(): number {
  if (!('NX_PLUGIN_WORKER' in globalThis)) return 0;
  const nx = startTicks(process.ppid);
  const own = startTicks(process.pid);
  return nx === undefined || own === undefined ? AHEAD : (own - nx) * TICK;
}
