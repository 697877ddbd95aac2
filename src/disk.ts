import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from './paths.js';
import type { WorkspaceFiles } from './workspace.js';

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
  if (lstatSync(path, QUIETLY)?.isSymbolicLink() !== true) return file;
  return orUndefined(() => workspacePath(realpathSync(root), realpathSync(path))) ?? file;
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
