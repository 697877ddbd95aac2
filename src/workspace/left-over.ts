import { parseLockFile, printLockFile } from '../lock/file.js';
import { firstLockFile, isFurtherName } from '../lock/places.js';
import type { WorkspaceFiles } from './files.js';

/** Lock files whose catalog is gone, or has another name or place now. */
export interface LeftOver {
  /** Those that say nothing which a catalog could still need. */
  readonly useless: readonly string[];
  /** First lock files that remember default levels: without them results could be taken for others'. */
  readonly remembering: readonly string[];
}

const SOURCES = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];

/**
 * The lock files of catalogs that are gone: only those that git tracks, so that it can bring them back,
 * that are to the letter what this package writes, and beside which no module of their name is.
 *
 * @param catalogs those that are there
 * @param isTracked whether git tracks a file
 */
export function leftOver(
  files: WorkspaceFiles,
  catalogs: readonly string[],
  isTracked: (file: string) => boolean,
): LeftOver {
  const used = new Set(catalogs.map(firstLockFile));
  const isOurs = (file: string) => {
    const text = files.read(file)?.replaceAll('\r\n', '\n');
    return text !== undefined && printLockFile(parseLockFile(text)) === text && isTracked(file);
  };
  const firsts = files.known.filter((file) => {
    if (!file.endsWith('.lock.json') || used.has(file) || !isOurs(file)) return false;
    const stem = file.slice(0, -'.lock.json'.length);
    const { executors } = parseLockFile(files.read(file)!);
    return executors !== undefined && !SOURCES.some((end) => files.isFile(`${stem}.${end}`));
  });
  const remembers = (file: string) => {
    const { defaults = {}, renamed = {}, before = {} } = parseLockFile(files.read(file)!);
    return Object.keys({ ...defaults, ...renamed, ...before }).length > 0;
  };
  return {
    remembering: firsts.filter(remembers).sort(),
    useless: firsts
      .filter((file) => !remembers(file))
      .flatMap((file) => {
        const folder = file.replace(/\.json$/, '');
        const further = files
          .list(folder)
          .filter(isFurtherName)
          .map((name) => `${folder}/${name}`);
        return [file, ...further.filter(isOurs)];
      })
      .sort(),
  };
}
