import type { Call } from '../nx/call.js';
import type { Workspace } from '../workspace/workspace.js';
import { reaches } from './stale.js';
import type { Projects } from './targets-reaching.js';

/** Nx's variable for its live list of tasks, in terminals in which its terminal UI is off. */
const LIVE_LIST = 'NX_TASKS_RUNNER_DYNAMIC_OUTPUT';

/** Nx's variable by which users name a screen for all calls. */
const STYLE = 'NX_DEFAULT_OUTPUT_STYLE';

/**
 * The environment by which Nx shows a run of experiments in plain lines where it would show its live list.
 * That one draws all tasks of a batch as running, a line each, and all of them again for each that ends: a
 * run of 1,000 with nothing changed takes three times the time by it. What the user chose stays, and so does the
 * terminal UI.
 *
 * @param projects those of the graph, if they are known
 */
export function screenOf(
  { study }: Pick<Workspace, 'study'>,
  call: Call,
  projects: Projects | undefined,
  env: NodeJS.ProcessEnv,
): { readonly [name: string]: string } {
  // `false` may be what an earlier call left in the daemon.
  const isChosen = call.namesScreen || env[STYLE] || env[LIVE_LIST] === 'true';
  if (isChosen || (call.command !== 'run-many' && call.command !== 'affected')) return {};
  const tasks = new Set(study.experiments.map(({ task }) => task.name));
  return reaches(call, tasks, projects) ? { [LIVE_LIST]: 'false' } : {};
}
