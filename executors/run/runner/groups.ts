import { ChildProcess } from 'node:child_process';
import { killGroup } from './kill-group.js';

/** The process groups that can be alive at once and still be known to the watchdog. */
const PLACES = 256;

/** Processes that were started in this one, by any code. */
export interface Groups {
  /** Groups alive, for a thread that may have to kill them while this one is blocked. */
  readonly shared: Int32Array;
  /** One that stays from experiment to experiment. */
  spare(child: ChildProcess): void;
  /** Kills what is left; tells whether there was anything. */
  killRest(): boolean;
}

interface Started {
  readonly child: ChildProcess;
  readonly ownGroup: boolean;
}

type Spawn = (this: ChildProcess, options: { readonly detached?: boolean }) => unknown;

/**
 * Watches `ChildProcess.prototype.spawn`, the one place that every asynchronous way of starting a
 * process goes through: a process that was detached and unreferenced shows in no list of Node's.
 */
export function watchGroups(report: (group: number, alive: boolean) => void): Groups {
  const shared = new Int32Array(new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT));
  const started = new Set<Started>();
  const spared = new Set<ChildProcess>();
  const prototype = ChildProcess.prototype as unknown as { spawn: Spawn };
  const spawn = prototype.spawn;

  function mark(group: number, alive: boolean): void {
    const place = shared.indexOf(alive ? 0 : group);
    if (place !== -1) Atomics.store(shared, place, alive ? group : 0);
    report(group, alive);
  }

  prototype.spawn = function (options) {
    const result = spawn.call(this, options);
    const { pid } = this;
    if (pid === undefined) return result;
    const one: Started = { child: this, ownGroup: options.detached === true };
    started.add(one);
    if (one.ownGroup) mark(pid, true);
    this.once('exit', () => {
      started.delete(one);
      spared.delete(this);
      // The group may outlive its leader.
      if (one.ownGroup && !killGroup(pid, 0)) mark(pid, false);
    });
    return result;
  };

  return {
    shared,
    spare: (child) => void spared.add(child),
    killRest() {
      const isSpared = new Set([...spared].map(({ pid }) => pid));
      const groups = shared.filter((group) => group !== 0 && !isSpared.has(group));
      const rest = [...started].filter(({ child }) => !spared.has(child));
      for (const { child } of rest) child.kill('SIGKILL');
      for (const group of groups) {
        killGroup(group, 'SIGKILL');
        mark(group, false);
      }
      for (const one of rest) started.delete(one);
      return rest.length > 0 || groups.length > 0;
    },
  };
}
