import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type parseWords from 'yargs-parser';
import { isCI } from './internals.js';

// The copy that Nx loads, where that process has it in memory.
const parse: typeof parseWords = createRequire(import.meta.url)('yargs-parser');

/** A call of Nx, as Nx itself reads it. */
export interface Call {
  /** Undefined where the words do not tell, as for a script that runs tasks by Nx's functions. */
  readonly command: 'run-many' | 'affected' | 'run' | 'release' | undefined;
  /** Names of targets, and texts that may be one; undefined where the words do not tell. */
  readonly targets: readonly string[] | undefined;
  /** How many tasks run at once, where the words or `NX_PARALLEL` say it; else nx.json does. */
  readonly parallel: number | undefined;
  readonly skipsSync: boolean;
  readonly excludesTaskDependencies: boolean;
  /** Whether it selects by what changed. */
  readonly isAffected: boolean;
  /** Whether the words say how Nx is to show the run. */
  readonly namesScreen: boolean;
}

/** What `nx b` and its like mean (see targetAliases in nx's run-one.js). */
const SHORT: { readonly [target: string]: string } = {
  b: 'build',
  e: 'e2e',
  l: 'lint',
  s: 'serve',
  t: 'test',
};

/** Nx's commands that start tasks of which their words do not tell, or no task. */
const OTHERS = new Set(['exec', 'generate', 'g', 'migrate', 'watch', 'add', 'import', 'init']);

/**
 * Reads the words of a call of Nx with the parser and the options that Nx reads them with: see
 * yargs-utils/shared-options.js and bin/init-local.js in nx.
 *
 * @param argv as `process.argv`
 */
export function readCall(
  argv: readonly string[],
  env: { readonly NX_PARALLEL?: string | undefined } = process.env,
): Call {
  const [, program = '', first = ''] = argv;
  const isNx = /^nxw?(\.js)?$/.test(basename(program));
  const command = isNx ? commandOf(first) : undefined;
  const isOne = command === 'run';
  const words = isOne ? argv.slice(2) : joined(argv.slice(2));
  const { _: plain, ...read } = parse(words, parserOptions(isOne));
  const given = {
    parallel: parallelOf(read, env.NX_PARALLEL),
    skipsSync: isOn(read.skipSync),
    excludesTaskDependencies: isOn(read.excludeTaskDependencies),
    namesScreen: read.outputStyle !== undefined || read.tui !== undefined,
  };
  const isAffected =
    command === undefined
      ? ownWords(argv.slice(2)).some((word) => /^affected(:|$)/.test(word))
      : command === 'affected';
  const targets = command && targetsOf(command, first, listOf(read.targets), plain.map(String));
  return { command, targets, isAffected, ...given };
}

/** Whether Nx looks for itself if the workspace is in sync before a run. */
export function checksSync({ skipsSync }: Call): boolean {
  return !isCI() && !skipsSync;
}

function commandOf(first: string): Call['command'] {
  if (first === '' || first.startsWith('-') || OTHERS.has(first)) return undefined;
  if (first === 'run-many' || first === 'release') return first;
  if (/^affected(:|$)/.test(first)) return 'affected';
  return 'run';
}

function targetsOf(
  command: NonNullable<Call['command']>,
  first: string,
  listed: readonly string[],
  plain: readonly string[],
): readonly string[] | undefined {
  if (command === 'release') return ['nx-release-publish'];
  const [, short] = /^affected:(.+)$/.exec(first) ?? [];
  if (short !== undefined) return [short];
  if (command !== 'run') return listed.length === 0 ? undefined : listed;
  const named = plain[first === 'run' ? 1 : 0];
  // An option that Nx does not know stands among the plain words.
  const parts = named === undefined || named.startsWith('-') ? [] : partsOf(named);
  const all = [...listed, ...parts].flatMap((target) =>
    Object.hasOwn(SHORT, target) ? [target, SHORT[target]!] : [target],
  );
  return all.length === 0 ? undefined : all;
}

