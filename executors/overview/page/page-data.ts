import type {
  DimensionData,
  ExperimentData,
  Price,
  ReasonGroup,
  State,
  TaskData,
} from '../data.js';

/** A value of one experiment in one column; null where it has none. */
export type Cell = string | number | boolean | null;

/** A column of the table: one value per experiment, in the order of `projects`. */
export interface Column {
  readonly name: string;
  readonly cells: readonly Cell[];
}

/**
 * One file or folder that an experiment writes: the output's name, and its path, in which `\0` stands
 * for the experiment's project.
 */
export type OutputFile = readonly [name: string, path: string];

/** What is the same for many experiments is kept once: a column of indexes into what it can be. */
export interface Shared<T> {
  readonly values: readonly T[];
  readonly cells: readonly number[];
}

/** An experiment's inputs and what it runs. */
export type Origin = Pick<ExperimentData, 'inputs' | 'definition'>;

/** A study by columns. All paths are relative to the page's own folder. */
export interface PageData {
  readonly project: string;
  /** The page's own, relative to the workspace root. */
  readonly folder: string;
  /** In milliseconds since 1970. */
  readonly made: number;
  readonly price: Price;
  readonly groups: readonly ReasonGroup[];
  readonly dimensions: readonly DimensionData[];
  readonly tasks: readonly TaskData[];
  /** The Nx project of each experiment; its id is what follows the last `/`. */
  readonly projects: readonly string[];
  /** Indexes into `tasks`. */
  readonly task: readonly number[];
  readonly states: readonly State[];
  readonly reasons: Shared<readonly string[]>;
  /** The index of its level by dimension, null where it has none. */
  readonly levels: { readonly [dimension: string]: readonly (number | null)[] };
  readonly seconds: readonly (number | null)[];
  readonly attempts: readonly (number | null)[];
  readonly finished: readonly (number | null)[];
  /** Values of the JSON outputs. */
  readonly values: readonly Column[];
}

/** What an experiment's own view shows beyond that; read once one is opened. */
export interface PageDetails {
  readonly logs: Shared<string>;
  readonly origins: Shared<Origin>;
  readonly outputs: Shared<readonly OutputFile[]>;
  /** Bytes of each of these files; null where it is missing. */
  readonly sizes: readonly (readonly (number | null)[])[];
  /** Indexes into `texts` of what is in them; null where it is only linked. */
  readonly contents: readonly (readonly (number | null)[])[];
  readonly texts: readonly string[];
  /** Indexes of experiments by the need's name. */
  readonly needs: readonly { readonly [need: string]: readonly number[] }[];
}
