import { posix } from 'node:path';
import { matchesGlob } from '../files/glob-match.js';
import { normalizeInside } from '../files/paths.js';

/**
 * Where a path that stands in code leads, once for each folder where it may start: the workspace root,
 * where commands start; folders to which the code changes; the file's own folder. All of them count:
 * a file too many costs a rerun, one too few gives a stale result.
 *
 * @param exists whether there is what is looked for
 * @returns relative to the workspace root
 */
export function placesOf(
  path: string,
  folders: readonly string[],
  exists: (path: string) => boolean,
): string[] {
  if (path === '' || path.length > LONGEST || path.includes('\n')) return [];
  const places = folders.flatMap((folder) => normalizeInside(posix.join(folder, path)) ?? []);
  return [...new Set(places)].filter(exists);
}

/** No system has longer paths. */
const LONGEST = 4096;

/** The folder of a file; of one at the root, `.`. */
export function folderOf(file: string | undefined): string {
  return file === undefined ? '.' : posix.dirname(file);
}

/** The files of a folder that a pattern matches, also those further down. */
export function filesBelow(
  folder: string,
  pattern: RegExp,
  recursive: boolean,
  files: {
    readonly isFile: (path: string) => boolean;
    readonly list: (folder: string) => readonly string[];
  },
): string[] {
  return files.list(folder).flatMap((name) => {
    const path = posix.join(folder, name);
    if (files.isFile(path)) return pattern.test(name) ? [path] : [];
    const isOther = /^(?:\..*|node_modules|__pycache__)$/.test(name);
    return recursive && !isOther ? filesBelow(path, pattern, recursive, files) : [];
  });
}

/** The files that a pattern of a shell matches, once for each folder where it may start. */
export function globbed(
  pattern: string,
  folders: readonly string[],
  files: {
    readonly isFile: (path: string) => boolean;
    readonly isFolder: (path: string) => boolean;
    readonly list: (folder: string) => readonly string[];
  },
): string[] {
  if (pattern.length > LONGEST || /[\n\0]/.test(pattern)) return [];
  // One that a file is called by; and whoever notes what is asked for hears of it.
  if (files.isFile(pattern)) return [];
  const found = folders.flatMap((start) => {
    const whole = normalizeInside(posix.join(start, pattern));
    let paths = whole === undefined ? [] : ['.'];
    for (const part of whole?.split('/') ?? [])
      paths = paths.flatMap((folder) =>
        /[*?[]/.test(part)
          ? files
              .list(folder)
              .filter((name) => matchesGlob(name, part))
              .map((name) => posix.join(folder, name))
          : [posix.join(folder, part)],
      );
    return paths.filter(files.isFile);
  });
  return [...new Set(found)];
}
