/** What may start next in a graph of tasks. */
export interface Schedule {
  /** A task whose needs are all met, in the graph's order; undefined where there is none just now. */
  next(): string | undefined;
  /**
   * Notes how a task ended.
   *
   * @returns the tasks that can never start because of it
   */
  finish(task: string, success: boolean): readonly string[];
  /** Tasks that neither ended nor were skipped. */
  readonly left: number;
  /** Those of them that never started: where nothing runs any more, they wait for each other. */
  waiting(): readonly string[];
}

/** @param needs for each task those that it waits for; ones outside the graph do not count */
export function createSchedule(needs: ReadonlyMap<string, readonly string[]>): Schedule {
  const waiting = new Map<string, number>();
  const consumers = new Map<string, string[]>();
  const ready: string[] = [];
  const skipped = new Set<string>();
  let at = 0;
  let left = needs.size;

  for (const [task, all] of needs) {
    const inside = new Set(all.filter((need) => needs.has(need) && need !== task));
    waiting.set(task, inside.size);
    if (inside.size === 0) ready.push(task);
    for (const need of inside) {
      const others = consumers.get(need) ?? [];
      others.push(task);
      consumers.set(need, others);
    }
  }

  function skip(task: string): readonly string[] {
    const found: string[] = [];
    const queue = [task];
    for (let one = queue.pop(); one !== undefined; one = queue.pop())
      for (const consumer of consumers.get(one) ?? [])
        if (!skipped.has(consumer)) {
          skipped.add(consumer);
          found.push(consumer);
          queue.push(consumer);
        }
    left -= found.length;
    return found;
  }

  return {
    next: () => (at < ready.length ? ready[at++] : undefined),
    finish(task, success) {
      left--;
      if (!success) return skip(task);
      for (const consumer of consumers.get(task) ?? []) {
        const open = (waiting.get(consumer) ?? 1) - 1;
        waiting.set(consumer, open);
        if (open === 0 && !skipped.has(consumer)) ready.push(consumer);
      }
      return [];
    },
    get left() {
      return left;
    },
    waiting: () =>
      [...waiting].flatMap(([task, open]) => (open > 0 && !skipped.has(task) ? [task] : [])),
  };
}
