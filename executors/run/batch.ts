import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { type ExperimentOptions, type Plan, planIn } from '../../src/definition/plan.js';
import { fromEnv } from '../../src/guard/run-settings.js';
import { lostOutput, noPlan, type Performed, perform, type Written } from './perform.js';
import { createQueue } from './queue.js';
import { createSchedule } from './schedule.js';
import { listenForStop, type Stopping } from './stopping.js';
import { openWorkshop, type Workshop } from './workshop.js';

/** What Nx gets for each task of a batch; of two, the later one counts. */
export interface BatchResult {
  readonly task: string;
  readonly result: Omit<Performed, 'outputs'> & {
    readonly status: 'success' | 'failure' | 'skipped';
    readonly startTime: number;
    readonly endTime: number;
  };
}

/** Runs the experiments of a batch, as many at once as there are slots. */
export default async function* runBatch(
  graph: TaskGraph,
  options: Readonly<Record<string, ExperimentOptions>>,
  _overrides: unknown,
  context: Pick<ExecutorContext, 'root' | 'projectsConfigurations' | 'projectGraph'>,
): AsyncGenerator<BatchResult, void, undefined> {
  const settings = fromEnv(process.env);
  const shop = openWorkshop(context.root, context.projectGraph, settings);
  const stopping = listenForStop(shop.close);
  // process.exit by others in this process, and the end of it by an error.
  process.once('exit', shop.close);
  try {
    yield* runGraph(graph, options, context, shop, stopping, settings.hasTui);
  } finally {
    process.off('exit', shop.close);
    stopping.close();
    shop.close();
  }
}

async function* runGraph(
  graph: TaskGraph,
  options: Readonly<Record<string, ExperimentOptions>>,
  context: Pick<ExecutorContext, 'projectsConfigurations'>,
  shop: Workshop,
  stopping: Stopping,
  hasTui: boolean,
): AsyncGenerator<BatchResult, void, undefined> {
  const needs = needsWithin(graph);
  const schedule = createSchedule(needs);
  const results = createQueue<BatchResult>();
  const plans = new Map(
    Object.values(graph.tasks).map(({ id, target }) => [
      id,
      planIn(context.projectsConfigurations.projects[target.project]?.targets?.[target.target]),
    ]),
  );
  const hashed = new Map(
    [...plans].map(([id, plan]) => [id, plan && shop.gatherer.atStart(plan)] as const),
  );
  const successes: (readonly [outputs: Written, BatchResult])[] = [];
  let busy = 0;

  function report(task: string, startTime: number, { outputs, ...performed }: Performed): void {
    const endTime = Date.now();
    const status = performed.success ? 'success' : 'failure';
    if (hasTui) tell(`${performed.success ? '✔' : '✖'} ${task}`);
    const result = { task, result: { ...performed, status, startTime, endTime } } as const;
    if (outputs !== undefined) successes.push([outputs, result]);
    results.push(result);
    for (const skipped of schedule.finish(task, performed.success))
      results.push({
        task: skipped,
        result: {
          success: false,
          terminalOutput: '',
          status: 'skipped',
          startTime: endTime,
          endTime,
        },
      });
  }

  async function run(task: string, plan: Plan): Promise<void> {
    const release = await shop.slots.take(stopping.signal);
    const startTime = Date.now();
    if (release === undefined || stopping.signal.aborted) {
      release?.();
      return report(task, startTime, { success: false, terminalOutput: '' });
    }
    if (hasTui) tell(`▶ ${task}`);
    const atStart = hashed.get(task) ?? shop.gatherer.now(plan);
    const performed = await perform(
      {
        plan,
        digest: options[task]?.digest ?? '',
        // Of producers in this batch, what was there before them counts for nothing.
        hashed: needs.get(task)?.length
          ? { ...atStart, needs: shop.gatherer.now(plan).needs }
          : atStart,
      },
      shop,
      stopping,
    );
    release();
    report(task, startTime, performed);
  }

  function fill(): void {
    while (busy < shop.slots.count) {
      const task = schedule.next();
      if (task === undefined) break;
      const plan = plans.get(task);
      const { project, target } = graph.tasks[task]!.target;
      if (plan === undefined) {
        report(task, Date.now(), { success: false, terminalOutput: noPlan(project, target) });
        continue;
      }
      busy++;
      void run(task, plan).then(() => {
        busy--;
        fill();
      });
    }
    if (schedule.left === 0 && busy === 0) void reportLost().finally(results.end);
  }

  /**
   * Nx stores outputs under their experiments' hashes when the whole batch is done; by then another
   * run, of other code, may have written others in their place.
   */
  async function reportLost(): Promise<void> {
    for (const [outputs, { task, result }] of successes) {
      const path = await lostOutput(outputs, shop);
      if (path === undefined) continue;
      const terminalOutput = `${result.terminalOutput}${path} was written again, by another run, before Nx stored it; run it again\n`;
      const failed = { success: false, status: 'failure', terminalOutput } as const;
      results.push({ task, result: { ...result, ...failed } });
    }
  }

  fill();
  yield* results.values();
}

/** Nx's terminal UI shows the tasks of a batch as waiting until they are done; this shows more. */
function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Nx 24 gives dependencies as objects, Nx 23 as names. */
function needsWithin(graph: TaskGraph): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.keys(graph.tasks).map((task) => {
      const needs = (graph.dependencies[task] ?? []) as readonly (
        | string
        | { readonly id: string }
      )[];
      const ids = needs.map((need) => (typeof need === 'string' ? need : need.id));
      return [task, ids.filter((id) => Object.hasOwn(graph.tasks, id))];
    }),
  );
}
