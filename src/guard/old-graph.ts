import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { planIn } from '../definition/plan.js';
import type { Call } from '../nx/call.js';
import { coded } from '../problems/problem.js';
import { reaches } from './stale.js';
import type { Projects } from './targets-reaching.js';

/**
 * Stops a run whose graph is not what the workspace's catalogs and files stand for now. The daemon keeps
 * a graph until a file changes that git does not ignore: new data for a `glob`, a file that a level names
 * and that was not there, or a file in a linked folder is no such file, and would be in no hash.
 *
 * @param served the projects of the run's graph
 * @param current the projects of experiments, as read afresh
 * @throws {Error} that says to run again, and `nx reset`
 */
export function refuseOldGraph(
  call: Call,
  served: Projects,
  current: readonly ProjectConfiguration[],
): void {
  const { tasks, projects } = differences(served, current);
  if (projects.length === 0 || !reaches(call, tasks, served)) return;
  const count =
    projects.length === 1 ? 'one experiment' : `${projects.length} experiments, such as`;
  throw new Error(
    coded(
      'NXE035',
      `Nx's daemon does not see files that git ignores, or behind links, and its graph is out of date (${count} ${projects[0]}). ` +
        'Run this again: the daemon starts anew. If it stops again, run nx reset --only-daemon first.',
    ),
  );
}

/** Experiments that are in one graph alone, or have another definition or further inputs now. */
function differences(served: Projects, current: readonly ProjectConfiguration[]) {
  const tasks = new Set<string>();
  const projects: string[] = [];
  const differs = (project: string, task: string) => {
    projects.push(project);
    tasks.add(task);
  };
  const now = new Set<string>();
  for (const { name = '', targets } of current)
    for (const [task, target] of experimentsIn(targets)) {
      now.add(name);
      const before = Object.hasOwn(served, name) ? served[name]!.targets?.[task] : undefined;
      if (before === undefined || !covers(before, target)) differs(name, task);
    }
  for (const [name, { targets }] of Object.entries(served))
    if (!now.has(name)) for (const [task] of experimentsIn(targets)) differs(name, task);
  return { tasks, projects };
}

function experimentsIn(targets: ProjectConfiguration['targets'] = {}) {
  return Object.entries(targets).filter(([, target]) => planIn(target) !== undefined);
}

/** Whether a target is hashed as another one, at least: nx.json may have given it further inputs. */
function covers(served: TargetConfiguration, current: TargetConfiguration): boolean {
  if (served.options?.digest !== current.options?.digest) return false;
  if (served.options?.content !== current.options?.content) return false;
  if (JSON.stringify(served.inputs) === JSON.stringify(current.inputs)) return true;
  const inputs = new Set(served.inputs?.map((input) => JSON.stringify(input)));
  return current.inputs?.every((input) => inputs.has(JSON.stringify(input))) ?? true;
}
