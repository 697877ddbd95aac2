import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '../files/paths.js';

/** An exception for each path that is not there would cost more than the look. */
const QUIETLY = { throwIfNoEntry: false } as const;

/**
 * The files of a workspace on disk.
 *
 * @param root the workspace root, absolute
 * @param known the files that Nx knows, relative to the root
 */
export function diskFiles(root: string, known: readonly string[]): WorkspaceFiles {
  const isKnown = new Set(known);
  return {
    root,
    read: (file) => orUndefined(() => readFileSync(join(root, file), 'utf8')),
    isFile: (path) => orUndefined(() => statSync(join(root, path), QUIETLY)?.isFile()) ?? false,
    isFolder: (path) =>
      orUndefined(() => statSync(join(root, path), QUIETLY)?.isDirectory()) ?? false,
    known,
    isKnown: (file) => isKnown.has(file),
    endOf: (file) => endOfLink(root, file),
    list: (folder) => orUndefined(() => readdirSync(join(root, folder)).sort()) ?? [],
    overlay: {},
  };
}

/**
 * What is at the end of a symbolic link; of what is no link, itself.
 *
 * @param root the workspace root, absolute
 * @param file relative to the root, as is the result
 */
export function endOfLink(root: string, file: string): string {
  const path = join(root, file);
  if (orUndefined(() => lstatSync(path, QUIETLY)?.isSymbolicLink()) !== true) return file;
  return orUndefined(() => workspacePath(realpathSync(root), realpathSync(path))) ?? file;
}

/** There is nothing at a path, or nothing that anybody could use. */
const NOTHING: ReadonlySet<string | undefined> = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'EACCES',
]);

/** @throws where a disk fails: what is there must not be taken for missing */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (NOTHING.has((error as NodeJS.ErrnoException).code)) return undefined;
    throw error;
  }
}

/** A workspace's files: those on disk, or those that a generator sees. Paths are relative to the root. */
export interface WorkspaceFiles {
  /** The workspace root, absolute. */
  readonly root: string;
  /** The text of a file, if it is there. */
  readonly read: (file: string) => string | undefined;
  readonly isFile: (path: string) => boolean;
  readonly isFolder: (path: string) => boolean;
  /** The files that Nx knows: without those that git ignores. */
  readonly known: readonly string[];
  /** Whether Nx knows a file. */
  readonly isKnown: (file: string) => boolean;
  /** What is at the end of a symbolic link, be it outside the root; of what is no link, itself. */
  readonly endOf: (file: string) => string;
  /** The names of the files in a folder; none where there is no folder. */
  readonly list: (folder: string) => readonly string[];
  /** What differs from the disk. */
  readonly overlay: { readonly [file: string]: string | null };
}
