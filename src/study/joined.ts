import type { CatalogModel } from '../catalog/model.js';
import type { Problem } from '../problems/problem.js';
import type { TaskExperiment } from './experiments.js';

/** What an experiment needs: one experiment, or a list where the producer varies over more. */
export type Joined = TaskExperiment | readonly TaskExperiment[];

/** An experiment, joined with what it needs. */
export interface StudyExperiment extends TaskExperiment {
  readonly needs: { readonly [need: string]: Joined };
}

/** All that a workspace's catalogs expand to. */
export interface Study {
  /** The catalogs in which nothing is wrong, sorted by file. */
  readonly catalogs: readonly CatalogModel[];
  /** Their experiments, sorted by catalog, task and id. */
  readonly experiments: readonly StudyExperiment[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}
