import { posix } from 'node:path';
import type { CodeFiles } from '../code.js';
import { commandCode, startOf } from '../command.js';
import { type Entry, isOtherCode, type Loads, languageOf, short } from '../entry.js';
import { folderOf, placesOf } from '../places.js';
import { simpleCommands } from '../simple-commands.js';
import { HERE } from './own-folder.js';
import { COMPUTED, withValues } from './values.js';

/** What a shell script loads and runs; paths may start at the root, at `folders`, and at its own folder. */
export function shellLoads(
  text: string,
  file: string | undefined,
  files: CodeFiles,
  folders: readonly string[],
): Loads {
  const own = folderOf(file);
  // A comment may hold a quote that closes nowhere.
  const code = text.replace(/^[ \t]*#(?!!).*$/gm, '');
  const commands = withValues(simpleCommands(code)).map((words) =>
    words.map((word) => word.replace(HERE, own)),
  );
  const { entries, ...run } = commandCode(commands, files, [...new Set(['.', ...folders, own])]);
  const starts = [...new Set(['.', ...folders, ...run.folders, own])];
  // Also as the value of a variable that another script gets.
  const named = new Set(commands.flat().map((word) => word.replace(/^[A-Za-z_]\w*=/, '')));
  const entriesNamed = [...named].flatMap((word) => {
    const language = languageOf(word);
    return language === undefined
      ? []
      : placesOf(word, starts, files.isFile).map(
          (path): Entry => ({ language, kind: 'file', file: path }),
        );
  });
  const others = [...named].filter(isOtherCode);
  const sourced = commands
    .map((words) => words.slice(startOf(words)))
    .filter(([name, path]) => /^(?:\.|source)$/.test(name ?? '') && COMPUTED.test(path ?? ''));
  const unknown = [...sourced, ...run.chosen].map((words) => ({
    line: lineOf(text, words),
    what: short(words.join(' ')),
  }));
  const unfollowed = run.unfollowed.map((program) => ({
    line: lineOf(text, [program]),
    what: program,
  }));
  return {
    entries: [...entries, ...entriesNamed],
    files: [
      ...run.files,
      ...run.declared.map(({ manifest }) => manifest),
      ...others.flatMap((word) => placesOf(word, starts, files.isFile)),
    ],
    packages: [],
    folders: run.folders.map((folder) => posix.normalize(folder)),
    pythonPath: run.pythonPath,
    unknown: [...unknown, ...unfollowed],
  };
}

/** The first line in which the first of some words stands. */
function lineOf(text: string, [first = '', second = '']: readonly string[]): number {
  const lines = text.split('\n');
  const tail = second.replace(/^.*[$`}/]/s, '');
  const at = lines.findIndex(
    (line) => !/^\s*#/.test(line) && line.includes(first) && line.includes(tail),
  );
  return at < 0 ? 1 : at + 1;
}
