import type { KnownTask } from '../wire/messages.js';

/** How long tasks will take, as far as that is known. */
export interface Lengths {
  /** Seconds that a task took last. */
  known(task: KnownTask): number | undefined;
  /** The same; for what never ran, the mean of its task's other experiments. */
  expected(task: KnownTask): number | undefined;
}

/** @param seconds how long a task took last, if it is known */
export function lengthsOf(
  tasks: Iterable<KnownTask>,
  seconds: (task: KnownTask) => number | undefined,
): Lengths {
  const known = new Map<string, number>();
  const sums = new Map<string, { total: number; count: number }>();
  for (const task of tasks) {
    const time = seconds(task);
    if (time === undefined) continue;
    known.set(task.id, time);
    const sum = sums.get(task.plan.experiment.task) ?? { total: 0, count: 0 };
    sums.set(task.plan.experiment.task, { total: sum.total + time, count: sum.count + 1 });
  }
  return {
    known: ({ id }) => known.get(id),
    expected({ id, plan }) {
      const sum = sums.get(plan.experiment.task);
      return known.get(id) ?? (sum && sum.total / sum.count);
    },
  };
}
