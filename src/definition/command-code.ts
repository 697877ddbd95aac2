import { posix } from 'node:path';
import type { TaskModel } from '../catalog/model.js';
import {
  PLACEHOLDER,
  placeholderArguments,
  placeholderValue,
  SHELL_PLACEHOLDER,
} from '../command/placeholders.js';
import { normalizeInside } from '../files/paths.js';
import { followCode, type LanguagesCode, type Readers } from '../languages/closure.js';
import type { CodeFiles, Unknown } from '../languages/code.js';
import { type CommandCode, commandCode } from '../languages/command.js';
import { type Entry, type Language, languageOf, short } from '../languages/entry.js';
import { lockedBy } from '../languages/locked.js';
import { withValues } from '../languages/shell/values.js';
import { simpleCommands } from '../languages/simple-commands.js';
import type { StudyExperiment } from '../study/joined.js';
import { fillLevels, levelView } from '../study/view.js';

/** What the command of an experiment runs, through other files too. */
export interface FollowedCommand extends LanguagesCode {
  /** Programs whose code is not followed. */
  readonly unfollowed: readonly string[];
  /** Programs and scripts as paths inside the workspace, there or not. */
  readonly programs: readonly string[];
  /** What of lock files and manifests counts: digests by file. */
  readonly locked: { readonly [file: string]: string };
  /** Commands that print the version of an interpreter that nothing in the workspace pins. */
  readonly versions: readonly string[];
}

/** The words of a task's command, with a character for each placeholder, so that nothing takes them apart. */
interface Template {
  readonly commands: readonly (readonly string[])[];
  /** The placeholders, in the order of their characters. */
  readonly names: readonly string[];
}

/** Unicode keeps these characters free for uses such as this one. */
const MARK = /[\ue000-\uf7ff]/g;
const FIRST_MARK = 0xe000;

/** Stands for needs and outputs: no code. */
const RESULT = '\uf8ff';

/** Files that say which version of an interpreter runs, in a folder of the code or above it. */
const PINS: { readonly [language in Language]?: readonly string[] } = {
  python: ['.python-version'],
};

/** Lock files of packages that do so, too, where they count. */
const PINNING_LOCKS: { readonly [language in Language]?: RegExp } = {
  python: /(?:^|\/)(?:pixi\.lock|environment\.ya?ml)$/,
  r: /(?:^|\/)(?:renv\.lock|pixi\.lock|environment\.ya?ml)$/,
  julia: /(?:^|\/)Manifest\.toml$/,
};

/**
 * Follows what commands run, and what their tasks' `sources` load. Code is followed once for all experiments that begin
 * with the same.
 *
 * @param matching the files that a glob of `sources` matches
 * @returns for an experiment and the files that its command names; undefined where Node's reader is
 * wanted and was not given
 */
