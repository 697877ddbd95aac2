import { join } from 'node:path';
import { closures } from './closure.js';
import type { Loaded } from './load-messages.js';
import type { TaskModel } from './model.js';
import { createLoader, isLocal, workspacePath } from './modules.js';
import type { OverlaidFiles } from './overlay.js';
import type { Problem } from './problems.js';
import { type ReadCatalog, readCatalog } from './read-catalog.js';
import { reportInto } from './report.js';

/**
 * Loads catalogs: evaluates their files with all that these import, reads them, and finds the code
 * of their tasks. For a thread of its own: whatever a catalog does, it does there.
 *
 * @param root the workspace root, absolute
 */
export function evaluate(root: string, { find }: OverlaidFiles) {
  const loader = createLoader(root);
  const closureOf = closures(root, loader);
  const loadedFiles = () =>
    Object.keys(loader.cache)
      .map((path) => workspacePath(root, path))
      .filter(isLocal);
  /** The file whose default export a catalog is, among all that are loaded. */
  const fileOf = (catalog: unknown) =>
    loadedFiles().find((file) => defaultOf(loader.cache[join(root, file)]?.exports) === catalog);

  return async (file: string): Promise<Loaded> => {
    const found: string[] = [];
    const findAndNote = (pattern: string) => {
      const files = find(pattern);
      found.push(...files);
      return files;
    };
    try {
      const exports = await loader.import(join(root, file));
      const { catalog, problems } = readCatalog(file, defaultOf(exports), {
        fileOf,
        find: findAndNote,
      });
      if (catalog === undefined) return { problems };
      return withCode(
        catalog,
        closureOf,
        [...new Set([...closureOf(file, ignored).files, ...found])].sort(),
      );
    } catch (error) {
      return { problems: [{ file, path: '', ...explain(root, error) }] };
    }
  };
}

const ignored = reportInto([], '');

function withCode(
  catalog: ReadCatalog,
  closureOf: ReturnType<typeof closures>,
  evaluated: readonly string[],
): Loaded {
  const problems: Problem[] = [];
  const tasks: TaskModel[] = catalog.tasks.map((task) => {
    if (task.run === undefined) return { ...task, closure: { files: [], packages: [] } };
    const report = reportInto(problems, catalog.file, `tasks.${task.name}.run`);
    const { file = task.run, files, packages } = closureOf(task.run, report);
    return { ...task, run: file, closure: { files, packages } };
  });
  return problems.length > 0
    ? { problems }
    : { catalog: { ...catalog, tasks, evaluated }, problems: [] };
}

/** The default export of a module, whether it came as ESM or as CommonJS. */
function defaultOf(exports: unknown): unknown {
  return exports !== null && typeof exports === 'object' && 'default' in exports
    ? exports.default
    : undefined;
}

function explain(root: string, error: unknown): { wrong: string; mend: string } {
  const text = error instanceof Error ? error.message : String(error);
  const message = text
    .replaceAll(`${root}/`, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  if (message.startsWith('ParseError:'))
    return { wrong: `has a syntax error: ${message.slice(12).trim()}`, mend: 'mend it' };
  const place = error instanceof Error ? placeIn(root, error) : undefined;
  return {
    wrong: `throws ${message}${place === undefined ? '' : ` (${place})`}`,
    mend: 'mend what it evaluates',
  };
}

/** The first line of a stack that is in the workspace's own code. */
function placeIn(root: string, error: Error): string | undefined {
  const paths = [...(error.stack ?? '').matchAll(/([^\s(]+):(\d+):\d+\)?$/gm)];
  return paths
    .map(([, path = '', line]) => `${workspacePath(root, path.replace(/^file:\/\//, ''))}:${line}`)
    .find(isLocal);
}
