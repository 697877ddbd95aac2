import { posix } from 'node:path';
import type { CodeFiles } from '../code.js';
import { commandCode } from '../command.js';
import { type Entry, type Loads, languageOf } from '../entry.js';
import { folderOf, placesOf } from '../places.js';
import { simpleCommands } from '../simple-commands.js';
import { readJulia } from './reading.js';

/** What a Julia source loads; paths start at its own folder, and for safety at the root and at `folders`. */
export function juliaLoads(
  text: string,
  file: string | undefined,
  files: CodeFiles,
  folders: readonly string[],
): Loads {
  const own = folderOf(file);
  const reading = readJulia(text);
  const changed = reading.folders.flatMap((folder) => [folder, posix.join(own, folder)]);
  const starts = [...new Set([own, '.', ...folders, ...changed])];
  const entries: Entry[] = [];
  const packages: string[] = [];
  const others: string[] = [];
  const add = (path: string, language = languageOf(path)) => {
    if (language === undefined) others.push(path);
    else entries.push({ language, kind: 'file', file: path });
  };
  for (const path of reading.included)
    for (const found of placesOf(path, starts, files.isFile)) add(found, 'julia');
  for (const path of reading.mentioned)
    for (const found of placesOf(path, starts, files.isFile)) add(found);
  for (const name of reading.modules) {
    const found = localModule(name, own, starts, files);
    for (const path of found) add(path);
    if (found.length === 0) packages.push(name);
  }
  const unknown = [...reading.unknown];
  for (const command of reading.commands) {
    const run = commandCode(simpleCommands(command), files, starts);
    entries.push(...run.entries);
  }
  return { entries, files: others, packages, folders: changed, unknown };
}

/** The file of a module by its name: in a folder of LOAD_PATH, of the project above, or of a package that is developed here. */
function localModule(
  name: string,
  own: string,
  starts: readonly string[],
  files: CodeFiles,
): string[] {
  const above = own.split('/').map((_, n, parts) => parts.slice(0, parts.length - n).join('/'));
  const projects = [...new Set([...starts, ...above, '.'])];
  const developed = projects.flatMap((project) => {
    const manifest = files.read(posix.join(project, 'Manifest.toml'));
    return manifest === undefined
      ? []
      : pathsIn(manifest, name).map((path) => posix.join(project, path));
  });
  return placesIn(
    [...projects, ...developed],
    [`${name}.jl`, `${name}/src/${name}.jl`, `src/${name}.jl`],
    files,
  );
}

function placesIn(
  folders: readonly string[],
  paths: readonly string[],
  files: CodeFiles,
): string[] {
  return [...new Set(paths.flatMap((path) => placesOf(path, folders, files.isFile)))];
}

/** Where a manifest says that a package's sources are, relative to it. */
function pathsIn(manifest: string, name: string): string[] {
  const [, , entry] =
    new RegExp(String.raw`^\[\[(deps\.)?${name}\]\]\n([\s\S]*?)(?=^\[|(?![\s\S]))`, 'm').exec(
      manifest,
    ) ?? [];
  const [, path] = /^path\s*=\s*"(.*)"/m.exec(entry ?? '') ?? [];
  return path === undefined ? [] : [path];
}
