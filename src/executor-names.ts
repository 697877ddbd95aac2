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
