import { lockChanges } from '../lock/lock.js';
import { firstLockFile } from '../lock/places.js';
import { type Call, checksSync } from '../nx/call.js';
import { CatalogError, coded } from '../problems/problem.js';
import type { Workspace } from '../workspace/workspace.js';
import { type Projects, targetsReaching } from './targets-reaching.js';

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
  call: Call,
  projects: Projects | undefined,
): void {
  if (workspace.problems.length > 0) throw new CatalogError(workspace.problems);
  const changed = [...lockChanges(workspace.lock, workspace.locked).keys()];
  if (changed.length === 0) return;
  const stale = workspace.study.experiments.filter(workspace.lock.isStale);
  const tasks = new Set(stale.map((e) => e.task.name));
  if (!call.isAffected && (checksSync(call) || !reaches(call, tasks, projects))) return;
  const which =
    stale.length > 0 ? ` (${stale.length} experiments, such as ${stale[0]!.project})` : '';
  throw new Error(
    coded(
      'NXE032',
      `The lock is out of date: ${changed.slice(0, 3).join(', ')}${changed.length > 3 ? ', …' : ''}${which}. ` +
        'Run nx sync and commit what it writes. It also names what is another value each time a catalog is ' +
        'evaluated, such as Date.now(), by which the lock would never be in step.' +
        movedHint(workspace, changed),
    ),
  );
}

/** A lock that is missing may lie where its catalog was before; a new one would forget default levels. */
function movedHint({ study, locked }: Workspace, changed: readonly string[]): string {
  const missing = study.catalogs
    .map(({ file }) => firstLockFile(file))
    .find((lock) => changed.includes(lock) && !Object.hasOwn(locked, lock));
  return missing === undefined
    ? ''
    : ` There is no ${missing}: where its catalog was renamed or moved, move its lock with it first (git mv).`;
}

/** Whether a run may come to an experiment of some tasks. */
export function reaches(
  { targets }: Call,
  tasks: ReadonlySet<string>,
  projects: Projects | undefined,
): boolean {
  if (tasks.size === 0) return false;
  if (targets === undefined || projects === undefined) return true;
  const reaching = targetsReaching([...tasks], projects);
  return targets.some((target) => reaching.has(target));
}
