import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stateFolder } from './state-folder.js';

/**
 * Where `createNodes` notes that every lock was in step with the graph that it made, so that the
 * sync check of the same `nx` call, in another process, need not load the catalogs again.
 */
function noteOf(root: string): string {
  return join(stateFolder(root), 'in-step.json');
}

/** Notes, in the process that makes the graph, whether the locks are in step with it. */
export function noteInStep(root: string, isInStep: boolean): void {
  try {
    if (isInStep) {
      mkdirSync(dirname(noteOf(root)), { recursive: true });
      // The plugin runs in the nx process, or in a child of it.
      writeFileSync(
        noteOf(root),
        JSON.stringify({ pids: [process.pid, process.ppid], at: Date.now() }),
      );
    } else rmSync(noteOf(root), { force: true });
  } catch {
    // Without the note, the check does all of its work.
  }
}

/** Whether this `nx` call has made the graph already, with all locks in step. */
export function isNotedInStep(root: string): boolean {
  try {
    const { pids, at } = JSON.parse(readFileSync(noteOf(root), 'utf8'));
    return pids.includes(process.pid) && at >= performance.timeOrigin;
  } catch {
    return false;
  }
}
