import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileError } from './failure.js';
import type { RunnerProcess } from './pool/runner-process.js';

/** A folder of this process's own for files that tell commands their experiment. */
export interface Scratch {
  /**
   * A runner's own file, absolute; the folder is made when it is first asked for. One for each runner and not for
   * each experiment: see `overwrite.ts`.
   *
   * @throws {FileError} where the folder cannot be made
   */
  readonly fileOf: (runner: RunnerProcess) => string;
  close(): void;
}

/** @param state the folder of the records, absolute: the place where the system's own is full */
export function openScratch(state: string): Scratch {
  let made: string | undefined;
  const numbers = new WeakMap<RunnerProcess, number>();
  let count = 0;

  function folder(): string {
    made ??= makeIn(tmpdir()) ?? makeIn(state);
    if (made === undefined)
      throw new FileError(
        'NXE051',
        `${tmpdir()}: no folder for the command's own description can be made there; free some space, or set TMPDIR to another folder`,
      );
    return made;
  }

  return {
    fileOf(runner) {
      const number = numbers.get(runner) ?? ++count;
      numbers.set(runner, number);
      return join(folder(), `experiment-${number}.json`);
    },
    close() {
      if (made === undefined) return;
      try {
        rmSync(made, { recursive: true, force: true });
      } catch {
        // What is left is small, and in a folder that is cleaned up.
      }
    },
  };
}

function makeIn(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    return mkdtempSync(join(folder, 'nx-experiments-run-'));
  } catch {
    return undefined;
  }
}
