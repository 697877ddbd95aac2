import { programOf } from '../languages/programs.js';
import { simpleCommands } from '../languages/simple-commands.js';
import type { StudyExperiment } from '../study/joined.js';
import type { NamedFiles } from './named-files.js';
import { partsOf } from './parts.js';

/** Options by which the program stands in the command itself, or there is none. */
const INLINE = /^(?:-[A-Za-z]*[ceEp]|--(?:eval|print|execute|version|help)(?:=.*)?|-V|-)$/;

/**
 * Warnings for tasks whose command, or a script that their module starts, runs code that is not all known, so that
 * edits of it would go unnoticed: one for each task, of the first kind that holds. `sources` and `persist` are an answer.
 *
 * @param named the files that an experiment's command names, and what they load
 */
export function unnamedCode(
  experiments: readonly StudyExperiment[],
  named: (experiment: StudyExperiment) => NamedFiles,
): string[] {
  const byTask = new Map<StudyExperiment['task'], StudyExperiment[]>();
  for (const experiment of experiments) {
    const group = byTask.get(experiment.task);
    if (group === undefined) byTask.set(experiment.task, [experiment]);
    else group.push(experiment);
  }
  return [...byTask].flatMap(([task, ofTask]) => {
    const { command } = task;
    const [first] = ofTask;
    if (first === undefined) return [];
    const { leftOut, code: counted } = partsOf(first, named(first));
    if (leftOut !== undefined || counted.sources.length > 0) return [];
    const isCommand = command !== undefined;
    const gap =
      (isCommand ? notFollowed(command, named(first)) : undefined) ??
      chosenLater(ofTask.map(named));
    if (gap === undefined) return [];
    return [`${first.catalog.file}: tasks.${task.name}.${isCommand ? 'command' : 'run'}: ${gap}`];
  });
}

/** What a command runs without naming its code, or where that code leads nobody knows. */
function notFollowed(
  command: string | readonly string[],
  { code, loaded }: NamedFiles,
): string | undefined {
  const interpreter = code.length > 0 ? undefined : interpreterIn(command);
  if (interpreter !== undefined)
    return `runs ${interpreter}, but names no file of the workspace as its code, so that edits of that code would go unnoticed; add the files that it runs to sources`;
  const [program] = loaded?.unfollowed ?? [];
  if (program === undefined || isInline(command, program)) return undefined;
  return `runs ${program}, and what that runs is not followed beyond the files that the command names, so that edits of it would go unnoticed; add those files to sources, such as sources: ['src/**']`;
}

/** The first place where what is followed chooses code when it runs. */
function chosenLater(all: readonly NamedFiles[]): string | undefined {
  const unknown = new Map(
    all.flatMap(({ loaded }) => loaded?.unknown ?? []).map((one) => [JSON.stringify(one), one]),
  );
  const [one] = unknown.values();
  if (one === undefined) return undefined;
  const where = one.file === '' ? 'it' : `${one.file}:${one.line}`;
  const others = unknown.size > 1 ? `, and so do ${unknown.size - 1} other places` : '';
  return `${where} chooses code when it runs (${one.what})${others}, so that edits of that code would go unnoticed; add the files that it may load to sources, such as sources: ['src/**']`;
}

/** The first interpreter in a command whose program neither stands there nor comes through a placeholder. */
function interpreterIn(command: string | readonly string[]): string | undefined {
  // A here-document may be the program.
  if (typeof command === 'string' && command.includes('<<')) return undefined;
  return runningIn(command, () => true);
}

function isInline(command: string | readonly string[], program: string): boolean {
  return runningIn(command, (word) => word === program) === undefined;
}

function runningIn(
  command: string | readonly string[],
  isMeant: (word: string) => boolean,
): string | undefined {
  for (const words of simpleCommands(command)) {
    const found = words.find((word, at) => {
      const rest = words.slice(at + 1);
      if (!isMeant(word) || programOf(word, rest) === undefined) return false;
      return !words[at - 1]?.startsWith('--') && !hasProgram(rest);
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether the program is among the words behind an interpreter, or a placeholder stands for it. */
function hasProgram(rest: readonly string[]): boolean {
  const words = rest.filter((_, at) => !/^-[a-z]*o$/.test(rest[at - 1] ?? ''));
  const program = words.findIndex((word) => !/^-/.test(word));
  const options = program < 0 ? words : words.slice(0, program);
  return options.some((option) => INLINE.test(option)) || /\{/.test(words[program] ?? '');
}