export function commandFollower(
  files: CodeFiles,
  readers: Readers,
  matching: (glob: string) => readonly string[] = () => [],
): (experiment: StudyExperiment, named: readonly string[]) => FollowedCommand | undefined {
  const followed = new Map<string, LanguagesCode | undefined>();
  /** By what runs, which is one object for all experiments of a task that run the same; and by the files named. */
  const results = new WeakMap<CommandCode, Map<string, FollowedCommand | undefined>>();
  const same = new Map<TaskModel, CommandCode | undefined>();
  const runs = new Map<TaskModel, Map<string, CommandCode>>();
  const matched = new Map<TaskModel, ReadonlySet<string>>();

  function runBy(experiment: StudyExperiment): CommandCode {
    const { task } = experiment;
    const { commands, names } = templateOf(task);
    if (!same.has(task)) same.set(task, runOfAll(commands));
    const known = same.get(task);
    if (known !== undefined) return known;
    const own = commandCode(filled(commands, names, experiment), files);
    const ofTask = runs.get(task) ?? new Map<string, CommandCode>();
    runs.set(task, ofTask);
    const key = JSON.stringify(own);
    const run = ofTask.get(key) ?? own;
    ofTask.set(key, run);
    return run;
  }

  function matchedBy(task: TaskModel): ReadonlySet<string> {
    const known = matched.get(task) ?? new Set(task.sources.flatMap(matching));
    matched.set(task, known);
    return known;
  }

  /** With what the task's `sources` load. What their globs match is hashed by these: a file more is no other definition. */
  function followAll(
    run: CommandCode,
    task: TaskModel,
    named: readonly string[],
  ): FollowedCommand | undefined {
    const reached = follow(run, task, named, []);
    if (reached === undefined) return undefined;
    const ofGlobs = matchedBy(task);
    const sources = followedSources(ofGlobs, reached);
    if (sources.length === 0) return reached;
    const all = follow(run, task, named, sources);
    if (all === undefined) return undefined;
    const isReached = new Set(reached.files);
    return { ...all, files: all.files.filter((file) => isReached.has(file) || !ofGlobs.has(file)) };
  }

  /** What a command runs in all experiments alike; undefined where a placeholder may decide it. */
  function runOfAll(commands: Template['commands']): CommandCode | undefined {
    let asked = false;
    const noting = (ask: (path: string) => boolean) => (path: string) => {
      asked ||= path.search(MARK) >= 0;
      return ask(path);
    };
    const [isFile, isFolder] = [noting(files.isFile), noting(files.isFolder)];
    const run = commandCode(commands, { ...files, isFile, isFolder });
    return asked || JSON.stringify(run).search(MARK) >= 0 ? undefined : run;
  }

  function follow(
    run: CommandCode,
    task: TaskModel,
    named: readonly string[],
    sources: readonly string[],
  ): FollowedCommand | undefined {
    const { pythonPath, folders } = searched(task);
    const entries = [...run.entries, ...named.flatMap(fileEntry)];
    const hasSources = sources.length > 0;
    const beginning = {
      entries: [...entries, ...sources.flatMap(fileEntry)],
      folders: [...run.folders, ...folders],
      // What loads the sources is one of the scripts: Python looks for modules beside that one.
      pythonPath: [...pythonPath, ...run.pythonPath, ...(hasSources ? scriptFolders(entries) : [])],
      isUnsure: searchesOtherwise(task) || hasSources,
    };
    const key = JSON.stringify(beginning);
    if (!followed.has(key)) followed.set(key, followCode(beginning, files, readers));
    const code = followed.get(key);
    if (code === undefined) return undefined;
    const { digests, ignored } = lockedBy(code, files);
    const locked = { ...digests, ...declaredBy(run) };
    const pinsBy = (language: Language) => pinsOf(language, [...code.files, ...named], files);
    const pins = run.interpreters.flatMap(({ language }) => pinsBy(language));
    const isPinned = (language: Language) =>
      pinsBy(language).length > 0 ||
      Object.keys(locked).some((file) => PINNING_LOCKS[language]?.test(file));
    return {
      ...code,
      files: [...new Set([...code.files, ...run.files, ...pins, ...ignored])].sort(),
      locked,
      unknown: [...code.unknown, ...run.chosen.map(chosenIn)],
      unfollowed: run.unfollowed,
      programs: run.programs.flatMap((word) => normalizeInside(word) ?? []),
      versions: run.interpreters.flatMap(({ language, word }) =>
        isPinned(language) ? [] : `${word} --version`,
      ),
    };
  }

  return (experiment, named) => {
    const { task } = experiment;
    const run = runBy(experiment);
    const ofRun = results.get(run) ?? new Map<string, FollowedCommand | undefined>();
    results.set(run, ofRun);
    const key = named.join('\0');
    if (!ofRun.has(key)) ofRun.set(key, followAll(run, task, named));
    return ofRun.get(key);
  };
}

/**
 * The files among `sources` that are followed. Modules of Node's are only where the command runs Node: those of a study
 * of Python scripts are its catalogs and other tasks.
 */
function followedSources(matched: ReadonlySet<string>, { files }: FollowedCommand): string[] {
  const runsNode = files.some((file) => languageOf(file) === 'node');
  return [...matched].filter((file) => {
    const language = languageOf(file);
    return language !== undefined && (language !== 'node' || runsNode);
  });
}

