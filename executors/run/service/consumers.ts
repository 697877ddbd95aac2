import type { KnownTask } from '../wire/messages.js';

/** Which tasks need each task. */
export function consumersOf(
  tasks: Iterable<Pick<KnownTask, 'id' | 'needs'>>,
): ReadonlyMap<string, readonly string[]> {
  const consumers = new Map<string, string[]>();
  for (const { id, needs } of tasks)
    for (const need of needs) {
      const list = consumers.get(need);
      if (list === undefined) consumers.set(need, [id]);
      else list.push(id);
    }
  return consumers;
}
