import { posix } from 'node:path';
import { scriptsIn } from '../command/scripts.js';
import { shellCommands } from '../command/shell.js';
import type { CodeFiles } from './code.js';
import { type Entry, type Language, languageOf } from './entry.js';
import { placesOf } from './places.js';
import { type Program, programOf } from './programs.js';
import { HERE, withOwnFolder } from './shell/own-folder.js';

/** What a command runs. */
export interface CommandCode {
  readonly entries: readonly Entry[];
  /** Files that a program reads without being told. */
  readonly files: readonly string[];
  /** Programs whose code is not followed, as they stand in the command. */
  readonly unfollowed: readonly string[];
  /** What stands where a program or its script stands, as paths; there may be no such file. */
  readonly programs: readonly string[];
  /** Interpreters that the command starts with, as they stand in it. */
  readonly interpreters: readonly { readonly language: Language; readonly word: string }[];
  /** Folders to which it changes; relative to the workspace root. */
  readonly folders: readonly string[];
  /** Those of PYTHONPATH. */
  readonly pythonPath: readonly string[];
}

/** A word that stands for a here-document, which may be the program. */
const DOCUMENT = '\0';

const HERE_DOCUMENT = /^(.*?)<<-?[ \t]*(["']?)(\w+)\2([^\n]*)\n([\s\S]*?)^[ \t]*\3[ \t]*$/gm;

/** The simple commands of a command, also those in texts that it hands to a further shell. */
export function simpleCommands(command: string | readonly string[]): string[][] {
  if (typeof command === 'string') {
    const documents: string[][] = [];
    const text = withOwnFolder(command).replace(
      HERE_DOCUMENT,
      (_, before: string, _quote, _end, after: string, body: string) => {
        const words = shellCommands(before).at(-1) ?? [];
        documents.push([...words, `${DOCUMENT}${body}`]);
        return `${before} ${after}`;
      },
    );
    return [...shellCommands(text).flatMap(withInner), ...documents];
  }
  return withInner(command);
}

/** A simple command, and those in the texts among its words. */
function withInner(words: readonly string[]): string[][] {
  const scripts = scriptsIn(words);
  const inner = [...scripts.keys()].flatMap((at) => {
    const word = words[at];
    return word === undefined ? [] : simpleCommands(word);
  });
  // What follows a text is its `$0`.
  return [words.filter((_, at) => !scripts.has(at) && !scripts.has(at - 1)), ...inner];
}

/** Words that may stand before a command: of the shell, and assignments. */
const BEFORE =
  /^(?:if|then|elif|else|do|while|until|!|\{|time|exec|command|builtin|nohup|[A-Za-z_]\w*=.*)$/s;
const CHANGES_FOLDER = /^(?:cd|pushd)$/;
const FOLDER_OPTION = /^(?:-C|--chdir|--directory|--cwd|--working-directory)(?:=(.+))?$/;
const PYTHONPATH = /^PYTHONPATH=(.*)$/s;

/**
 * What simple commands run. The first word that is a known program, or a file that says by `#!` what
 * runs it, is what counts, whatever stands before it: too much is found rather than too little.
 *
 * @param starts folders in which a path may start besides those to which the command itself changes
 */
export function commandCode(
  commands: readonly (readonly string[])[],
  files: CodeFiles,
  starts: readonly string[] = ['.'],
): CommandCode {
  const pythonPath = commands
    .flat()
    .flatMap((word) => PYTHONPATH.exec(word)?.[1]?.split(':') ?? []);
  const changed = changedFolders(commands);
  const folders = [...new Set([...starts, ...changed])];
  const result = {
    entries: [] as Entry[],
    files: [] as string[],
    unfollowed: [] as string[],
    programs: [] as string[],
    interpreters: [] as { language: Language; word: string }[],
    folders: changed,
    pythonPath: pythonPath.filter((folder) => folder !== ''),
  };
  const there = (path: string) => placesOf(path.replace(HERE, '.'), folders, files.isFile);
  for (const words of commands) {
    const begin = words.findIndex((word) => !BEFORE.test(word));
    if (begin < 0) continue;
    result.programs.push(words[begin]!);
    if (/^(?:\.|source)$/.test(words[begin]!)) {
      for (const file of there(words[begin + 1] ?? ''))
        result.entries.push({ language: 'shell', kind: 'file', file });
      continue;
    }
    for (let at = begin; at < words.length; at++) {
      const word = words[at]!;
      const rest = words.slice(at + 1);
      // The value of an option, or a program behind an option without one: `--engine R`, `--exclusive R`.
      const isValue = /^--[^=]+$/.test(words[at - 1] ?? '') && at > begin;
      const program = word.startsWith('-') ? undefined : programOf(word, rest);
      if (program?.language !== undefined) {
        const run = entriesOf(program, program.language, rest, there);
        if (run.script !== undefined) result.programs.push(run.script);
        if (isPlain(words.slice(0, at)) && program.hasVersion)
          result.interpreters.push({ language: program.language, word });
        result.entries.push(...run.entries);
        if (run.entries.length > 0) break;
      } else if (program !== undefined && !isValue) {
        result.unfollowed.push(word);
        result.files.push(...(program.reads ?? []).flatMap(there));
        break;
      } else if (!word.startsWith('-')) {
        const [script] = there(word);
        const language = script === undefined ? undefined : ownLanguage(script, files);
        if (script === undefined || language === undefined) continue;
        result.entries.push({ language, kind: 'file', file: script });
        break;
      }
    }
  }
  return result;
}

/** Whether what stands before a program leaves open which one it is; not so `conda run`, `srun`, `ssh`. */
function isPlain(before: readonly string[]): boolean {
  return before.every((word) => BEFORE.test(word) || /^(?:\/usr\/bin\/)?env$/.test(word));
}

/** The folders to which commands change, as they are named and each inside those before it. */
function changedFolders(commands: readonly (readonly string[])[]): string[] {
  const folders: string[] = [];
  const add = (folder: string | undefined) => {
    if (folder === undefined || folder === '' || folder === '-') return;
    const named = folder.replace(HERE, '.');
    folders.push(...folders.map((outer) => posix.join(outer, named)), named);
  };
  for (const words of commands) {
    const begin = words.findIndex((word) => !BEFORE.test(word));
    if (CHANGES_FOLDER.test(words[begin] ?? ''))
      add(words.slice(begin + 1).find((word) => !word.startsWith('-')));
    words.forEach((word, at) => {
      const [option, value] = FOLDER_OPTION.exec(word) ?? [];
      if (option !== undefined) add(value ?? words[at + 1]);
    });
  }
  return [...new Set(folders)].slice(0, MOST_FOLDERS);
}

/** Past this many, folders inside each other are no guess worth the look. */
const MOST_FOLDERS = 50;

/** The language of a file that is run by its own name: as its `#!` says. */
function ownLanguage(file: string, files: CodeFiles): Language | undefined {
  const [, line] = /^#!([^\n]*)/.exec(files.read(file)?.slice(0, 200) ?? '') ?? [];
  if (line === undefined) return undefined;
  const words = line.trim().split(/\s+/);
  const program = words.map((word, at) => programOf(word, words.slice(at + 1))).find(Boolean);
  return program?.language ?? languageOf(file);
}

/** What an interpreter runs, by the words behind it. */
function entriesOf(
  program: Program,
  language: Language,
  rest: readonly string[],
  there: (path: string) => readonly string[],
): { readonly entries: readonly Entry[]; readonly script?: string } {
  const entries: Entry[] = [];
  const file = (path: string): Entry => ({
    language: languageOf(path) ?? language,
    kind: 'file',
    file: path,
  });
  if (program.tests) {
    const paths = rest
      .filter((word) => !word.startsWith('-'))
      .map((word) => word.replace(/::.*$/s, ''));
    return { entries: [{ language: 'python', kind: 'pytest', paths }] };
  }
  for (const [at, word] of rest.entries()) {
    if (word.startsWith(DOCUMENT)) {
      entries.push({ language, kind: 'text', text: word.slice(1) });
      break;
    }
    const next = rest[at + 1];
    if (program.text?.test(word)) {
      if (next !== undefined) entries.push({ language, kind: 'text', text: next });
      // R takes several.
      if (language === 'r') continue;
      break;
    }
    const module = program.module?.test(word) ? next : /^-m(\w[\w.]*)$/.exec(word)?.[1];
    if (module !== undefined && program.module !== undefined) {
      entries.push(...moduleEntries(module, rest.slice(at + 1)));
      continue;
    }
    const isModule = entries.some(({ kind }) => kind === 'module');
    const path = word.startsWith('-') ? (/^-[^=]*=(.+)$/s.exec(word)?.[1] ?? '') : word;
    // What stands behind a module is its own affair, but for code.
    if (isModule && languageOf(path) === undefined) continue;
    const found = there(path);
    entries.push(...found.map(file));
    if (found.length > 0 && !isModule) return { entries, script: word };
  }
  const script = rest.find((word) => !word.startsWith('-') && !word.startsWith(DOCUMENT));
  return entries.length > 0 || script === undefined ? { entries } : { entries, script };
}

/** What `python -m` runs: a module, of which some take tests or modules themselves. */
function moduleEntries(name: string, rest: readonly string[]): Entry[] {
  const language = 'python';
  if (name === 'pytest' || name === 'unittest') {
    const words = rest.slice(1).filter((word) => !word.startsWith('-'));
    const modules = words.filter((word) => name === 'unittest' && /^[A-Za-z_][\w.]*$/.test(word));
    return [
      { language, kind: 'pytest', paths: words.map((word) => word.replace(/::.*$/s, '')) },
      ...modules.map((module): Entry => ({ language, kind: 'module', name: module })),
    ];
  }
  return [{ language, kind: 'module', name }];
}
