import type { KnownTask } from '../wire/messages.js';
import { consumersOf } from './consumers.js';
import type { Lengths } from './lengths.js';

/** How urgent a task is: of two, the one with the higher number starts first. */
export type Urgency = (id: string) => number;

/**
 * Longest first, and what much waits for before what nothing waits for: a task is as urgent as the
 * longest chain of work that begins with it. What never ran counts as long as the mean of its task's
 * other experiments, and goes first among equals.
 *
 * @param lengths how long tasks take, as far as that is known
 */
export function urgencyOf(tasks: ReadonlyMap<string, KnownTask>, lengths: Lengths): Urgency {
  const consumers = consumersOf(tasks.values());
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
      const hair = lengths.known(task) === undefined ? 1 + 1e-9 : 1;
      urgency.set(id, (lengths.expected(task) ?? 1) * hair + rest);
    }
  }
  return (id) => urgency.get(id) ?? 0;
}
