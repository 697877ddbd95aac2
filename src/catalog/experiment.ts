import type { Catalog, Dimensions, LevelOf, TaskReference } from './define.js';
import type { Json } from './json.js';

/** `AbortSignal` where the program's types know it, and what a task needs of it where they do not. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer S } }
  ? S
  : {
      readonly aborted: boolean;
      readonly reason: unknown;
      throwIfAborted(): void;
      addEventListener(type: 'abort', listener: () => void): void;
      removeEventListener(type: 'abort', listener: () => void): void;
    };

/** A level of some dimension: its name and its fields. */
export type Level = { readonly name: string; readonly [field: string]: Json };

/** An experiment of another task, as seen by a task that needs it. Paths are relative to the workspace root. */
export interface NeededExperiment {
  readonly id: string;
  readonly levels: { readonly [dimension: string]: Level };
  readonly outputs: { readonly [output: string]: string };
}

/** A dimension of what a task collects. */
export interface CollectedDimension {
  readonly name: string;
  /** The default level, which stands for none of the hashed ones. */
  readonly default?: string;
  /** Whether a summary takes means over its levels. */
  readonly replicate?: true;
}

/** What `nx-experiments/collect` is told, beside its experiment. All of it is hashed. */
export interface Collects {
  /** The form of what it writes. */
  readonly form: number;
  /** The dimensions of what it needs, in their order; without those that are at their default everywhere. */
  readonly dimensions: readonly CollectedDimension[];
}

/** What a task sees of its experiment, without `signal`: the object that a command reads as JSON. */
export interface ExperimentView {
  readonly id: string;
  readonly task: string;
  readonly levels: { readonly [dimension: string]: Level };
  /** The task's constants; empty where it has none. */
  readonly args: { readonly [arg: string]: Json };
  readonly inputs: { readonly [input: string]: string | readonly string[] };
  readonly needs: { readonly [need: string]: NeededExperiment | readonly NeededExperiment[] };
  readonly outputs: { readonly [output: string]: string };
  /** Only where the task collects. */
  readonly collects?: Collects;
}

/** The experiment of a task whose catalog the types do not know: a need may be used as one or as a list. */
export interface AnyExperiment {
  readonly id: string;
  readonly task: string;
  readonly levels: { readonly [dimension: string]: Level };
  readonly args: { readonly [arg: string]: Json };
  readonly inputs: { readonly [input: string]: string & readonly string[] };
  readonly needs: { readonly [need: string]: NeededExperiment & readonly NeededExperiment[] };
  readonly outputs: { readonly [output: string]: string };
  readonly signal: Signal;
}

/** The names of the dimensions that a task varies over. */
type Over<D, T> = T extends { readonly over: readonly (infer O)[] } ? O & keyof D : keyof D;

type LevelsOver<D, O> = { readonly [K in keyof D as K & O]: LevelOf<D[K]> };

type OutputsOf<T> = T extends { readonly outputs: infer O }
  ? { readonly [K in keyof O]: string }
  : never;

/**
 * An experiment of a task that another one needs, where the types know its catalog.
 *
 * @typeParam D the dimensions of its catalog
 * @typeParam T its task's definition
 */
export interface Needed<D, T> {
  readonly id: string;
  /** One level per dimension that its task varies over, default levels too. */
  readonly levels: LevelsOver<D, Over<D, T>>;
  /** Paths relative to the workspace root. */
  readonly outputs: OutputsOf<T>;
}

/** One where the producer varies over nothing that the consumer does not, otherwise a list sorted by id. */
type Join<ConsumerOver, D, T> = [Exclude<Over<D, T>, ConsumerOver>] extends [never]
  ? Needed<D, T>
  : readonly Needed<D, T>[];

type NeedOf<ConsumerOver, D, T, N> = N extends keyof T
  ? Join<ConsumerOver, D, T[N]>
  : N extends TaskReference<infer D2, infer T2>
    ? Join<ConsumerOver, D2, T2>
    : never;

type NeedsOf<D, T, Task> = Task extends { readonly needs: infer N }
  ? { readonly [K in keyof N]: NeedOf<Over<D, Task>, D, T, N[K]> }
  : Record<never, never>;

type ArgsOf<Task> = Task extends { readonly args: infer A } ? Readonly<A> : Record<never, never>;

type InputsOf<Task> = Task extends { readonly inputs: infer I }
  ? { readonly [K in keyof I]: I[K] extends string ? string : readonly string[] }
  : Record<never, never>;

/**
 * The experiment of a task whose catalog the types know; {@link Experiment} is the way to name it.
 *
 * @typeParam D the catalog's dimensions
 * @typeParam T the catalog's tasks
 * @typeParam Task the task's definition
 */
export interface KnownExperiment<D extends Dimensions, T, Task> {
  /** The level names in the order of the catalog's dimensions, without default levels: `'a-ols'`. */
  readonly id: string;
  readonly task: string;
  /** One level per dimension that the task varies over, default levels too. */
  readonly levels: LevelsOver<D, Over<D, Task>>;
  /** The task's constants, as its definition has them. */
  readonly args: ArgsOf<Task>;
  /** Paths relative to the workspace root. */
  readonly inputs: InputsOf<Task>;
  /** The experiments that this one reads: one, or a list sorted by id. */
  readonly needs: NeedsOf<D, T, Task>;
  /** Paths relative to the workspace root; their folders are there before the task starts. */
  readonly outputs: OutputsOf<Task>;
  /** Aborted by the task's timeout and by Ctrl-C. */
  readonly signal: Signal;
}

type TaskOf<C> = C extends { readonly tasks: infer T } ? keyof T & string : string;

/**
 * What a task gets. All paths are relative to the workspace root, which is the working directory.
 * With a catalog's type, everything in it is typed.
 *
 * @example
 * ```ts
 * import type catalog from './config';
 * export default function estimate(e: Experiment<typeof catalog, 'estimate'>) {
 *   e.levels.data.path; // string
 * }
 * ```
 */
export type Experiment<C = unknown, Task extends TaskOf<C> = TaskOf<C>> =
  C extends Catalog<infer D, infer T>
    ? Task extends keyof T
      ? KnownExperiment<D, T, T[Task]>
      : never
    : AnyExperiment;
