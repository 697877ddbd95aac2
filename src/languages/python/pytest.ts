import { posix } from 'node:path';
import { foldersAbove } from '../../files/paths.js';
import type { CodeFiles } from '../code.js';

/** The files that pytest loads for some paths; more than its settings may pick. */
export function testFiles(paths: readonly string[], files: CodeFiles): string[] {
  const found = new Set<string>();
  function below(folder: string): void {
    for (const entry of files.list(folder)) {
      const path = posix.join(folder, entry);
      if (/^\.|^(node_modules|__pycache__|venv|build|dist)$/.test(entry)) continue;
      if (files.isFolder(path)) below(path);
      else if (/^test.*\.py$|_test\.py$|^conftest\.py$/.test(entry)) found.add(path);
    }
  }
  for (const given of paths.length === 0 ? ['.'] : paths) {
    const path = posix.normalize(given.split('::')[0]!);
    if (files.isFile(path)) found.add(path);
    else below(path);
    for (const folder of foldersAbove(path)) {
      const conftest = posix.join(folder, 'conftest.py');
      if (files.isFile(conftest)) found.add(conftest);
    }
  }
  return [...found];
}

/** The name of a test by its package, whose folders each have an `__init__.py`. */
export function moduleOfTest(test: string, files: CodeFiles): string {
  let module = posix.basename(test, '.py');
  for (
    let folder = posix.dirname(test);
    files.isFile(posix.join(folder, '__init__.py'));
    folder = posix.dirname(folder)
  ) {
    module = `${posix.basename(folder)}.${module}`;
    if (folder === '.') break;
  }
  return module;
}
