import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { compileAhead } from '../src/compile-ahead.fixture.js';

/** Texts of files by path, relative to the folder; null removes a file. */
export type Files = { readonly [path: string]: string | null };

/** A folder with files; all paths are relative to it. */
export interface Folder {
  read(path: string): string;
  has(path: string): boolean;
  write(files: Files): void;
  /** All files in a folder of it, sorted. */
  files(folder: string): readonly string[];
}

/** @param root absolute */
export function openFolder(root: string): Folder {
  return {
    read: (path) => readFileSync(join(root, path), 'utf8'),
    has: (path) => existsSync(join(root, path)),
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        rmSync(join(root, path), { recursive: true, force: true });
        if (text === null) continue;
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
        compileAhead(root, path, text);
      }
    },
    files: (folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .toSorted(),
  };
}
