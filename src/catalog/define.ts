import type { Json } from './json.js';
import type { Resources } from './resources.js';

/** Marks values that this package made; a registered symbol, so that two copies of it agree. */
export const KIND: unique symbol = Symbol.for('nx-experiments.kind') as never;

/** The optional fields of a level: any JSON, except under the key `name`. */
export type Fields = { readonly name?: never; readonly [field: string]: Json | undefined };

/** Names of levels and their fields. */
export type Levels = { readonly [level: string]: { readonly [field: string]: Json | undefined } };

/** One level as a task sees it: its name and its fields. */
export type LevelOf<L> =
  L extends Dimension<infer F>
    ? { [N in keyof F & string]: { readonly name: N } & Readonly<F[N]> }[keyof F & string]
    : never;

/** A set of files; each becomes a level. See {@link glob}. */
export interface Glob {
  readonly [KIND]: 'glob';
  /** A fast-glob pattern, relative to the workspace root. */
  readonly pattern: string;
}

/** The levels `1`, `2`, … up to a number. See {@link replicates}. */
export interface Count {
  readonly [KIND]: 'count';
  readonly count: number;
}

/** One way in which a study varies. Made by {@link dimension}; its key in `dimensions` names it. */
export interface Dimension<L extends Levels = Levels> {
  readonly [KIND]: 'dimension';
  readonly levels: readonly (string | number)[] | Levels | Glob | Count;
  readonly default?: string | undefined;
  readonly replicate?: boolean | undefined;
  /** For types only; never there at run time. */
  readonly types?: L;
}

/** Dimensions by name. */
export type Dimensions = { readonly [dimension: string]: Dimension };

/** A time: milliseconds, or an amount with its unit, such as `'30s'`, `'1.5h'` or `'10 m'`. */
export type Timeout = number | `${number}${'' | ' '}${'ms' | 's' | 'm' | 'h'}`;

/** What an experiment's attempts take, by its levels. */
export type ResourcesFor<D extends Dimensions = Dimensions> = (e: {
  readonly levels: { readonly [K in keyof D]: LevelOf<D[K]> };
}) => Resources | readonly Resources[];

/** A task's `resources`. */
export type TaskResources<D extends Dimensions = Dimensions> =
  | Resources
  | readonly Resources[]
  | ResourcesFor<D>;

/** One task as it is written in a catalog. */
export type TaskDefinition<D extends Dimensions = Dimensions, TaskName extends string = string> = {
  /** The dimensions that the task varies over; all of the catalog's by default, `[]` for one experiment. */
  readonly over?: readonly (keyof D & string)[];
  /** What the task reads of other tasks: a task of this catalog by name, or `otherCatalog.tasks.name`. */
  readonly needs?: { readonly [need: string]: TaskName | TaskReference };
  /** Files or folders, by name. Literal paths relative to the workspace root; `{dimension}` and `{dimension.field}` are filled in. */
  readonly inputs?: { readonly [input: string]: string | readonly string[] };
  /** Constants of the task, any JSON: `e.args` in its code, `{args.x}` in its command. Part of its definition. */
  readonly args?: { readonly [arg: string]: Json };
  /** Files that the task writes, by name; paths relative to the experiment's own folder. */
  readonly outputs: { readonly [output: string]: string };
  /** Further files that count as the task's code: globs relative to the workspace root. */
  readonly sources?: readonly string[];
  /** When true, the task's code is not part of its hash. */
  readonly persist?: boolean;
  /** Part of the hash; change it to run the task again. */
  readonly version?: string | number;
  /** Commands whose output is part of the hash, such as `python3 --version`. */
  readonly runtime?: readonly string[];
  /** Environment variables for the task, over those of the `nx` call. */
  readonly env?: { readonly [name: string]: string };
  /** How long one attempt may take: milliseconds, or `'30s'`, `'10m'`, `'2h'`; up to 24 days, no limit by default. */
  readonly timeout?: Timeout;
  /** How often a failed experiment is tried again; 0 by default. */
  readonly retries?: number;
  /**
   * What an attempt takes; a list says it for the first, the second, … attempt, and a function for each
   * experiment. Not part of the hash.
   */
  readonly resources?: TaskResources<D>;
  /** `false` gives each experiment a process and a place in Nx's own schedule. */
  readonly batch?: boolean;
  /**
   * `'any'` lets a module (`run`) read files of the workspace that none of its inputs, needs, sources
   * and imports names; otherwise that fails the experiment, because a change of such a file would not
   * run it again. Not part of the hash.
   */
  readonly reads?: 'any';
  /** Shown by `nx show project` and the graph. */
  readonly description?: string;
} & (
  | {
      /**
       * The module whose default export is called once per experiment: `./` is the catalog's folder, otherwise
       * relative to the workspace root, or of a package. `'nx-experiments/collect'` writes one table of what it needs.
       */
      readonly run: string;
      readonly command?: never;
    }
  | {
      /** A program with its arguments (run without a shell), or a text for the shell. Runs in the workspace root. */
      readonly command: string | readonly string[];
      readonly run?: never;
    }
);

/** Tasks by name. */
export type Tasks = { readonly [task: string]: TaskDefinition };

/**
 * A task of a catalog, for another catalog's `needs`; `catalog.tasks.name` gives it.
 *
 * @typeParam D the dimensions of its catalog
 * @typeParam T its definition
 */
export interface TaskReference<D extends Dimensions = Dimensions, T = unknown> {
  readonly [KIND]: 'task';
  readonly name: string;
  /** The catalog that it is a task of. */
  readonly catalog: object;
  /** For types only; never there at run time. */
  readonly types?: { readonly dimensions: D; readonly task: T };
}

