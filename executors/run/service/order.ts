import type { KnownTask } from '../wire/messages.js';

/** How urgent a task is: of two, the one with the higher number starts first. */
export type Urgency = (id: string) => number;

/**
 * Longest first, and what much waits for before what nothing waits for: a task is as urgent as the
 * longest chain of work that begins with it. What never ran counts as long as the mean of its task's
 * other experiments, and goes first among equals.
 *
 * @param seconds how long a task took last, if it is known
 */
export function urgencyOf(
  tasks: ReadonlyMap<string, KnownTask>,
  seconds: (task: KnownTask) => number | undefined,
): Urgency {
  const known = new Map<string, number>();
  const sums = new Map<string, { total: number; count: number }>();
  for (const task of tasks.values()) {
    const time = seconds(task);
    if (time === undefined) continue;
    known.set(task.id, time);
    const sum = sums.get(task.plan.experiment.task) ?? { total: 0, count: 0 };
    sums.set(task.plan.experiment.task, { total: sum.total + time, count: sum.count + 1 });
  }
  const lengthOf = (task: KnownTask): number => {
    const sum = sums.get(task.plan.experiment.task);
    return known.get(task.id) ?? (sum === undefined ? 1 : sum.total / sum.count);
  };
  const consumers = new Map<string, string[]>();
  for (const { id, needs } of tasks.values())
    for (const need of needs) {
      const list = consumers.get(need);
      if (list === undefined) consumers.set(need, [id]);
      else list.push(id);
    }
  const urgency = new Map<string, number>();
  for (const root of tasks.keys()) {
    // Without recursion: a chain may be longer than the stack.
    const stack = [root];
    while (stack.length > 0) {
      const id = stack.at(-1)!;
      const task = tasks.get(id)!;
      const below = urgency.has(id) ? [] : (consumers.get(id) ?? []);
      const open = below.filter((consumer) => !urgency.has(consumer));
      if (open.length > 0) {
        stack.push(...open);
        continue;
      }
      stack.pop();
      if (urgency.has(id)) continue;
      const rest = Math.max(0, ...below.map((consumer) => urgency.get(consumer)!));
      // A hair more for what is not known.
      urgency.set(id, lengthOf(task) * (known.has(id) ? 1 : 1 + 1e-9) + rest);
    }
  }
  return (id) => urgency.get(id) ?? 0;
}
