import { firstLockFile } from '../lock/places.js';
import { type Problem, unusable } from '../problems/problem.js';
import type { Study } from '../study/joined.js';
import type { WorkspaceFiles } from './files.js';

/** What stands where the results or the lock of a catalog are to be written. */
export function obstacles(
  catalogs: Study['catalogs'],
  files: Pick<WorkspaceFiles, 'isFile' | 'isFolder'>,
): readonly Problem[] {
  return catalogs.flatMap(({ file, bld }) => {
    try {
      return [...ofBuildFolder(file, bld, files), ...ofLock(file, files)];
    } catch (thrown) {
      return [unusable(file, 'bld', thrown)];
    }
  });
}

function ofBuildFolder(
  file: string,
  bld: string,
  { isFile }: Pick<WorkspaceFiles, 'isFile'>,
): Problem[] {
  const parts = bld.split('/');
  const at = parts.map((_, i) => parts.slice(0, i + 1).join('/')).find(isFile);
  if (at === undefined) return [];
  const wrong = `${at} is a file where the build folder ${bld} is to be`;
  return [
    { code: 'NXE018', file, path: 'bld', wrong, mend: 'move the file, or give another folder' },
  ];
}

function ofLock(file: string, { isFolder }: Pick<WorkspaceFiles, 'isFolder'>): Problem[] {
  const lock = firstLockFile(file);
  if (!isFolder(lock)) return [];
  const wrong = `${lock} is a folder where its lock is to be`;
  return [{ code: 'NXE018', file, path: '', wrong, mend: 'move the folder' }];
}
