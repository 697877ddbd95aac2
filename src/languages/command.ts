import { posix } from 'node:path';
import type { CodeFiles, Declared } from './code.js';
import { type Entry, isOtherCode, type Language, languageOf } from './entry.js';
import { pixiRuns } from './pixi-runs.js';
import { globbed, placesOf } from './places.js';
import { entriesOf, entriesOfProgram, leadsOn, ownProgram } from './program-entries.js';
import { programOf } from './programs.js';
import { installedPrograms } from './python/installed-programs.js';
import { HERE } from './shell/own-folder.js';

/** What a command runs. */
export interface CommandCode {
  readonly entries: readonly Entry[];
  /** Files that a program reads without being told. */
  readonly files: readonly string[];
  /** Programs whose code is not followed, as they stand in the command. */
  readonly unfollowed: readonly string[];
  /** Commands whose script is chosen when they run: by a variable, or one after the other by xargs. */
  readonly chosen: readonly (readonly string[])[];
  /** What stands where a program or its script stands, as paths; there may be no such file. */
  readonly programs: readonly string[];
  /** Interpreters that the command starts with, as they stand in it. */
  readonly interpreters: readonly { readonly language: Language; readonly word: string }[];
  /** What manifests say that is part of it. */
  readonly declared: readonly Declared[];
  /** Folders to which it changes, and those of `-I`; relative to the workspace root. */
  readonly folders: readonly string[];
  /** Those of PYTHONPATH. */
  readonly pythonPath: readonly string[];
}

