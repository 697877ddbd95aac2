import type { Json } from './json.js';
import type { ReadResources } from './resources.js';

/**
 * A catalog as it was read: plain data, checked, without functions, so that it can leave the
 * thread in which the catalog was evaluated. Paths are relative to the workspace root.
 */
export interface CatalogModel {
  readonly file: string;
  readonly name?: string;
  readonly bld: string;
  /** In the order of the catalog, which is the order of names in an id. */
  readonly dimensions: readonly DimensionModel[];
  readonly tasks: readonly TaskModel[];
  /** Dimensions of which each level goes with one level of another, by what the catalog leaves out. */
  readonly nested: readonly NestedModel[];
  /** The local files whose evaluation made the catalog, those that `glob` found, and those that it asked for. */
  readonly evaluated: readonly string[];
  /** The folders of which its evaluation knows what is in them; `''` is the root. */
  readonly listed: readonly string[];
  readonly warnings: readonly string[];
}

/** Each level of `inner` goes with one level of `outer`, as each country with its region. */
export interface NestedModel {
  readonly inner: string;
  readonly outer: string;
}

export interface DimensionModel {
  readonly name: string;
  readonly default?: string;
  /** Whether its levels are repetitions. */
  readonly replicate?: true;
  readonly levels: readonly LevelModel[];
}

export interface LevelModel {
  readonly name: string;
  readonly fields: { readonly [field: string]: Json };
}

/** A task of a catalog, by the catalog's file and the task's name. */
export interface TaskId {
  readonly catalog: string;
  readonly task: string;
}

export interface TaskModel {
  readonly name: string;
  /** Names of dimensions, in the catalog's order. */
  readonly over: readonly string[];
  /** One index into each dimension's levels, in the order of `over`, per experiment. */
  readonly experiments: readonly (readonly number[])[];
  readonly needs: { readonly [need: string]: TaskId };
  readonly inputs: { readonly [input: string]: string | readonly string[] };
  readonly outputs: { readonly [output: string]: string };
  /** Constants of the task. */
  readonly args: { readonly [arg: string]: Json };
  /** The task's module. */
  readonly run?: string;
  readonly command?: string | readonly string[];
  readonly sources: readonly string[];
  readonly persist: boolean;
  readonly version?: string | number;
  readonly runtime: readonly string[];
  readonly env: { readonly [name: string]: string };
  /** Milliseconds. */
  readonly timeout?: number;
  readonly retries: number;
  /**
   * What the first, the second, … attempt takes: one list for all experiments, or one for each, in the order
   * of `experiments`. Not there where nothing is said.
   */
  readonly resources?: readonly (readonly ReadResources[])[];
  readonly batch: boolean;
  /** `'any'` where the module may read files that nothing names. */
  readonly reads?: 'any';
  readonly description?: string;
  /** What a `run` task's module imports. */
  readonly closure: Closure;
}

/** The code that a module stands for: itself and all that it imports, through other modules too. */
export interface Closure {
  /** Local files, sorted; also those of packages that are linked from outside the workspace, as `../…`. */
  readonly files: readonly string[];
  /** npm packages by name, sorted. */
  readonly packages: readonly string[];
  /**
   * The `package.json` of those that are installed elsewhere than at the workspace's root: for a part
   * of it, maybe in another version than the one for which Nx would take it. Sorted; none where there
   * is none.
   */
  readonly manifests?: readonly string[];
  /** Files that are no code and that the code names by a literal path, sorted; none where there is none. */
  readonly named?: readonly string[];
}
