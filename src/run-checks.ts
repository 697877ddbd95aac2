import { availableParallelism } from 'node:os';
import type { PreTasksExecutionContext } from '@nx/devkit';
import type { StudyExperiment } from './expanded.js';
import { lockChanges } from './lock.js';
import type { CatalogModel } from './model.js';
import { keyOf } from './needs.js';
import { checksSync } from './nx-internals.js';
import { CatalogError } from './problems.js';
import type { Workspace } from './workspace.js';

/**
 * Stops a run that an out-of-date lock could mislead: any `nx affected`, and runs that name a task
 * with stale experiments, or one that needs such a task, where Nx's own check is skipped: under CI and with `--skip-sync`. (It is for
 * an empty list of tasks, too, where a stale lock would select nothing and say nothing.) Elsewhere
 * Nx stops, or brings the lock in step by itself.
 *
 * @throws {Error} that says `nx sync`
 * @throws {CatalogError} where a catalog is in error
 */
export function refuseStale(workspace: Workspace, argv: readonly string[]): void {
  if (workspace.problems.length > 0) throw new CatalogError(workspace.problems);
  const changed = [...lockChanges(workspace.lock, workspace.locked).keys()];
  if (changed.length === 0) return;
  const stale = workspace.study.experiments.filter(workspace.lock.isStale);
  const reached = reachedFrom(stale, workspace.study.catalogs);
  const words = new Set(argv.slice(2).flatMap((word) => word.split(/[,:=]/)));
  const isNamed = workspace.study.experiments.some(
    ({ catalog, task, project }) =>
      reached.has(keyOf({ catalog: catalog.file, task: task.name })) &&
      (words.has(task.name) || words.has(project)),
  );
  if (!words.has('affected') && (!isNamed || checksSync(argv))) return;
  const which =
    stale.length > 0 ? ` (${stale.length} experiments, such as ${stale[0]!.project})` : '';
  throw new Error(
    `The lock is out of date: ${changed.slice(0, 3).join(', ')}${changed.length > 3 ? ', …' : ''}${which}. ` +
      'Run nx sync and commit what it writes.',
  );
}

/** The tasks of stale experiments, and all that need them, also through others; as keys. */
function reachedFrom(
  stale: readonly StudyExperiment[],
  catalogs: readonly CatalogModel[],
): ReadonlySet<string> {
  const reached = new Set(stale.map((e) => keyOf({ catalog: e.catalog.file, task: e.task.name })));
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const { file, tasks } of catalogs)
      for (const { name, needs } of tasks)
        if (Object.values(needs).some((id) => reached.has(keyOf(id))))
          reached.add(keyOf({ catalog: file, task: name }));
  }
  return reached;
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
