import { rmSync } from 'node:fs';

/**
 * Removes a folder; what runs experiments ends a moment after Nx, and writes until then.
 *
 * Not by `maxRetries`: Node empties a folder once and then only repeats `rmdir`, which cannot help where
 * a file was written in between.
 *
 * @param folder absolute
 */
export function removeFolder(folder: string): void {
  for (let tries = 0; ; tries++)
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (tries === 100) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
}
