import { scriptsIn } from '../command/scripts.js';
import { shellWords } from '../command/shell.js';
import type { StudyExperiment } from '../study/joined.js';
import type { NamedFiles } from './named-files.js';

const INTERPRETER =
  /^(?:.*\/)?(?:(?:python|pypy)[\d.]*|Rscript|R|julia|node|deno|bun|tsx|ts-node|perl|ruby|php|lua|octave(?:-cli)?|matlab|(?:x?stata|Stata)(?:-?(?:mp|se|be|ic|MP|SE))?|(?:ba|da|z|k|fi)?sh)$/;

/** Options by which the program stands in the command itself, or there is none. */
const INLINE = /^(?:-[A-Za-z]*[ceEp]|--(?:eval|print|execute|version|help)(?:=.*)?|-V|-)$/;

/**
 * A warning for each task whose command runs an interpreter and names none of the files that it
 * runs, neither itself nor by `sources`: then edits of them would go unnoticed.
 *
 * @param named the files that an experiment's command names
 */
export function unnamedCode(
  experiments: readonly StudyExperiment[],
  named: (experiment: StudyExperiment) => NamedFiles,
): string[] {
  const firsts = new Map(experiments.toReversed().map((e) => [e.task, e]));
  return [...firsts.values()].toReversed().flatMap((experiment) => {
    const { task, catalog } = experiment;
    const { command, sources, persist } = task;
    if (command === undefined || sources.length > 0 || persist) return [];
    const interpreter = interpreterIn(command);
    if (interpreter === undefined || named(experiment).code.length > 0) return [];
    return [
      `${catalog.file}: tasks.${task.name}.command: runs ${interpreter}, but names no file of the workspace as its code, so that edits of that code would go unnoticed; add the files that it runs to sources`,
    ];
  });
}

/** The first interpreter in a command whose program neither stands there nor comes through a placeholder. */
function interpreterIn(command: string | readonly string[]): string | undefined {
  // A here-document may be the program.
  if (typeof command === 'string' && command.includes('<<')) return undefined;
  const words = wordsOf(command);
  return words.find((word, i) => {
    if (!INTERPRETER.test(word) || words[i - 1]?.startsWith('--')) return false;
    const rest = words.slice(i + 1).filter((_, j, all) => !/^-[a-z]*o$/.test(all[j - 1] ?? ''));
    const program = rest.findIndex((other) => !/^-/.test(other));
    const options = program < 0 ? rest : rest.slice(0, program);
    return !options.some((option) => INLINE.test(option)) && !/\{/.test(rest[program] ?? '');
  });
}

/** The words of a command, and in place of each text for a further shell its words. */
function wordsOf(command: string | readonly string[]): string[] {
  const words = typeof command === 'string' ? shellWords(command) : command;
  const scripts = scriptsIn(words);
  return words.flatMap((word, i) => {
    if (scripts.has(i)) return shellWords(word);
    // The `$0` of the text.
    return scripts.has(i - 1) ? [] : [word];
  });
}
