import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { type ExperimentOptions, type Plan, planIn } from '../../src/definition/plan.js';
import type { Release } from './claims/claims.js';
import { describeFailure } from './failure.js';
import { lostOutput, noPlan, noted, type Performed, perform, type Written } from './perform.js';
import { createQueue } from './queue.js';
import { createSchedule } from './schedule.js';
import type { Evidence } from './state/evidence.js';
import { listenForStop, type Stopping } from './stopping.js';
import { openWorkshop, type Workshop } from './workshop.js';

/** What Nx gets for each task of a batch; of two, the later one counts. */
export interface BatchResult {
  readonly task: string;
  readonly result: Pick<Performed, 'success' | 'terminalOutput'> & {
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
  const shop = openWorkshop(context.root, context.projectGraph, process.env);
  const stopping = listenForStop(shop.grace, shop.close);
  // process.exit by others in this process, and the end of it by an error.
  process.once('exit', shop.close);
  try {
    // Without Nx, which may end first after Ctrl-C, there is nobody to tell; who tried would end.
    for await (const result of runGraph(graph, options, context, shop, stopping))
      if (process.connected !== false) yield result;
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
    [...plans].map(([id, plan]) => [id, noted(() => plan && shop.gatherer.atStart(plan))] as const),
  );
  const successes: (readonly [outputs: Written, BatchResult])[] = [];
  let busy = 0;

  function report(task: string, startTime: number, performed: Performed): void {
    const endTime = Date.now();
    const { success, terminalOutput } = performed;
    const status = success ? 'success' : 'failure';
    tell(`${success ? '✔' : '✖'} ${task}`);
    const result = {
      task,
      result: { success, terminalOutput, status, startTime, endTime },
    } as const;
    if (performed.success) successes.push([performed.outputs, result]);
    results.push(result);
    for (const skipped of schedule.finish(task, success))
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

  /** What a task comes to; never rejects. */
  async function run(task: string, plan: Plan, onStart: () => void): Promise<Performed> {
    let release: Release | undefined;
    try {
      release = await shop.slots.take(stopping.signal);
      onStart();
      if (release === undefined || stopping.signal.aborted)
        return { success: false, terminalOutput: '' };
      tell(`▶ ${task}`);
      return await perform(
        { plan, digest: options[task]!.digest, hashed: () => evidenceOf(task, plan) },
        shop,
        stopping,
      );
    } catch (thrown) {
      return { success: false, terminalOutput: `${describeFailure(thrown, shop.root)}\n` };
    } finally {
      release?.();
    }
  }

  function evidenceOf(task: string, plan: Plan): Evidence {
    const atStart = hashed.get(task)?.() ?? shop.gatherer.now(plan);
    // Of producers in this batch, what was there before them counts for nothing.
    return needs.get(task)?.length ? { ...atStart, needs: shop.gatherer.now(plan).needs } : atStart;
  }

  function fill(): void {
    while (busy < shop.slots.count) {
      const task = schedule.next();
      if (task === undefined) break;
      const plan = plans.get(task);
      let startTime = Date.now();
      if (plan === undefined || options[task]?.digest === undefined) {
        const { project, target } = graph.tasks[task]!.target;
        report(task, startTime, { success: false, terminalOutput: noPlan(project, target) });
        continue;
      }
      busy++;
      void run(task, plan, () => {
        startTime = Date.now();
      }).then((performed) => {
        busy--;
        report(task, startTime, performed);
        fill();
      });
    }
    if (busy > 0) return;
    for (const task of schedule.waiting()) results.push({ task, result: neverReady() });
    void reportLost().then(results.end);
  }

  /**
   * Nx stores outputs under their experiments' hashes when the whole batch is done; by then another
   * run, of other code, may have written others in their place.
   */
  async function reportLost(): Promise<void> {
    for (const [outputs, { task, result }] of successes) {
      const lost = await lostFrom(outputs);
      if (lost === undefined) continue;
      const terminalOutput = `${result.terminalOutput}${lost}\n`;
      const failed = { success: false, status: 'failure', terminalOutput } as const;
      results.push({ task, result: { ...result, ...failed } });
    }
  }

  /** Why outputs are not to be stored, if so. */
  async function lostFrom(outputs: Written): Promise<string | undefined> {
    try {
      const path = await lostOutput(outputs, shop);
      return path && `${path} was written again, by another run, before Nx stored it; run it again`;
    } catch (thrown) {
      return describeFailure(thrown, shop.root);
    }
  }

  fill();
  yield* results.values();
}

/** Nx refuses tasks that wait for each other; one that it lets through must not leave it waiting, too. */
function neverReady(): BatchResult['result'] {
  const now = Date.now();
  return {
    success: false,
    status: 'failure',
    terminalOutput: 'it waits for a task that waits for it\n',
    startTime: now,
    endTime: now,
  };
}

/** Nx's terminal UI shows the tasks of a batch as waiting until they are done; this shows more. */
function tell(line: string): void {
  if (process.env.NX_TUI === 'true') process.stdout.write(`${line}\n`);
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
