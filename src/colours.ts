/**
 * The names under which the one executor is registered. Nx takes consumers of the same executor
 * into the batch of their producers, where they run without a cache look-up; so no task may have the
 * name of one that it needs. See nx's `tasks-schedule.js`, `processTaskForBatches`.
 */
export const EXECUTORS = [
  'run',
  ...Array.from({ length: 15 }, (_, i) => `run-${i + 2}`),
] as const satisfies readonly string[];

/** A task, for colouring. */
export interface ColouredTask {
  readonly key: string;
  /** Keys of the tasks that it needs. */
  readonly needs: readonly string[];
  /** The executor that the lock remembers. */
  readonly remembered: string | undefined;
}

/**
 * Gives each task an executor that none of its neighbours has. A task keeps what the lock remembers,
 * because the name is hashed: adding or changing one task never changes another's. Where a new need
 * makes two neighbours equal, it is the consumer that changes, since its definition did, too.
 *
 * @param tasks sorted by key
 */
export function colour(tasks: readonly ColouredTask[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const { key, remembered } of tasks)
    if (remembered !== undefined && (EXECUTORS as readonly string[]).includes(remembered))
      given.set(key, remembered);
  const consumers = new Map<string, string[]>();
  for (const { key, needs } of tasks)
    for (const need of needs) consumers.set(need, [...(consumers.get(need) ?? []), key]);
  for (const { key, needs } of tasks) {
    const own = given.get(key);
    const producers = new Set(needs.map((need) => given.get(need)));
    if (own !== undefined && !producers.has(own)) continue;
    const taken = new Set([...producers, ...(consumers.get(key) ?? []).map((c) => given.get(c))]);
    given.set(
      key,
      EXECUTORS.find((name) => !taken.has(name)) ??
        EXECUTORS.find((name) => !producers.has(name)) ??
        'run',
    );
  }
  return given;
}
