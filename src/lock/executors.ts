import { PARTS } from './places.js';

/** How many names the batch executor has; a chain of tasks uses them in turn. */
const COLOUR_COUNT = 16;

/**
 * The names of the batch executor. All stand for one implementation: Nx takes every ready task of
 * one executor name into one batch, with their consumers of that name, and a consumer inside its
 * producer's batch is run without a look at the cache. So no task may share a name with one that
 * it needs.
 */
export const COLOURS: readonly string[] = Array.from({ length: COLOUR_COUNT }, (_, i) =>
  i === 0 ? 'run' : `run-${i + 1}`,
);

/** The executor of tasks with `batch: false`: a process, and a place in Nx's schedule, for each experiment. */
export const SINGLE = 'single';

/**
 * The executor of an experiment, by its task's and the part of the lock in which it stands: Nx keeps for
 * each task of a batch a list of all others, so a big study is several batches. All of a study that is
 * not big stands in the first part, and has the executors of its tasks.
 *
 * @param colour the executor of its task
 * @param part the part of the lock, from 0
 */
export function executorOf(colour: string, part: number): string {
  return part === 0 || colour === SINGLE ? colour : `${colour}-part-${part + 1}`;
}

/** All names of the batch executor. */
export const BATCH_NAMES: readonly string[] = COLOURS.flatMap((colour) =>
  Array.from({ length: PARTS }, (_, part) => executorOf(colour, part)),
);

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