/** All that may be the target in `project:target:configuration`, where each may have colons. */
function partsOf(text: string): string[] {
  const parts = text.replaceAll('"', '').split(':');
  return parts.flatMap((_, i) =>
    parts.slice(i).map((_, length) => parts.slice(i, i + length + 1).join(':')),
  );
}

/** The words that are for Nx itself: those before `--`. */
function ownWords(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return end === -1 ? words : words.slice(0, end);
}

const LISTS = new Set(['-p', '--projects', '--exclude', '--files', '-t', '--target', '--targets']);

/** Nx makes one value of all that follows an option of names, up to the next option. */
function joined(words: readonly string[]): string[] {
  const own = ownWords(words);
  const result: string[] = [];
  for (let i = 0; i < own.length; ) {
    const word = own[i++]!;
    result.push(word);
    if (!LISTS.has(word)) continue;
    const start = i;
    while (i < own.length && !own[i]!.startsWith('-')) i++;
    result.push(own.slice(start, i).join(','));
  }
  return [...result, ...words.slice(own.length)];
}

const BOOLEANS = [
  ...['all', 'batch', 'cloud', 'dte', 'excludeTaskDependencies', 'nxBail', 'nxIgnoreCycles'],
  ...['prod', 'skipNxCache', 'skipRemoteCache', 'skipSync', 'stdin', 'tui', 'uncommitted'],
  ...['untracked', 'useAgents', 'verbose'],
];

const STRINGS = [
  ...['base', 'configuration', 'exclude', 'explain', 'files', 'graph', 'head', 'outputStyle'],
  ...['parallel', 'projects', 'runner', 'targets', 'tuiAutoExit'],
];

/** @param isOne whether one task is asked for, by `nx run` or `nx <target>` */
function parserOptions(isOne: boolean): parseWords.Options {
  const options = {
    alias: {
      targets: ['target', 't'],
      projects: isOne ? ['project', 'p'] : ['p'],
      configuration: ['c'],
      skipNxCache: ['disableNxCache'],
      skipRemoteCache: ['disableRemoteCache'],
      useAgents: ['agents'],
    },
    boolean: BOOLEANS,
    string: STRINGS,
    number: ['maxParallel'],
    narg: { targets: Number.NaN, files: Number.NaN, base: Number.NaN, head: Number.NaN },
    configuration: {
      'strip-dashed': true,
      'unknown-options-as-args': true,
      'populate--': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    },
    // By these the parser knows `--skip-sync` for `--skipSync`; its types leave them out.
    key: Object.fromEntries([...BOOLEANS, ...STRINGS, 'maxParallel'].map((name) => [name, true])),
  };
  return options;
}

/** The last one counts where an option of yes or no stands twice. */
function isOn(value: unknown): boolean {
  return Array.isArray(value) ? value.includes(true) : value === true;
}

/** Nx's rule for names that are divided by commas (parseCSV). */
function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.length === 1 ? listOf(value[0]) : value.map(String);
  if (typeof value !== 'string' || value === '') return [];
  return value.split(',').map((item) => /^"(.*)"$/.exec(item)?.[1] ?? item);
}

/** Nx's rule for `--parallel` (readParallelFromArgsAndEnv). */
function parallelOf(
  { parallel, maxParallel }: { readonly [option: string]: unknown },
  fromEnv: string | undefined,
): number | undefined {
  if (parallel === 'false' || parallel === false) return 1;
  const isOpen = parallel === 'true' || parallel === true || parallel === '';
  if (isOpen || (parallel === undefined && fromEnv)) return atOnce(maxParallel || fromEnv || '3');
  return parallel === undefined ? undefined : atOnce(parallel);
}

function atOnce(value: unknown): number {
  const amount = Number.parseInt(String(value), 10);
  const isShare = typeof value === 'string' && value.endsWith('%');
  return Math.max(1, Math.floor(isShare ? (availableParallelism() * amount) / 100 : amount));
}
