import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogModel, TaskModel } from '../catalog/model.js';
import { COLLECT } from '../collect/name.js';
import { isLocal, isOutside, workspacePath } from '../files/paths.js';
import { closures } from '../modules/closure.js';
import { createLoader } from '../modules/loader.js';
import type { Problem } from '../problems/problem.js';
import { reportInto } from '../problems/report.js';
import { type ReadCatalog, readCatalog } from '../read/catalog.js';
import { type Explanation, explain, placeOf } from './explain.js';
import { groundsOf } from './grounds.js';
import type { Loaded } from './messages.js';
import type { OverlaidFiles } from './overlay.js';
import type { ReadWatch } from './watch-reads.js';

/**
 * Loads catalogs: evaluates their files with all that these import, reads them, and finds the code
 * of their tasks. For a thread of its own: whatever a catalog does, it does there.
 *
 * @param root the workspace root, absolute, without symbolic links
 * @param catalogs all catalogs, relative to the root
 */
export function evaluate(
  root: string,
  catalogs: readonly string[],
  { find }: OverlaidFiles,
  reads: ReadWatch,
) {
  const loader = createLoader(root);
  const closureOf = closures(root, loader);
  const filesOf = (file: string) =>
    closureOf(file, reportInto([], '')).files.filter((path) => !isOutside(path));
  const exportsOf = (file: string) => loader.cache[join(root, file)]?.exports;
  /** The file whose default export a catalog is, among all that are loaded; other files may pass it on. */
  const fileOf = (catalog: unknown) => {
    const loaded = Object.keys(loader.cache).map((path) => workspacePath(root, path));
    return [...catalogs, ...loaded.filter(isLocal)].find(
      (file) => defaultOf(exportsOf(file)) === catalog,
    );
  };

  return async (file: string): Promise<Loaded> => {
    const found: string[] = [];
    const findAndNote = (pattern: string) => {
      const files = reads.unwatched(() => find(pattern));
      reads.noteGlob(pattern);
      found.push(...files);
      return files;
    };
    try {
      reads.begin(root);
      const exports = await loader.import(join(root, file));
      const { catalog, problems } = readCatalog(file, defaultOf(exports), {
        fileOf,
        find: findAndNote,
        placeOf: (thrown) => placeOf(root, thrown),
      });
      reads.end();
      if (catalog === undefined) return { problems };
      // A module that several catalogs import is evaluated once, so what it reads counts for all of them.
      const { files, folders } = reads.seen();
      const evaluated = [...new Set([...filesOf(file), ...found, ...files])].sort();
      const coded = withCode({ ...catalog, evaluated, listed: folders }, closureOf);
      // One that lists anything may find something else the next time.
      const isClosed = found.length + folders.length === 0;
      const tasks = coded.catalog?.tasks.map(({ closure }) => closure) ?? [];
      const grounds = isClosed
        ? groundsOf(root, { own: closureOf(file, reportInto([], '')), tasks })
        : undefined;
      return {
        ...coded,
        problems: [...problems, ...coded.problems],
        ...(grounds && { grounds }),
      };
    } catch (error) {
      reads.end();
      const why = explainCycle(file, catalogs, filesOf) ?? explain(root, error);
      return { problems: [{ file, path: '', ...why }] };
    }
  };
}

/** The workspace root without symbolic links, as the files that modules resolve to have none. */
export function realRoot(root: string): string {
  try {
    return realpathSync(root);
  } catch {
    return root;
  }
}

function withCode(
  catalog: ReadCatalog & Pick<CatalogModel, 'evaluated' | 'listed'>,
  closureOf: ReturnType<typeof closures>,
): Loaded {
  const problems: Problem[] = [];
  const tasks: TaskModel[] = catalog.tasks.map((task) => {
    // This package's own module is no code of the study.
    if (task.run === undefined || task.run === COLLECT)
      return { ...task, closure: { files: [], packages: [] } };
    const report = reportInto(problems, catalog.file, `tasks.${task.name}.run`);
    const { file = task.run, ...closure } = closureOf(task.run, report, catalog.bld);
    return { ...task, run: file, closure };
  });
  return { catalog: { ...catalog, tasks }, problems };
}

/** The default export of a module, whether it came as ESM or as CommonJS. */
function defaultOf(exports: unknown): unknown {
  return exports !== null && typeof exports === 'object' && 'default' in exports
    ? exports.default
    : undefined;
}

/** A catalog that throws may do so because another one, which imports it, is not there yet. */
function explainCycle(
  file: string,
  catalogs: readonly string[],
  filesOf: (file: string) => readonly string[],
): Explanation | undefined {
  const imported = filesOf(file);
  const other = catalogs.find(
    (c) => c !== file && imported.includes(c) && filesOf(c).includes(file),
  );
  return other === undefined
    ? undefined
    : {
        code: 'NXE006',
        wrong: `${file} and ${other} import each other, so that the one that is evaluated first lacks the other`,
        mend: 'move what both use into a third file, or the tasks into one catalog',
      };
}
