import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files/write-whole.js';

/**
 * Keeps what was warned of when the graph was made in Nx's daemon, whose output nobody sees: a run of
 * experiments tells it at its end.
 *
 * @param state the folder of what this plugin remembers, absolute
 */
export function keepGraphWarnings(state: string, warnings: readonly string[]): void {
  const file = fileIn(state);
  // This is done at each change of any file: most often it stays as it is.
  if (JSON.stringify(warnings) === JSON.stringify(readGraphWarnings(state))) return;
  if (warnings.length > 0) writeWhole(file, JSON.stringify(warnings));
  else rmSync(file, { force: true });
}

/** What was kept last. */
export function readGraphWarnings(state: string): readonly string[] {
  const file = fileIn(state);
  try {
    if (!existsSync(file)) return [];
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

function fileIn(state: string): string {
  return join(state, 'graph-warnings.json');
}
