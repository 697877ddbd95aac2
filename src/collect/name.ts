/** The module that makes a task collect what it needs: `run: 'nx-experiments/collect'`. */
export const COLLECT = 'nx-experiments/collect';

/**
 * Part of the definition of every task that collects, in place of the package's version: raised when
 * its outputs become other bytes, which runs such tasks again; then the changelog says so.
 */
export const COLLECT_FORM = 1;

/** The output that has means over replicates in place of each experiment's values. */
export const SUMMARY = 'summary';
