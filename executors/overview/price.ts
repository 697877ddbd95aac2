import { consumersOf } from '../run/service/consumers.js';
import type { ExperimentData, Price } from './data.js';

/** An experiment, for its price. */
export interface Priced {
  readonly project: string;
  readonly task: string;
  /** The level's name by dimension. */
  readonly levels: { readonly [dimension: string]: string };
  /** Of its last execution; undefined where it was never executed. */
  readonly seconds: number | undefined;
  /** Whether a run now would execute it, or may. */
  readonly runs: boolean;
  /** Projects of the experiments that it needs. */
  readonly needs: readonly string[];
}

/**
 * What a run of some experiments of a study costs.
 *
 * @param all those of the study, whose times are known
 * @param parallel how many run at once
 */
export function priceAmong(
  some: readonly ExperimentData[],
  all: readonly ExperimentData[],
  parallel: number,
): Price {
  const asked = new Set(some);
  const priced = all.map(
    (experiment): Priced => ({
      project: experiment.project,
      task: experiment.task,
      levels: experiment.levels,
      seconds: experiment.seconds,
      runs:
        asked.has(experiment) && experiment.state !== 'current' && experiment.state !== 'blocked',
      needs: Object.values(experiment.needs).flat(),
    }),
  );
  return priceOf(priced, parallel);
}

/**
 * What a run of all that would run costs: one after the other, and with several at once, the longest chains
 * first. What was never executed is taken to last as those do that share its levels.
 *
 * @param parallel how many run at once
 */
export function priceOf(experiments: readonly Priced[], parallel: number): Price {
  const estimate = estimates(experiments);
  const open = new Map(experiments.filter(({ runs }) => runs).map((e) => [e.project, e]));
  const seconds = new Map<string, number>();
  let unknown = 0;
  for (const [project, experiment] of open) {
    const time = experiment.seconds ?? estimate(experiment);
    if (time === undefined) unknown++;
    seconds.set(project, time ?? 0);
  }
  const work = [...seconds.values()].reduce((sum, time) => sum + time, 0);
  return {
    experiments: open.size,
    work: rounded(work),
    clock: rounded(clockOf(open, seconds, parallel)),
    unknown,
  };
}

/**
 * By the mean of its task and, for each of its levels, by how much longer than that mean those with this level
 * take: effects that multiply, which fits data sets that are twice as long and models that are ten times as slow.
 */
function estimates(experiments: readonly Priced[]): (experiment: Priced) => number | undefined {
  const sums = new Map<string, { total: number; count: number }>();
  const add = (key: string, seconds: number) => {
    const sum = sums.get(key) ?? { total: 0, count: 0 };
    sums.set(key, { total: sum.total + seconds, count: sum.count + 1 });
  };
  const levelKey = (task: string, dimension: string, level: string) =>
    [task, dimension, level].join('\0');
  for (const { task, levels, seconds } of experiments) {
    if (seconds === undefined) continue;
    add(task, seconds);
    for (const [dimension, level] of Object.entries(levels))
      add(levelKey(task, dimension, level), seconds);
  }
  const mean = (key: string) => {
    const sum = sums.get(key);
    return sum === undefined ? undefined : sum.total / sum.count;
  };
  return ({ task, levels }) => {
    const ofTask = mean(task);
    if (ofTask === undefined || ofTask === 0) return ofTask;
    return Object.entries(levels).reduce(
      (time, [dimension, level]) =>
        time * ((mean(levelKey(task, dimension, level)) ?? ofTask) / ofTask),
      ofTask,
    );
  };
}

/** The end of the last one, when whatever is ready starts as soon as a place is free. */
function clockOf(
  open: ReadonlyMap<string, Priced>,
  seconds: ReadonlyMap<string, number>,
  parallel: number,
): number {
  const waits = [...open].map(([id, { needs }]) => ({
    id,
    needs: [...new Set(needs)].filter((need) => open.has(need)),
  }));
  const consumers = consumersOf(waits);
  const missing = new Map(waits.map(({ id, needs }) => [id, needs.length]));
  const chains = chainsOf(open, consumers, seconds);
  const byChain = (a: string, b: string) => chains.get(a)! - chains.get(b)!;
  // The longest chain is at the end, where it is taken from.
  let ready = [...open.keys()].filter((project) => missing.get(project) === 0).sort(byChain);
  let running: { readonly project: string; readonly end: number }[] = [];
  let now = 0;
  while (ready.length + running.length > 0) {
    while (ready.length > 0 && running.length < parallel) {
      const project = ready.pop()!;
      running.push({ project, end: now + seconds.get(project)! });
    }
    now = Math.min(...running.map(({ end }) => end));
    const ended = running.filter(({ end }) => end === now);
    running = running.filter(({ end }) => end > now);
    const freed = ended
      .flatMap(({ project }) => consumers.get(project) ?? [])
      .filter((project) => {
        missing.set(project, missing.get(project)! - 1);
        return missing.get(project) === 0;
      });
    if (freed.length > 0) ready = [...ready, ...freed].sort(byChain);
  }
  return now;
}

/** Seconds of the longest chain of work that begins with each. */
function chainsOf(
  open: ReadonlyMap<string, Priced>,
  consumers: ReadonlyMap<string, readonly string[]>,
  seconds: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const chains = new Map<string, number>();
  for (const root of open.keys()) {
    // Without recursion: a chain may be longer than the stack.
    const stack = [root];
    while (stack.length > 0) {
      const project = stack.at(-1)!;
      const below = consumers.get(project) ?? [];
      const unseen = chains.has(project) ? [] : below.filter((other) => !chains.has(other));
      if (unseen.length > 0) {
        stack.push(...unseen);
        continue;
      }
      stack.pop();
      const rest = Math.max(0, ...below.map((other) => chains.get(other)!));
      chains.set(project, seconds.get(project)! + rest);
    }
  }
  return chains;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
