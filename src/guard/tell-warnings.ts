import { closeSync, openSync, writeSync } from 'node:fs';
import { logger } from '../nx/internals.js';
import { startTicks } from '../nx/process-start.js';
import { describeWarnings, type RunWarning } from './run-warnings.js';

/**
 * Shows the warnings of a run at its end. What the daemon prints goes to its log: from there they are
 * written to where Nx's own process writes its errors, as far as the system lets one.
 */
export function tellWarnings(warnings: readonly RunWarning[], hasDaemon: boolean): void {
  if (warnings.length === 0) return;
  const text = describeWarnings(warnings);
  if (!hasDaemon || !writeTo(warnings.find(({ nx }) => nx !== undefined)?.nx, text))
    logger.warn(`\n${text}`);
}

/** Shows warnings while the graph is made: below the line in which Nx says so, with a mark that turns. */
export function tellNow(warnings: readonly string[]): void {
  for (const [i, warning] of warnings.entries()) logger.warn(i === 0 ? `\n${warning}` : warning);
}

function writeTo(nx: string | undefined, text: string): boolean {
  const [pid = '', start = ''] = nx?.split(' ') ?? [];
  // Its number may be another process's by now.
  if (!/^\d+$/.test(pid) || start === '' || startTicks(Number(pid)) !== Number(start)) return false;
  try {
    const end = openSync(`/proc/${pid}/fd/2`, 'a');
    try {
      writeSync(end, `\n${text}\n`);
    } finally {
      closeSync(end);
    }
    return true;
  } catch {
    return false;
  }
}
