import { posix } from 'node:path';
import { type Beginning, followCode } from './closure.js';
import type { CodeFiles } from './code.js';
import { commandCode } from './command.js';
import type { Entry } from './entry.js';
import { simpleCommands } from './simple-commands.js';

/** Texts of files by path, relative to the workspace root. */
export type Texts = { readonly [path: string]: string };

/** Files that are nowhere on disk: what reads code asks for no more. */
export function textFiles(texts: Texts): CodeFiles {
  const paths = Object.keys(texts);
  const list = (folder: string) => {
    const start = folder === '.' ? '' : `${folder}/`;
    const inside = paths.filter((path) => path.startsWith(start));
    return [...new Set(inside.map((path) => path.slice(start.length).split('/')[0]!))].sort();
  };
  return {
    read: (path) => texts[path],
    isFile: (path) => Object.hasOwn(texts, path),
    isFolder: (path) => list(path).length > 0,
    list,
    endOf: (path) => path,
    called: (name) => paths.filter((path) => posix.basename(path) === name).sort(),
  };
}

/** What code loads that begins at entries. */
export function followed(texts: Texts, entries: readonly Entry[], others: Partial<Beginning> = {}) {
  const beginning = { folders: [], pythonPath: [], ...others, entries };
  const code = followCode(beginning, textFiles(texts), {});
  if (code === undefined) throw new Error('Node is not read here');
  return code;
}

/** The files that a file loads, without itself. */
export function loadedBy(file: string, language: Entry['language'], texts: Texts): string[] {
  const { files } = followed(texts, [{ language, kind: 'file', file }]);
  return files.filter((other) => other !== file);
}

/** What a command runs. */
export function run(command: string | readonly string[], texts: Texts = {}) {
  return commandCode(simpleCommands(command), textFiles(texts));
}
