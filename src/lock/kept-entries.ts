import type { CatalogModel } from '../catalog/model.js';
import { taskKey } from '../study/needs.js';
import type { LockFile } from './file.js';
import { isLockFileOf } from './places.js';

/** An entry of the lock that stays as it is. */
export interface KeptEntry {
  /** Relative to the workspace root. */
  readonly file: string;
  readonly key: string;
  readonly digest: string;
}

/**
 * The entries of a catalog's tasks that have no experiments here for want of data. In a clone without
 * it nobody can tell what they should be, so they stay as those who have the data wrote them.
 *
 * @param withoutData keys of tasks
 * @param parsed lock files as they are, by path
 */
export function keptEntries(
  { file: catalog, tasks }: CatalogModel,
  withoutData: ReadonlySet<string>,
  parsed: ReadonlyMap<string, LockFile>,
): readonly KeptEntry[] {
  const names = new Set(
    tasks.map(({ name }) => name).filter((task) => withoutData.has(taskKey({ catalog, task }))),
  );
  if (names.size === 0) return [];
  return [...parsed].flatMap(([file, { experiments }]) =>
    isLockFileOf(catalog, file)
      ? Object.entries(experiments).flatMap(([key, digest]) =>
          digest !== null && names.has(key.slice(0, key.indexOf('/')))
            ? [{ file, key, digest }]
            : [],
        )
      : [],
  );
}
