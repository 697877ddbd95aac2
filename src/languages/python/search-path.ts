import { posix } from 'node:path';
import { byText } from '../by-text.js';
import type { CodeFiles } from '../code.js';
import { MANIFESTS } from './projects.js';

/** The folders in which the packages of projects are, among some folders. */
export function projectFolders(folders: readonly string[], files: CodeFiles): string[] {
  return [...new Set(folders)].flatMap((folder) => {
    const texts = MANIFESTS.map((name) => files.read(posix.join(folder, name)));
    if (texts.every((text) => text === undefined)) return [];
    const named = texts.flatMap((text) => (text === undefined ? [] : foldersIn(text)));
    return [folder, ...['src', ...named].map((name) => posix.join(folder, name))].filter(
      (path) => !path.startsWith('..') && files.isFolder(path),
    );
  });
}

/** Another folder for packages: `where = ["lib"]`, `package-dir = {"" = "lib"}`, `from = "lib"`, `"" : "lib"`. */
const NAMED =
  /(?:where|from|package[-_]dir|module-root|pythonpath|["']["'])\s*[=:]\s*[[{]?\s*(?:["']["']\s*[=:]\s*)?(["']?)([\w./-]+)\1/g;

const foldersIn = byText((text) => [...text.matchAll(NAMED)].map((match) => match[2]!));
