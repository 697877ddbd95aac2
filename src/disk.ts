import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspaceFiles } from './workspace.js';

/** An exception for each path that is not there would cost more than the look. */
const QUIETLY = { throwIfNoEntry: false } as const;

/** The files of a workspace on disk. */
export function diskFiles(root: string): WorkspaceFiles {
  return {
    root,
    read: (file) => orUndefined(() => readFileSync(join(root, file), 'utf8')),
    isFile: (path) => orUndefined(() => statSync(join(root, path), QUIETLY)?.isFile()) ?? false,
    list: (folder) => orUndefined(() => readdirSync(join(root, folder)).sort()) ?? [],
    overlay: {},
  };
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
