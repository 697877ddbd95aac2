import type { ExperimentView } from '../../src/catalog/experiment.js';
import type { Json } from '../../src/catalog/json.js';

/** What Nx would do with an experiment now, and why. */
export const STATES = ['failed', 'blocked', 'changed', 'new', 'waiting', 'current'] as const;

/**
 * - `current`: a run now would not execute it
 * - `changed`: it would; the reasons say what is another
 * - `new`: it never ran
 * - `failed`: its last attempt failed, with all that it is made of as it is now
 * - `waiting`: something that it needs will run; whether it runs itself depends on what comes out
 * - `blocked`: an input is missing
 */
export type State = (typeof STATES)[number];

/** How each state looks without colour, in the terminal and on the page: no two are alike. */
export const SIGNS: Readonly<Record<State, string>> = {
  failed: '✖',
  blocked: '!',
  changed: '~',
  new: '+',
  waiting: '…',
  current: '✔',
};

/** One dimension of the study, over all catalogs that the overview covers. */
export interface DimensionData {
  readonly name: string;
  /** In the catalog's order; of dimensions with one name in several catalogs, one after the other. */
  readonly levels: readonly {
    readonly name: string;
    readonly fields: { readonly [field: string]: Json };
  }[];
  /** The name of its default level. */
  readonly default?: string;
  /** Whether its levels are repetitions, which are averaged unless one asks for each. */
  readonly isReplicate: boolean;
}

/** One task of the study. */
export interface TaskData {
  /** As its projects have it: `estimate`, or in a catalog with a name `growth/estimate`. */
  readonly name: string;
  /** The catalog's file, relative to the workspace root. */
  readonly catalog: string;
  readonly description?: string;
  /** Names of dimensions, in the catalog's order. */
  readonly over: readonly string[];
}

/** A task's name without its catalog's. */
export function plainName(task: string): string {
  return task.slice(task.lastIndexOf('/') + 1);
}

/** Why an experiment would run, in one text, such as `src/estimate.ts changed`. */
export type Reason = string;

/** One experiment. All paths are relative to the workspace root, with forward slashes. */
export interface ExperimentData {
  /** The Nx project: `estimate/a-ols`. */
  readonly project: string;
  /** The task's name, as in `TaskData`. */
  readonly task: string;
  readonly id: string;
  /** The level's name by dimension, default levels included, in the catalog's order. */
  readonly levels: { readonly [dimension: string]: string };
  readonly state: State;
  readonly reasons: readonly Reason[];
  /** Of the last execution; undefined where it never ran here. */
  readonly seconds?: number;
  /** How often its code was started in the last execution. */
  readonly attempts?: number;
  /** When the last execution ended, in milliseconds since 1970. */
  readonly finished?: number;
  /** What the last execution printed (its end, where it printed much). */
  readonly log?: string;
  /** Files or folders by the output's name, whether they are there or not. */
  readonly outputs: { readonly [output: string]: string };
  /** Files or folders by the input's name. */
  readonly inputs: { readonly [input: string]: string | readonly string[] };
  /** Projects of the experiments that it needs, by the need's name; sorted. */
  readonly needs: { readonly [need: string]: readonly string[] };
  /** What decides its result, for a reader. */
  readonly definition: DefinitionData;
}

/** What an experiment runs. */
export interface DefinitionData {
  /** The task's module, or: */
  readonly run?: string;
  /** its command, with placeholders filled in. */
  readonly command?: string | readonly string[];
  readonly args: ExperimentView['args'];
  readonly env: { readonly [name: string]: string };
  /** Local files that are its code. */
  readonly code: readonly string[];
  /** npm packages that its code imports. */
  readonly packages: readonly string[];
}

/** What a run of all that would run costs. */
export interface Price {
  /** How many would run: those that wait may come to nothing, and are counted. */
  readonly experiments: number;
  /** Seconds of work, all together. */
  readonly work: number;
  /** Seconds on the clock, at the present `--parallel`. */
  readonly clock: number;
  /** How many of them are of tasks of which none was ever executed: they count as no time at all. */
  readonly unknown: number;
}

/** Experiments that would run for one reason. */
export interface ReasonGroup {
  readonly task: string;
  readonly state: State;
  readonly experiments: number;
  /** What they have in common and no other experiment of the task has: `model=logit`; empty where they are all. */
  readonly where: readonly string[];
  readonly reason: Reason;
}

/** All that is known of a study: what the terminal, the page and `--json` are made from. */
export interface StudyData {
  /** The catalog's project. */
  readonly project: string;
  /** Its build folder, relative to the workspace root. The page is `<bld>/overview/<project>.html`. */
  readonly bld: string;
  /** The page's own path, relative to the workspace root: links to outputs are relative to its folder. */
  readonly page: string;
  /** When this was made, in milliseconds since 1970. */
  readonly made: number;
  readonly dimensions: readonly DimensionData[];
  /** In the order in which they run. */
  readonly tasks: readonly TaskData[];
  /** Sorted by task (in that order) and project. */
  readonly experiments: readonly ExperimentData[];
  /** Why experiments would run, the largest group first. */
  readonly groups: readonly ReasonGroup[];
  readonly price: Price;
  /** How many experiments a run executes at once. */
  readonly parallel: number;
}
