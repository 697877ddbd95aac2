import { dirname } from 'node:path';
import { overwrite } from '../../../src/files/overwrite.js';

/**
 * Writes one of the files that a command is started with.
 *
 * @param file absolute
 * @returns why it cannot be, for the user
 */
export function writeCommandFile(file: string, text: string): string | undefined {
  try {
    overwrite(file, text);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `${dirname(file)}: what the command is started with cannot be written there (${code}); free some space, or set TMPDIR to another folder`;
  }
}
