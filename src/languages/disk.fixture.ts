import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { CodeFiles } from './code.js';

/** The files below a folder, absolute. */
export function codeFiles(root: string): CodeFiles {
  const stat = (path: string) => statSync(join(root, path), { throwIfNoEntry: false });
  return {
    read: (path) => (stat(path)?.isFile() ? readFileSync(join(root, path), 'utf8') : undefined),
    isFile: (path) => stat(path)?.isFile() ?? false,
    isFolder: (path) => stat(path)?.isDirectory() ?? false,
    endOf: (path) =>
      stat(path) ? relative(realpathSync(root), realpathSync(join(root, path))) : path,
    called: (name) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' })
        .filter((path) => basename(path) === name)
        .sort(),
    list: (folder) => (stat(folder)?.isDirectory() ? readdirSync(join(root, folder)).sort() : []),
  };
}
