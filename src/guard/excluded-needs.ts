import type { CatalogModel } from '../catalog/model.js';
import type { Call } from '../nx/call.js';
import { coded } from '../problems/problem.js';

/**
 * Stops `--exclude-task-dependencies` for experiments that need others. Nx then takes what they need
 * out of the run, and with it out of their hashes: results of other data would be restored.
 *
 * @throws {Error} that says what to leave out
 */
export function refuseExcludedNeeds(
  catalogs: readonly CatalogModel[],
  { excludesTaskDependencies, targets }: Call,
): void {
  if (!excludesTaskDependencies) return;
  for (const { file, tasks } of catalogs)
    for (const { name, needs } of tasks)
      if (Object.keys(needs).length > 0 && targets?.includes(name) !== false)
        throw new Error(
          coded(
            'NXE034',
            `${file}: tasks.${name}.needs: --exclude-task-dependencies would take what the task needs out of its hash, so that results of other data could be restored; run it without (what has not changed comes from the cache)`,
          ),
        );
}