/** Words that may stand before a command: of the shell, and assignments. */
const BEFORE =
  /^(?:if|then|elif|else|do|while|until|!|\{|time|exec|command|builtin|nohup|[A-Za-z_]\w*=.*)$/s;
const CHANGES_FOLDER = /^(?:cd|pushd)$/;
const FOLDER_OPTION = /^(?:-C|--chdir|--directory|--cwd|--project|--working-directory)(?:=(.+))?$/;
/** Behind these stands a folder in which a compiler, or Perl or Ruby, looks for files. */
const INCLUDE_OPTION = /^-(?:I|iquote|isystem|idirafter)(.+)?$/s;
const PYTHONPATH = /^PYTHONPATH=(.*)$/s;
const PATH = /^PATH=(.*)$/s;

/**
 * What simple commands run. The first word that is a known program, or a file that says by `#!` what
 * runs it, is what counts, whatever stands before it: too much is found rather than too little.
 *
 * @param starts folders in which a path may start besides those to which the command itself changes
 */
export function commandCode(
  written: readonly (readonly string[])[],
  files: CodeFiles,
  starts: readonly string[] = ['.'],
): CommandCode {
  const tasks = pixiRuns(written, [...starts, ...changedFolders(written)], files);
  const commands = [...written, ...tasks.commands];
  const pythonPath = [
    ...commands.flat().flatMap((word) => PYTHONPATH.exec(word)?.[1]?.split(':') ?? []),
    ...tasks.pythonPath,
  ];
  const moved = changedFolders(commands);
  /** Where the shell looks for programs, inside the workspace. */
  const programFolders = commands
    .flat()
    .flatMap((word) => PATH.exec(word)?.[1]?.split(':') ?? [])
    .flatMap((folder) =>
      placesOf(folder.replace(HERE, '.'), [...starts, ...moved], files.isFolder),
    );
  const changed = [
    ...new Set([
      ...moved,
      // Programs that the command starts search there, too.
      ...programFolders,
      ...includeFolders(commands, [...starts, ...moved], files),
      ...tasks.folders.filter((one) => one !== '.'),
    ]),
  ];
  const folders = [...new Set([...starts, ...changed])];
  const result = {
    entries: [] as Entry[],
    files: [] as string[],
    unfollowed: [...tasks.unfollowed],
    chosen: [] as (readonly string[])[],
    declared: [...tasks.declared],
    programs: [] as string[],
    interpreters: [] as { language: Language; word: string }[],
    folders: changed,
    pythonPath: pythonPath.filter((folder) => folder !== ''),
  };
  /** Whether the shell itself finds the program: in an environment of pixi it may be another one. */
  const isDirect = (words: readonly string[], at: number) =>
    written.includes(words) && isPlain(words.slice(0, at));
  /** Whether a word is the name of a program that a project of the workspace makes. */
  const isInstalled = (word: string) => installedPrograms(word, folders, files).length > 0;
  const there = (path: string) => placesOf(path.replace(HERE, '.'), folders, files.isFile);
  /** The code that a pattern matches which the shell fills in: `cc src/*.c`. */
  const addGlobbed = (words: readonly string[]) => {
    for (const [at, word] of words.entries()) {
      if (!CODE_PATTERN.test(word) || PATTERN_OPTION.test(words[at - 1] ?? '')) continue;
      for (const file of globbed(word.replace(HERE, '.'), folders, files)) {
        const language = languageOf(file);
        if (isOtherCode(file)) result.files.push(file);
        // Modules of Node's beside other code are catalogs and tasks.
        else if (language !== undefined && language !== 'node')
          result.entries.push({ language, kind: 'file', file });
      }
    }
  };
  for (const words of commands) {
    const begin = startOf(words);
    if (begin < 0) continue;
    addGlobbed(words);
    result.programs.push(words[begin]!);
    if (/^(?:\.|source)$/.test(words[begin]!)) {
      for (const file of there(words[begin + 1] ?? ''))
        result.entries.push({ language: 'shell', kind: 'file', file });
      continue;
    }
    for (let at = begin; at < words.length; at++) {
      const word = words[at]!;
      const rest = words.slice(at + 1);
      if (programFolders.length > 0 && /^[\w.+-]+$/.test(word))
        for (const file of placesOf(word, programFolders, files.isFile)) {
          result.files.push(file);
          const own = languageOf(file) === undefined && ownProgram(file, files);
          if (own) result.entries.push({ language: own.language, kind: 'file', file });
        }
      // The value of an option, or a program behind an option without one: `--engine R`, `--exclusive R`.
      const isValue = /^--[^=]+$/.test(words[at - 1] ?? '') && at > begin;
      const program = word.startsWith('-') ? undefined : programOf(word, rest);
      if (program?.leads && leadsOn(program, rest, (other) => isInstalled(other), there)) continue;
      if (program?.language !== undefined) {
        const isCode = (file: string) =>
          (languageOf(file) ?? ownProgram(file, files)) !== undefined;
        const run = entriesOf(
          program,
          program.language,
          rest,
          program.leads ? (path) => there(path).filter(isCode) : there,
        );
        if (run.script !== undefined) result.programs.push(run.script);
        if (program.hasVersion && isDirect(words, at))
          result.interpreters.push({ language: program.language, word });
        result.entries.push(...run.entries);
        result.unfollowed.push(...run.entries.flatMap(unfollowedModule));
        if (run.entries.length > 0) break;
        if (isChosen(words, at, run.script)) result.chosen.push(words.slice(at));
      } else if (program !== undefined && !isValue) {
        result.unfollowed.push(word);
        result.files.push(...(program.reads ?? []).flatMap(there));
        break;
      } else if (!word.startsWith('-')) {
        const installed = installedPrograms(word, folders, files);
        // Another level may name another program.
        if (at > begin && !word.includes('/')) result.programs.push(word);
        for (const { manifest, reference } of installed) {
          result.declared.push({ manifest, name: word, text: reference });
          result.entries.push(...entriesOfProgram(manifest, reference, files));
        }
        if (installed.length > 0 && at === begin) break;
        const [script] = there(word);
        const own = script === undefined ? undefined : ownProgram(script, files);
        if (script === undefined || own === undefined) continue;
        const { language, program: runner, word: name } = own;
        if (runner?.hasVersion && name !== undefined && isDirect(words, at))
          result.interpreters.push({ language, word: name });
        result.entries.push({ language, kind: 'file', file: script });
        break;
      }
    }
  }
  return result;
}

/** Where the program of a simple command stands, or what else it begins with; -1 where there is nothing but assignments. */
export function startOf(words: readonly string[]): number {
  return words.findIndex((word) => !BEFORE.test(word));
}

/** A program whose code is not followed, where Python runs it as a module: `python -m snakemake`. */
function unfollowedModule(entry: Entry): string[] {
  return entry.kind === 'module' && UNFOLLOWED_MODULE.test(entry.name) ? [entry.name] : [];
}

const UNFOLLOWED_MODULE = /^(?:snakemake|invoke|nox|tox|doit|luigi|dvc)$/;

/** Whether an interpreter gets a script that the text does not tell. What a script gets as `$1`, its caller names. */
function isChosen(words: readonly string[], at: number, script: string | undefined): boolean {
  if (words.slice(0, at).some((word) => EACH.test(word))) return true;
  if (script === undefined) return false;
  return /[$`]/.test(script) && !/^\$(?:[\d@*]|\{[\d@*]\})$/.test(script);
}

/** Programs that run another one for each of a list. */
const EACH = /^(?:xargs|parallel|-exec(?:dir)?)$/;
/** With an ending, since `*` may be a pattern of `case`. */
const CODE_PATTERN = /^(?!-)[^\n\0]*[*?[][^\n\0]*\.\w+$/;
/** Behind these stands a pattern that is no list of files for the shell. */
const PATTERN_OPTION = /^--?(?:i?name|i?path|i?regex|wholename|include|exclude|glob|[ge])$/;

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
    const begin = startOf(words);
    if (CHANGES_FOLDER.test(words[begin] ?? ''))
      add(words.slice(begin + 1).find((word) => !word.startsWith('-')));
    words.forEach((word, at) => {
      const [option, value] = FOLDER_OPTION.exec(word) ?? [];
      if (option !== undefined) add(value ?? words[at + 1]);
    });
  }
  return [...new Set(folders)].slice(0, MOST_FOLDERS);
}

/** The folders in which a command has files looked for. */
function includeFolders(
  commands: readonly (readonly string[])[],
  starts: readonly string[],
  files: CodeFiles,
): string[] {
  return commands.flatMap((words) =>
    words.flatMap((word, at) => {
      const [option, value] = INCLUDE_OPTION.exec(word) ?? [];
      if (option === undefined) return [];
      return placesOf(value ?? words[at + 1] ?? '', starts, files.isFolder);
    }),
  );
}

/** Past this many, folders inside each other are no guess worth the look. */
const MOST_FOLDERS = 50;
