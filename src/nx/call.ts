import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { isCI } from './internals.js';

/**
 * The targets that a call of Nx names, as far as that is plain from its words.
 *
 * @param argv the words of the call, as in `process.argv`
 * @returns names of targets, and texts that may be one; undefined where the words do not tell
 */
export function namedTargets(argv: readonly string[]): readonly string[] | undefined {
  const [, program = '', command = '', ...rest] = argv;
  // Scripts may run Nx's tasks by its functions, with words of their own.
  if (!/^nxw?(\.js)?$/.test(basename(program))) return undefined;
  if (command === '' || command.startsWith('-')) return undefined;
  const own = ownWords(rest);
  // `-pt x`: a letter among others.
  if (own.some((word) => /^-[a-z]*t/i.test(word) && !/^-t(=|$)/.test(word))) return undefined;
  const listed = own.flatMap((word, i) => valuesAt(own, word, i));
  if (command === 'run-many' || command === 'affected')
    return listed.length === 0 ? undefined : listed;
  if (command === 'release') return ['nx-release-publish'];
  const [first] = command === 'run' ? own : [command];
  if (first === undefined || first.startsWith('-')) return listed.length === 0 ? undefined : listed;
  return [...listed, ...partsOf(first)];
}

/** The words that are for Nx itself: those before `--`. */
export function ownWords(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return end === -1 ? words : words.slice(0, end);
}

/** What follows `-t`, `--target` or `--targets`: all words up to the next option. */
function valuesAt(words: readonly string[], word: string, at: number): string[] {
  const [option, value] = /^--?(?:t|target|targets)(?:=(.*))?$/.exec(word) ?? [];
  if (option === undefined) return [];
  const end = words.findIndex((next, i) => i > at && next.startsWith('-'));
  const following = words.slice(at + 1, end === -1 ? undefined : end);
  return [value ?? '', ...following]
    .flatMap((text) => text.split(','))
    .map((text) => text.replaceAll('"', ''))
    .filter((text) => text !== '');
}

/** All that may be the target in `project:target:configuration`, where each may have colons. */
function partsOf(text: string): string[] {
  const parts = text.replaceAll('"', '').split(':');
  return parts.flatMap((_, i) =>
    parts.slice(i).map((_, length) => parts.slice(i, i + length + 1).join(':')),
  );
}

/** Whether Nx looks for itself if the workspace is in sync before a run. */
export function checksSync(argv: readonly string[]): boolean {
  return !isCI() && !argv.some((word) => /^--skip-?sync(=true)?$/i.test(word));
}

/** `--parallel` as Nx reads it: a number, a percentage of the processors, true, or false for one. */
export function parallelOf(argv: readonly string[], configured: number | undefined): number {
  const given = argv
    .flatMap((word, i) => {
      const [, value] = /^--(?:parallel|maxParallel|max-parallel)(?:=(.*))?$/.exec(word) ?? [];
      if (word === '--no-parallel') return ['false'];
      if (!/^--(parallel|maxParallel|max-parallel)(=|$)/.test(word)) return [];
      const next = argv[i + 1];
      return [value ?? (next !== undefined && /^(\d+%?|true|false)$/.test(next) ? next : 'true')];
    })
    .at(-1);
  const text = given ?? process.env.NX_PARALLEL ?? 'true';
  if (text === 'false') return 1;
  const percentage = /^(\d+)%$/.exec(text)?.[1];
  const amount =
    percentage === undefined
      ? Number(text)
      : Math.ceil((availableParallelism() * Number(percentage)) / 100);
  return amount >= 1 ? Math.floor(amount) : (configured ?? 3);
}

export function excludesTaskDependencies(argv: readonly string[]): boolean {
  const words = ownWords(argv);
  return words.some((word, i) => {
    const [option, value] =
      /^--(?:exclude-task-dependencies|excludeTaskDependencies)(?:=(.*))?$/.exec(word) ?? [];
    return option !== undefined && (value ?? words[i + 1]) !== 'false';
  });
}
