import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../files/state-folder.js';
import type { PythonCode } from '../languages/closure.js';
import { createParseCache, type ParseCache } from '../languages/python/parse-cache.js';
import { pythonCode } from '../languages/python/python-code.js';

/**
 * The reader of Python, which remembers what it read from one `nx` call to the next, beside what Nx
 * remembers. Nothing is loaded where no command runs Python.
 *
 * @param root the workspace root, absolute
 */
export function pythonReader(root: string): {
  readonly python: PythonCode;
  /** Writes down what was read for the first time. */
  readonly save: () => void;
} {
  let cache: ParseCache | undefined;
  return {
    python: (entries, files, settings) => {
      cache ??= createParseCache(join(stateFolder(root), 'code'));
      return pythonCode(entries, files, { ...settings, summaryOf: cache.summaryOf });
    },
    save: () => {
      // A generator's tree need not be on the disk.
      if (existsSync(root)) cache?.save();
    },
  };
}
