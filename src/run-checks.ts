import { availableParallelism } from 'node:os';
import type { PreTasksExecutionContext } from '@nx/devkit';
import { lockChanges } from './lock.js';
import type { CatalogModel } from './model.js';
import { namedTargets, ownWords } from './named-targets.js';
import { checksSync } from './nx-internals.js';
import { CatalogError } from './problems.js';
import { type Projects, targetsReaching } from './targets-reaching.js';
import type { Workspace } from './workspace.js';

/**
 * Stops a run that an out-of-date lock could mislead: any `nx affected`, and where Nx's own check is
 * skipped (under CI and with `--skip-sync`) each run that is not plainly one of targets from which no
 * stale experiment is reached. (It is for an empty list of tasks, too, where a stale lock would select
 * nothing and say nothing.) Elsewhere Nx stops, or brings the lock in step by itself.
 *
 * @param projects those of the graph, if they are known
 * @throws {Error} that says `nx sync`
 * @throws {CatalogError} where a catalog is in error
 */
export function refuseStale(
  workspace: Workspace,
  argv: readonly string[],
  projects: Projects | undefined,
): void {
  if (workspace.problems.length > 0) throw new CatalogError(workspace.problems);
  const changed = [...lockChanges(workspace.lock, workspace.locked).keys()];
  if (changed.length === 0) return;
  const stale = workspace.study.experiments.filter(workspace.lock.isStale);
  const isAffected = argv.slice(2).some((word) => /^affected(:|$)/.test(word));
  const tasks = new Set(stale.map((e) => e.task.name));
  if (!isAffected && (checksSync(argv) || !reaches(argv, tasks, projects))) return;
  const which =
    stale.length > 0 ? ` (${stale.length} experiments, such as ${stale[0]!.project})` : '';
  throw new Error(
    `The lock is out of date: ${changed.slice(0, 3).join(', ')}${changed.length > 3 ? ', …' : ''}${which}. ` +
      'Run nx sync and commit what it writes.',
  );
}

/** Whether a run may come to an experiment of some tasks. */
export function reaches(
  argv: readonly string[],
  tasks: ReadonlySet<string>,
  projects: Projects | undefined,
): boolean {
  if (tasks.size === 0) return false;
  const named = namedTargets(argv);
  if (named === undefined || projects === undefined) return true;
  const reaching = targetsReaching([...tasks], projects);
  return named.some((target) => reaching.has(target));
}

/**
 * Stops `--exclude-task-dependencies` for experiments that need others. Nx then takes what they need
 * out of the run, and with it out of their hashes: results of other data would be restored.
 *
 * @throws {Error} that says what to leave out
 */
export function refuseExcludedNeeds(
  catalogs: readonly CatalogModel[],
  argv: readonly string[],
): void {
  if (!excludesTaskDependencies(argv)) return;
  const named = namedTargets(argv);
  for (const { file, tasks } of catalogs)
    for (const { name, needs } of tasks)
      if (Object.keys(needs).length > 0 && named?.includes(name) !== false)
        throw new Error(
          `${file}: tasks.${name}.needs: --exclude-task-dependencies would take what the task needs out of its hash, so that results of other data could be restored; run it without (what has not changed comes from the cache)`,
        );
}

function excludesTaskDependencies(argv: readonly string[]): boolean {
  const words = ownWords(argv);
  return words.some((word, i) => {
    const [option, value] =
      /^--(?:exclude-task-dependencies|excludeTaskDependencies)(?:=(.*))?$/.exec(word) ?? [];
    return option !== undefined && (value ?? words[i + 1]) !== 'false';
  });
}

/**
 * What the executor has to know of the run, as environment variables.
 *
 * @param hashedFrom when Nx began to hash the run's files, in milliseconds since 1970
 */
export function runEnvironment(
  {
    id,
    argv,
    nxJsonConfiguration,
  }: Pick<PreTasksExecutionContext, 'id' | 'argv' | 'nxJsonConfiguration'>,
  hashedFrom: number,
): { [name: string]: string } {
  const parallel = parallelOf(argv, nxJsonConfiguration.parallel);
  return {
    NX_EXPERIMENTS_RUN: id,
    NX_EXPERIMENTS_PARALLEL: String(parallel),
    NX_EXPERIMENTS_HASHED_FROM: String(hashedFrom),
  };
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
