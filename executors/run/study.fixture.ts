import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutorContext, ProjectGraph, TaskGraph } from '@nx/devkit';
import { onTestFinished } from 'vitest';
import type { ExperimentView } from '../../src/catalog/experiment.js';
import { compileAhead } from '../../src/compile-ahead.fixture.js';
import type { CodeParts } from '../../src/definition/parts.js';
import type { Plan } from '../../src/definition/plan.js';
import { removeFolder } from '../../src/remove-folder.fixture.js';
import runBatch, { type BatchResult } from './batch.js';
import { socketOf } from './client/attach.js';

/** A plan with what a test says of it; the rest is that of the experiment `estimate/<id>`. */
export type Sketch = Partial<Omit<Plan, 'experiment' | 'parts'>> & {
  readonly experiment?: Partial<ExperimentView>;
  /** The task's code: its module, where none is given. */
  readonly code?: readonly string[];
  readonly persist?: boolean;
  /** What the command names through a level. */
  readonly data?: readonly string[];
  readonly runtime?: readonly string[];
} & Partial<Omit<CodeParts, 'files'>>;

/** A workspace in a temporary folder that the end of the test removes. */
export function study(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-experiments-test-')));
  onTestFinished(() => removeFolder(root));
  write(root, files);
  return root;
}

export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    compileAhead(root, path, content);
  }
}

const NO_CODE: CodeParts = { files: [], sources: [], packages: [], manifests: [] };

/** The plan of an experiment of the task `estimate`, with one output, `fit.json`. */
export function plan(id: string, sketch: Sketch): Plan {
  const { experiment, code, sources, packages, manifests, persist, data, runtime, ...rest } =
    sketch;
  const task = experiment?.task ?? 'estimate';
  const counted: CodeParts = {
    files: code ?? (rest.run === undefined ? [] : [rest.run]),
    sources: sources ?? [],
    packages: packages ?? [],
    manifests: manifests ?? [],
  };
  const folder = `bld/${task}/${id}`;
  return {
    catalog: 'src/config.ts',
    bld: 'bld',
    folder,
    env: {},
    retries: 0,
    ...rest,
    parts: {
      ...(persist === true ? { code: NO_CODE, leftOut: counted } : { code: counted }),
      data: [...Object.values(experiment?.inputs ?? {}).flat(), ...(data ?? [])],
      runtime: runtime ?? [],
    },
    experiment: {
      id,
      task,
      levels: {},
      inputs: {},
      needs: {},
      outputs: { fit: `${folder}/fit.json` },
      ...experiment,
    },
  } as Plan;
}

export interface Batch {
  readonly graph: TaskGraph;
  readonly options: Record<string, { digest: string }>;
  readonly context: Pick<ExecutorContext, 'root' | 'projectsConfigurations' | 'projectGraph'>;
}

/** What Nx hands to the batch executor for some plans; `needs` names the plans that one waits for. */
export function batchOf(
  root: string,
  plans: readonly Plan[],
  needs: Readonly<Record<string, readonly string[]>> = {},
  digest = 'digest',
  packages: Partial<ProjectGraph> = {},
): Batch {
  const name = ({ experiment }: Plan) => `${experiment.task}/${experiment.id}`;
  const taskId = (project: string) => `${project}:${project.split('/')[0]}`;
  const tasks = Object.fromEntries(
    plans.map((one) => [
      taskId(name(one)),
      {
        id: taskId(name(one)),
        target: { project: name(one), target: one.experiment.task },
        overrides: {},
        outputs: [],
        parallelism: true,
      },
    ]),
  );
  const dependencies = Object.fromEntries(
    plans.map((one) => [
      taskId(name(one)),
      (needs[name(one)] ?? []).map((need) => ({ id: taskId(need) })),
    ]),
  );
  const projects = Object.fromEntries(
    plans.map((one) => [
      name(one),
      {
        root: one.folder,
        targets: {
          [one.experiment.task]: {
            executor: 'nx-experiments:run',
            options: { digest },
            metadata: { plan: one },
          },
        },
      },
    ]),
  );
  return {
    graph: { roots: [], tasks, dependencies, continuousDependencies: {} } as unknown as TaskGraph,
    options: Object.fromEntries(Object.keys(tasks).map((task) => [task, { digest }])),
    context: {
      root,
      projectsConfigurations: { version: 2, projects },
      projectGraph: { nodes: {}, dependencies: {}, ...packages },
    } as Batch['context'],
  };
}

/**
 * Starts a batch in a process of its own.
 *
 * @param launcher a program that starts it and waits for it, with arguments, as Nx does
 * @param isNx whether it has a channel to this process, as one that Nx starts has to Nx
 */
export function startBatch(
  batch: Batch,
  env: NodeJS.ProcessEnv = {},
  launcher: readonly string[] = [],
  isNx = false,
): ChildProcess {
  const run = randomUUID();
  const file = join(batch.context.root, `batch-${run}.json`);
  writeFileSync(file, JSON.stringify(batch));
  const entry = new URL('./batch-process.fixture.mjs', import.meta.url);
  const [program = '', ...args] = [...launcher, process.execPath, fileURLToPath(entry), file];
  const child = spawn(program, args, {
    env: {
      ...process.env,
      NX_EXPERIMENTS_SERVICE: 'true',
      NX_EXPERIMENTS_IDLE: '0',
      NX_EXPERIMENTS_RUN: run,
      ...env,
    },
    stdio: ['ignore', 'pipe', isNx ? 'ignore' : 'inherit', ...(isNx ? (['ipc'] as const) : [])],
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    // The service of a call ends when the call does.
    const socket = socketOf({ root: batch.context.root, run: env.NX_EXPERIMENTS_RUN ?? run });
    for (let tries = 0; tries < 200 && existsSync(socket); tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
  });
  return child;
}

/** What the records of finished experiments say, each as JSON; not of one that is being written. */
export function recordsIn(root: string): string[] {
  const folder = join(root, '.nx/workspace-data/nx-experiments/experiments');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** The process that runs a study's experiments, while there is one. */
export function serviceOf(root: string): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        // The shell that starts it has the same words.
        return (
          words.startsWith(process.execPath) &&
          /service\/service\.js/.test(words) &&
          words.includes(root)
        );
      } catch {
        return false;
      }
    });
}

/** Waits until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

export function isRunning(pid: number): boolean {
  try {
    // A process that is dead but that nobody has asked after yet does not run.
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** What a batch of `startBatch` printed: a line of JSON for each result. On a slow machine, progress stands between them. */
export function resultsIn<T extends object>(printed: string): T[] {
  const lines = printed.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as T);
}

/** Results by `<task>/<id>`, in the order in which they came. */
export type Results = Readonly<Record<string, BatchResult['result']>>;

export async function runPlans(...args: Parameters<typeof batchOf>): Promise<Results> {
  const { graph, options, context } = batchOf(...args);
  const results: Record<string, BatchResult['result']> = {};
  // Each is a call of Nx of its own.
  process.env.NX_EXPERIMENTS_SERVICE = 'false';
  for await (const { task, result } of runBatch(graph, options, {}, context)) {
    const name = task.split(':')[0]!;
    if (name in results && result.status !== 'failure') throw new Error(`two results for ${task}`);
    results[name] = result;
  }
  return results;
}