/**
 * What `defineCatalog` takes.
 *
 * @typeParam D the catalog's dimensions
 * @typeParam T the catalog's tasks
 */
export interface CatalogDefinition<D extends Dimensions, T> {
  /** Prefixes project names and build folders. */
  readonly name?: string;
  /** The build folder, relative to the workspace root; `'bld'` by default. */
  readonly bld?: string;
  /** The ways in which the study varies, by name; their order is the order of names in an id. */
  readonly dimensions: D;
  /** Partial combinations to leave out; values are minimatch patterns for level names. */
  readonly exclude?: readonly { readonly [K in keyof D]?: string | readonly string[] }[];
  /** Keeps the combinations for which it returns true. */
  readonly where?: (e: { readonly levels: { readonly [K in keyof D]: LevelOf<D[K]> } }) => boolean;
  /** What is done once per experiment, by name; a task's name is its Nx target's. */
  readonly tasks: T;
}

/** A catalog, as `defineCatalog` returns it. */
export interface Catalog<D extends Dimensions = Dimensions, T = Tasks> {
  readonly [KIND]: 'catalog';
  /** What `defineCatalog` was given. */
  readonly definition: CatalogDefinition<D, T>;
  /** Its dimensions by name, for other catalogs to share. */
  readonly dimensions: D;
  /** Its tasks by name, for the `needs` of other catalogs. */
  readonly tasks: { readonly [K in keyof T]: TaskReference<D, T[K]> };
}

/**
 * Defines a catalog: dimensions with their levels, and the tasks that are done once per experiment.
 * A `config.ts` exports the result as its default. Nothing is checked here: the plugin reads the
 * catalog and reports everything that is wrong with it at once.
 *
 * @example
 * ```ts
 * export default defineCatalog({
 *   dimensions: { data: dimension(['a', 'b']), model: dimension(['ols', 'logit']) },
 *   tasks: { estimate: { outputs: { fit: 'fit.json' }, run: './estimate.ts' } },
 * });
 * ```
 */
export function defineCatalog<
  const D extends Dimensions,
  const T extends { readonly [K in keyof T]: TaskDefinition<D, keyof T & string> },
>(
  // The second part types the parameter of a function that gives resources, while T is not known yet.
  definition: CatalogDefinition<D, T> & {
    readonly tasks: {
      readonly [task: string]: {
        readonly resources?: TaskResources<D>;
        readonly [property: string]: unknown;
      };
    };
  },
): Catalog<D, T> {
  const catalog = { [KIND]: 'catalog', definition, dimensions: definition?.dimensions } as const;
  const tasks = Object.fromEntries(
    Object.keys(definition?.tasks ?? {}).map((name) => [name, { [KIND]: 'task', name, catalog }]),
  );
  return Object.assign(catalog, { tasks }) as never;
}

/** Options of {@link dimension}. */
export interface DimensionOptions<Name> {
  /**
   * The level that stands for "as before this dimension existed". It is left out of ids, paths,
   * tags and hashes, so that adding the dimension runs no existing experiment; it carries no fields.
   */
  readonly default?: Name;
  /**
   * Whether its levels are repetitions, over which `collect`'s summary takes means. Part of no hash
   * but that of a summary, which shows it.
   */
  readonly replicate?: boolean;
}

/**
 * A dimension: an array of level names, a record of names to fields, or {@link glob}.
 * Level names are letters, digits, `_`, `.` and `-`, and start with none of `.` and `-`.
 *
 * @example
 * ```ts
 * const model = dimension(['ols', 'logit']);
 * const data = dimension({ a: { path: 'src/data/a.csv' }, b: { path: 'src/data/b.csv' } });
 * const se = dimension(['classical', 'robust'], { default: 'classical' });
 * ```
 */
export function dimension<const N extends string | number>(
  levels: readonly N[],
  options?: DimensionOptions<`${NoInfer<N>}` | NoInfer<N>>,
): Dimension<{ readonly [K in N as `${K}`]: Record<never, never> }>;

export function dimension<const L extends { readonly [level: string]: Fields }>(
  levels: L,
  options?: DimensionOptions<keyof L & string>,
): Dimension<L>;

export function dimension(
  levels: Glob,
  options?: DimensionOptions<string>,
): Dimension<{ readonly [level: string]: { readonly path: string } }>;

export function dimension(
  levels: Dimension['levels'],
  options?: DimensionOptions<string | number>,
): Dimension<never> {
  const named = options?.default;
  return {
    [KIND]: 'dimension',
    levels,
    default: named === undefined ? named : String(named),
    replicate: options?.replicate,
  };
}

/**
 * A dimension of repetitions, with the levels `1`, `2`, … up to a number: `dimension` with
 * `{ replicate: true }`. A task takes its seed from it: `Number(e.levels.rep.name)`.
 *
 * @param count how many there are; a later, higher number runs the new ones alone
 *
 * @example
 * ```ts
 * const rep = replicates(20);
 * ```
 */
export function replicates(
  count: number,
): Dimension<{ readonly [level: string]: Record<never, never> }> {
  const levels: Count = { [KIND]: 'count', count };
  return { [KIND]: 'dimension', levels, default: undefined, replicate: true };
}

/**
 * One level per file that matches: its name is the file's base name without extension, its field
 * `path` the path relative to the workspace root. Sorted by name. No file is a warning, not an error.
 *
 * @param pattern a fast-glob pattern, relative to the workspace root
 */
export function glob(pattern: string): Glob {
  return { [KIND]: 'glob', pattern };
}
