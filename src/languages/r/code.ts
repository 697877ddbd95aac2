import { posix } from 'node:path';
import type { CodeFiles } from '../code.js';
import { commandCode } from '../command.js';
import { type Entry, type Loads, languageOf } from '../entry.js';
import { filesBelow, folderOf, placesOf } from '../places.js';
import { simpleCommands } from '../simple-commands.js';
import { chunksOf, DOCUMENT, namedIn } from './document.js';
import { localPackage, packageSources } from './local-packages.js';
import { readR } from './reading.js';

/** Files that R reads when it starts, at the root. */
const AT_START = ['.Rprofile', '.Renviron'];

/** What renv and packrat write themselves: it loads packages only, by names that it works out. */
const MANAGES_PACKAGES = /(?:^|\/)(?:renv\/activate\.R|packrat\/init\.R)$/;

/** What a document is made with, beside it. */
const BESIDE_DOCUMENTS = [
  '_quarto.yml',
  '_metadata.yml',
  '_output.yml',
  '_site.yml',
  '_bookdown.yml',
];

/** The other pages of a site are no code of one. */
const PAGE = /\.(?:[rR]?md|qmd|ipynb|html)$/;

/** What an R source or document loads; paths may start at the root, at `folders`, and at its own folder. */
export function rLoads(
  text: string,
  file: string | undefined,
  files: CodeFiles,
  folders: readonly string[],
): Loads {
  if (file !== undefined && MANAGES_PACKAGES.test(file))
    return { entries: [], files: [], packages: [], folders: [], unknown: [] };
  const own = folderOf(file);
  const isDocument = file !== undefined && DOCUMENT.test(file);
  const chunks = isDocument ? chunksOf(text) : { code: text, entries: [], documents: [] };
  const reading = readR(chunks.code);
  const starts = [...new Set(['.', ...folders, ...reading.folders, own])];
  const entries: Entry[] = [...chunks.entries];
  const others: string[] = [];
  const unknown = [...reading.unknown];
  const packages = new Set<string>();
  const add = (path: string) => {
    const language = languageOf(path);
    if (language === undefined) others.push(path);
    else entries.push({ language, kind: 'file', file: path });
  };
  const addFolder = (folder: string, recursive: boolean) =>
    filesBelow(folder, /\.[rR]$/, recursive, files).forEach(add);

  for (const path of [...reading.mentioned, ...chunks.documents])
    placesOf(path, starts, files.isFile).forEach(add);
  if (isDocument)
    for (const beside of BESIDE_DOCUMENTS.flatMap((name) =>
      placesOf(name, ['.', own], files.isFile),
    )) {
      add(beside);
      for (const name of namedIn(files.read(beside) ?? '').filter((one) => !PAGE.test(one)))
        placesOf(name, [folderOf(beside)], files.isFile).forEach(add);
    }
  for (const { texts, folders: listed, guess, line, what } of reading.loaded) {
    const there = texts.flatMap((path) => placesOf(path, starts, files.isFile));
    const inside = texts.flatMap((path) => [
      ...placesOf(path, starts, files.isFolder),
      ...(path === '.' ? ['.'] : []),
    ]);
    there.forEach(add);
    for (const folder of inside) addFolder(folder, folder !== '.');
    for (const { path, recursive } of listed)
      for (const folder of path === '.' ? starts : placesOf(path, starts, files.isFolder))
        addFolder(folder, recursive);
    if (guess && there.length + inside.length === 0) unknown.push({ line, what });
  }
  for (const module of reading.modules)
    for (const ending of ['.R', '.r', '/__init__.R', '/__init__.r'])
      placesOf(`${module}${ending}`, starts, files.isFile).forEach(add);
  for (const command of reading.commands) {
    const { entries: run, unfollowed } = commandCode(simpleCommands(command), files, starts);
    entries.push(...run);
    if (unfollowed.length > 0) unknown.push({ line: 1, what: unfollowed.join(', ') });
  }
  for (const name of reading.pythonModules)
    entries.push({ language: 'python', kind: 'text', text: `import ${name}\n` });

  const sources = new Set(
    reading.sources.flatMap((path) =>
      path === '.' ? ['.'] : placesOf(path, starts, files.isFolder),
    ),
  );
  for (const name of reading.packages) {
    const folder = localPackage(name, files);
    if (folder === undefined) packages.add(name);
    else sources.add(folder);
  }
  for (const folder of sources) {
    const made = packageSources(folder, files);
    made.code.forEach(add);
    others.push(...made.files);
    for (const name of made.packages) {
      const inner = localPackage(name, files);
      if (inner === undefined) packages.add(name);
      else sources.add(inner);
    }
  }
  for (const name of AT_START)
    if (files.isFile(name))
      if (name === '.Rprofile') entries.push({ language: 'r', kind: 'file', file: name });
      else others.push(name);
  return {
    entries,
    files: others,
    packages: [...packages],
    // All that a document runs starts in its folder.
    folders: [...reading.folders, ...(isDocument ? [own] : [])]
      .map((folder) => posix.normalize(folder))
      .filter((folder) => folder !== '.'),
    unknown,
  };
}
