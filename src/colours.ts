import { COLOURS, SINGLE } from './executor-names.js';

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
 * makes two neighbours equal, it is the consumer that changes, since its definition did, too. Where
 * all are taken it gets the executor without batches, which is no danger to any neighbour.
 *
 * @param tasks sorted by key
 */
export function colour(tasks: readonly ColouredTask[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const { key, remembered } of tasks)
    if (remembered !== undefined && [...COLOURS, SINGLE].includes(remembered))
      given.set(key, remembered);
  const consumers = new Map<string, string[]>();
  for (const { key, needs } of tasks)
    for (const need of needs) consumers.set(need, [...(consumers.get(need) ?? []), key]);
  for (const { key, needs } of tasks) {
    const own = given.get(key);
    const producers = needs.map((need) => given.get(need));
    if (own !== undefined && (own === SINGLE || !producers.includes(own))) continue;
    const taken = new Set([...producers, ...(consumers.get(key) ?? []).map((c) => given.get(c))]);
    given.set(key, COLOURS.find((name) => !taken.has(name)) ?? SINGLE);
  }
  return given;
}
