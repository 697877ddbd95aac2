import { createRequire } from 'node:module';
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { type ExperimentOptions, planIn } from '../../src/definition/plan.js';
import { fromEnv } from '../../src/guard/run-settings.js';
import { noPlan, unfitSystem } from './client/refusals.js';
import { openService, type Service } from './client/service.js';
import { createPane } from './pane.js';
import { createQueue } from './queue.js';
import { listenForStop } from './stopping.js';
import { leaveTerminal } from './terminal.js';
import type { KnownTask, TaskResult } from './wire/messages.js';

/** What Nx gets for each task of a batch; of two, the later one counts. */
export interface BatchResult {
  readonly task: string;
  readonly result: TaskResult & { readonly success: boolean };
}

type Context = Pick<
  ExecutorContext,
  'root' | 'projectsConfigurations' | 'projectGraph' | 'taskGraph'
>;

/**
 * Has the service of this call of Nx do the experiments of a batch, and hands on their results. While
 * some take long, what is done is handed back, so that Nx stores it: Nx then asks for the others again,
 * which have gone on meanwhile.
 */
export default async function* runBatch(
  graph: TaskGraph,
  options: Readonly<Record<string, ExperimentOptions>>,
  _overrides: unknown,
  context: Context,
): AsyncGenerator<BatchResult, void, undefined> {
  const unfit = unfitSystem();
  if (unfit !== undefined) {
    for (const task of Object.keys(graph.tasks))
      yield { task, result: { ...failure(unfit), success: false } };
    return;
  }
  // A process that Nx started for this batch.
  if (process.connected) leaveTerminal();
  const results = createQueue<BatchResult>();
  const successes = new Map<string, TaskResult>();
  const open = new Set<string>();
  const { run, wave, grace, screen } = fromEnv(process.env);
  const write = (text: string) => void process.stdout.write(text);
  const pane = screen === 'pane' ? createPane(write) : undefined;
  const leavesOut = canLeaveOut(context.root);
  let due = false;

  const push = (task: string, result: TaskResult) =>
    results.push({ task, result: { ...result, success: result.status === 'success' } });

  /** The batch ends when all is done, and when its time is over and something is. */
  function endIfDone(): void {
    if (open.size === 0 || (due && successes.size > 0)) results.end();
  }

  const service = openService(
    {
      root: context.root,
      env: process.env,
      packages: graphPackages(context),
      call: () => experimentsOf(context.taskGraph ?? graph, context),
      streams: false,
      // Older ones schedule other tasks while a batch runs. And an agent of Nx Cloud, which asks no plugin before it
      // runs a task, is not the one that gets all others of its call: another agent may, and do them once more.
      holdsNx: leavesOut && run !== undefined,
      shows: screen === 'later' ? 'nothing' : screen,
    },
    {
      started: (id) => pane?.say(`▶ ${id}`),
      progress: (text) => (pane === undefined ? write(`${text}\n`) : pane.progress(text)),
      done(id, result) {
        open.delete(id);
        if (result.status !== 'skipped')
          pane?.say(`${result.status === 'success' ? '✔' : '✖'} ${id}`);
        if (result.status === 'success') successes.set(id, result);
        push(id, result);
        endIfDone();
      },
    },
  );
  const stopping = listenForStop(grace, () => service.stop('stopped', true));
  const onStop = () => service.stop(String((stopping.signal.reason as Error).message), false);
  stopping.signal.addEventListener('abort', onStop);
  const timer = setTimeout(() => {
    due = leavesOut && !stopping.signal.aborted;
    endIfDone();
  }, wave);
  try {
    const tasks = experimentsOf(graph, context, options);
    const known = new Set(tasks.map(({ id }) => id));
    for (const { id, target } of Object.values(graph.tasks))
      if (!known.has(id)) push(id, failure(noPlan(target.project, target.target)));
    for (const { id } of tasks) open.add(id);
    service.want(tasks);
    endIfDone();
    let isCut = false;
    for await (const result of results.values()) {
      isCut ||= stopping.signal.aborted && !result.result.success;
      // Without Nx, which may end first after Ctrl-C, there is nobody to tell; who tried would end.
      if (process.connected !== false && !(isCut && process.connected)) yield result;
    }
    // Nx takes all of a batch that breaks off while it stops for stopped, as its own tasks, and says that the run was
    // cancelled. With a result for each it would end as one that went to its end, beside its terminal UI, which is
    // still there; and call what was stopped flaky as soon as it is done. What is done is found again next time.
    if (isCut && process.connected) throw stopping.signal.reason;
    if (open.size === 0) await service.settle();
    for (const lost of await lostOf(service, successes))
      if (process.connected !== false) yield lost;
  } finally {
    clearTimeout(timer);
    pane?.close();
    stopping.close();
    service.leave();
  }
}

/**
 * Nx stores outputs under their experiments' hashes when the batch is over; by then another run, of other
 * code, may have written others in their place.
 */
async function lostOf(
  service: Service,
  successes: ReadonlyMap<string, TaskResult>,
): Promise<BatchResult[]> {
  const lost = await service.lostAmong([...successes.keys()]);
  return Object.entries(lost).map(([task, why]) => {
    const before = successes.get(task)!;
    const terminalOutput = `${before.terminalOutput}${why}\n`;
    return { task, result: { ...before, success: false, status: 'failure', terminalOutput } };
  });
}

/** The experiments of a graph of tasks; of a batch, with the options that Nx hands over. */
function experimentsOf(
  { tasks, dependencies }: TaskGraph,
  { projectsConfigurations: { projects } }: Context,
  options?: Readonly<Record<string, ExperimentOptions>>,
): KnownTask[] {
  return Object.values(tasks).flatMap(({ id, target }) => {
    const configured = projects[target.project]?.targets?.[target.target];
    const plan = planIn(configured);
    const digest = (options?.[id] ?? (configured?.options as ExperimentOptions | undefined))
      ?.digest;
    if (plan === undefined || digest === undefined) return [];
    // Nx 24 gives dependencies as objects, Nx 23 as names.
    const needs = (dependencies[id] ?? []) as readonly (string | { readonly id: string })[];
    return [{ id, plan, digest, needs: needs.map((n) => (typeof n === 'string' ? n : n.id)) }];
  });
}

/** What the signatures of experiments take from Nx's graph. */
export function graphPackages({ projectGraph }: Pick<ExecutorContext, 'projectGraph'>) {
  const { externalNodes = {}, dependencies } = projectGraph;
  return {
    externalNodes,
    dependencies: Object.fromEntries(
      Object.entries(dependencies).filter(([name]) => Object.hasOwn(externalNodes, name)),
    ),
  };
}

/** Whether Nx asks again for tasks that a batch left out: since Nx 24. */
function canLeaveOut(root: string): boolean {
  try {
    const { version } = createRequire(`${root}/`)('nx/package.json') as { version: string };
    return Number(version.split('.')[0]) >= 24;
  } catch {
    return false;
  }
}

function failure(terminalOutput: string): TaskResult {
  const time = Date.now();
  return { status: 'failure', terminalOutput, startTime: time, endTime: time };
}
