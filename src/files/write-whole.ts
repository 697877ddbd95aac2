import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file that nobody ever sees in part, for what can be made again: where it cannot be written,
 * the file stays as it was and nothing goes wrong.
 *
 * @param file absolute; its folder is made where it is not there
 * @returns whether it was written
 */
export function writeWhole(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}`;
  try {
    try {
      writeFileSync(draft, text);
    } catch {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(draft, text);
    }
    renameSync(draft, file);
    return true;
  } catch {
    remove(draft);
    return false;
  }
}

function remove(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // A half draft counts for nothing.
  }
}
