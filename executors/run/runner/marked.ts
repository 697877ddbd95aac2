import { openSync, readdirSync, readFileSync, readSync } from 'node:fs';

/**
 * The variable that a runner's processes inherit, with a value of this runner's own: Linux shows it of
 * processes that left their group and session, too.
 */
export const MARK = 'NX_EXPERIMENTS_RUNNER';

/** Of more new processes than this, the list of all takes less time than asking for each. */
const FEW = 64;

/** A process that is being killed may just have started another one. */
const ROUNDS = 10;

/** The id of the process that this machine started last; undefined where the system does not tell. */
export function newestProcess(): number | undefined {
  try {
    load ??= openSync('/proc/loadavg', 'r');
    const length = readSync(load, line, 0, line.length, 0);
    return Number(line.toString('latin1', 0, length).trim().split(' ').at(-1));
  } catch {
    return undefined;
  }
}

/** It is asked twice for each experiment, and stays open. */
let load: number | undefined;
const line = Buffer.alloc(200);

/**
 * Kills the processes that carry a mark; none where the system does not show environments.
 *
 * @param mark the value of {@link MARK}
 * @param since {@link newestProcess} of a time before any of them was started
 * @param spared ids of the runner's own processes, which go on
 * @param group those that are in it, too: what was started without its environment has no mark
 */
export function killMarked(
  mark: string,
  since: number | undefined,
  spared: readonly number[] = [],
  group?: number,
): void {
  const killed = new Set(spared);
  for (let round = 0; round < ROUNDS; round++) {
    const found = startedSince(since).filter((id) => belongs(id, mark, group));
    const fresh = [...new Set(found.map(processOf))].filter((pid) => !killed.has(pid));
    if (fresh.length === 0) return;
    for (const pid of fresh) {
      killed.add(pid);
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has just ended.
      }
    }
  }
}

/** Ids of processes, and maybe of their threads, which have ids of the same kind. */
function startedSince(since: number | undefined): number[] {
  const newest = newestProcess();
  if (newest === undefined) return [];
  // Ids begin again from 1 when they come to their end.
  const count = since === undefined ? -1 : newest - since;
  if (count >= 0 && count <= FEW) return Array.from({ length: count }, (_, i) => newest - i);
  try {
    const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
    return since === undefined || count < 0 ? pids : pids.filter((pid) => pid > since);
  } catch {
    return [];
  }
}

/** The process that a thread belongs to; of a process, itself. */
function processOf(id: number): number {
  return Number(/^Tgid:\s*(\d+)$/m.exec(shownOf(id, 'status') ?? '')?.[1] ?? id);
}

/** Of a process, or of one of its threads. */
function belongs(id: number, mark: string, group: number | undefined): boolean {
  const environ = shownOf(id, 'environ');
  if (environ?.includes(`${MARK}=${mark}\0`)) return true;
  // Another runner's: most of those that were started meanwhile.
  if (environ?.includes(`${MARK}=`)) return false;
  // Its environment is another user's, or it was started without one.
  return group !== undefined && groupOf(id) === group;
}

function groupOf(id: number): number | undefined {
  const stat = shownOf(id, 'stat');
  // The name, in brackets, may hold anything; then come the state, the parent and the group.
  return stat === undefined
    ? undefined
    : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
}

/** What the system shows of a process; undefined where that has ended, or is not for this user. */
function shownOf(id: number, file: 'environ' | 'stat' | 'status'): string | undefined {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'latin1');
  } catch {
    return undefined;
  }
}
