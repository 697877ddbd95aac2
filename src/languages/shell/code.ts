import { posix } from 'node:path';
import type { CodeFiles } from '../code.js';
import { commandCode } from '../command.js';
import { type Entry, type Loads, languageOf, short } from '../entry.js';
import { folderOf, placesOf } from '../places.js';
import { simpleCommands } from '../simple-commands.js';
import { HERE } from './own-folder.js';

/** A word whose value is known at run time only. */
const COMPUTED = /[$`]/;

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
  const written = simpleCommands(code);
  const values = assigned(written);
  const commands = written.map((words) =>
    words.map((word) => substituted(word, values).replace(HERE, own)),
  );
  const { entries, ...run } = commandCode(commands, files, [...new Set(['.', ...folders, own])]);
  const starts = [...new Set(['.', ...folders, ...run.folders, own])];
  const named = commands.flat().flatMap((word) => {
    const language = languageOf(word);
    return language === undefined
      ? []
      : placesOf(word, starts, files.isFile).map(
          (path): Entry => ({ language, kind: 'file', file: path }),
        );
  });
  const sourced = commands.filter(([name]) => name === '.' || name === 'source');
  const unknown = sourced
    .filter(([, path]) => path !== undefined && COMPUTED.test(path))
    .map((words) => ({ line: lineOf(text, words), what: short(words.join(' ')) }));
  const unfollowed = run.unfollowed.map((program) => ({
    line: lineOf(text, [program]),
    what: program,
  }));
  return {
    entries: [...entries, ...named],
    files: [...run.files, ...run.declared.map(({ manifest }) => manifest)],
    packages: [],
    folders: [...run.folders, ...run.pythonPath].map((folder) => posix.normalize(folder)),
    unknown: [...unknown, ...unfollowed],
  };
}

/** The variables that a script sets to a plain text. */
function assigned(commands: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const word of commands.flat()) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined) continue;
    const plain = substituted(value, values);
    if (!COMPUTED.test(plain)) values.set(name, plain);
  }
  return values;
}

function substituted(word: string, values: ReadonlyMap<string, string>): string {
  return word.replace(
    /\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (whole, plain?: string, braced?: string, otherwise?: string) =>
      values.get(plain ?? braced ?? '') ?? otherwise ?? whole,
  );
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