/** What manifests say of what a command runs, as lock files do. */
function declaredBy({ declared }: CommandCode): { readonly [place: string]: string } {
  return Object.fromEntries(
    declared
      .map(({ manifest, name, text }) => [`${manifest}: ${name}`, text] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** A script that the command itself chooses when it runs. */
function chosenIn(words: readonly string[]): Unknown {
  return { file: '', line: 1, what: short(words.join(' ')) };
}

function fileEntry(file: string): Entry[] {
  const language = languageOf(file);
  return language === undefined ? [] : [{ language, kind: 'file', file }];
}

/** The folders of Python's scripts. */
function scriptFolders(entries: readonly Entry[]): string[] {
  return entries.flatMap((entry) =>
    entry.language === 'python' && entry.kind === 'file' ? [posix.dirname(entry.file)] : [],
  );
}

/** Those that pin an interpreter beside code, or above it. */
function pinsOf(language: Language, code: readonly string[], files: CodeFiles): string[] {
  const folders = new Set(['.']);
  for (const file of code)
    for (let at = posix.dirname(file); at !== '.' && !folders.has(at); at = posix.dirname(at))
      folders.add(at);
  const names = PINS[language] ?? [];
  return [...folders].flatMap((folder) =>
    names.map((name) => posix.join(folder, name)).filter(files.isFile),
  );
}

/** Options and variables by which Python leaves folders out of its search. */
function searchesOtherwise({ command = [], env }: TaskModel): boolean {
  const words = [command].flat().flatMap((text) => text.split(/\s+/));
  return (
    env.PYTHONSAFEPATH !== undefined ||
    words.some((word) => /^(?:-[A-Za-z]*[IPE][A-Za-z]*|PYTHONSAFEPATH=.*)$/s.test(word))
  );
}

/** Where Python, and others, look for modules by the task's `env`. */
function searched({ env }: TaskModel) {
  const split = (value: string | undefined) =>
    value?.split(':').filter((part) => part !== '') ?? [];
  const others = Object.entries(env).filter(([name]) =>
    /^(?:JULIA_LOAD_PATH|R_BOX_PATH)$/.test(name),
  );
  return {
    pythonPath: split(env.PYTHONPATH),
    folders: others.flatMap(([, value]) => split(value)),
  };
}

const templates = new WeakMap<TaskModel, Template>();

function templateOf(task: TaskModel): Template {
  const known = templates.get(task);
  if (known !== undefined) return known;
  const names: string[] = [];
  const { command = [], env } = task;
  // As a command that only sets it: the shell looks for programs there.
  const path = env.PATH === undefined ? [] : [[`PATH=${env.PATH}`]];
  const marked = (text: string, placeholder: RegExp) =>
    text.replace(placeholder, (_, escaped: string | undefined, name: string) => {
      if (escaped !== undefined) return `{${escaped}}`;
      if (/^(?:needs|outputs)\./.test(name)) return RESULT;
      return String.fromCharCode(FIRST_MARK + names.push(name) - 1);
    });
  const commands: readonly (readonly string[])[] =
    typeof command === 'string'
      ? withValues(simpleCommands(marked(command, SHELL_PLACEHOLDER)))
      : simpleCommands(command.map((element) => marked(element, PLACEHOLDER)));
  const made = { commands: [...path, ...commands], names };
  templates.set(task, made);
  return made;
}

/** The words of a template as they are for one experiment. */
function filled(
  commands: Template['commands'],
  names: readonly string[],
  experiment: StudyExperiment,
): readonly (readonly string[])[] {
  const { inputs } = experiment.task;
  const view = levelView(experiment);
  const values = names.map((name) => {
    const [, input] = /^inputs\.(.+)$/.exec(name) ?? [];
    if (input === undefined) return String(placeholderValue(name, view) ?? '');
    return [inputs[input] ?? ''].flat().map((path) => fillLevels(path, experiment))[0] ?? '';
  });
  const at = (char: string) => char.charCodeAt(0) - FIRST_MARK;
  return commands.map((words) =>
    words.flatMap((word) => {
      // A list that is a word of its own is several.
      const name = word.length === 1 ? names[at(word)] : undefined;
      if (name !== undefined && !name.startsWith('inputs.'))
        return placeholderArguments(name, view);
      return word.replace(MARK, (char) => values[at(char)] ?? char);
    }),
  );
}
