import type { ExperimentView } from '../../../src/catalog/experiment.js';
import type { Left } from '../state/left.js';

/** One attempt at one experiment, as a runner gets it. */
export interface Job {
  /** The workspace root, absolute; the working directory. */
  readonly root: string;
  readonly experiment: ExperimentView;
  /** The build folder, relative to the root. */
  readonly bld: string;
  /** Whether the attempt's time is limited, so that the runner is to say when it begins. */
  readonly timed: boolean;
  /** The task's module, relative to the root, or: */
  readonly run?: string;
  /** its command. */
  readonly command?: Command;
}

export interface Command {
  /** A program and its arguments, or a text for a shell; placeholders are filled in. */
  readonly words: string | readonly string[];
  /**
   * Path of the file into which the runner writes the experiment as JSON, absolute: the variable `EXPERIMENT`. One
   * on another machine makes up its own.
   */
  readonly file?: string;
}

/** The first thing that a runner hears. */
export interface Hello {
  readonly type: 'hello';
  /** What tells its messages from what is printed; see `frames.ts`. */
  readonly key: string;
  /** The value of `MARK` in the environment of all that it starts. */
  readonly mark: string;
  /** The environment of its experiments, where a launcher may not pass it on. */
  readonly env?: FarEnvironment;
}

export interface FarEnvironment {
  /** That of the `nx` call; what the other side sets itself stays, such as the devices that it was given. */
  readonly call: Readonly<Record<string, string | undefined>>;
  /** The task's own. */
  readonly own: Readonly<Record<string, string>>;
}

/** Each a line of JSON on the runner's standard input; its end ends the runner and all that it started. */
export type ToRunner =
  | Hello
  | { readonly type: 'run'; readonly job: Job }
  | { readonly type: 'abort'; readonly reason: string }
  | typeof LEAVE;

/** Nobody will want anything of a runner any more that has nothing to do: it ends well, by itself. */
export const LEAVE = { type: 'leave' } as const;

/** What a module did not look at. */
export interface Unread {
  /** Names of dimensions of which it did not read the level. */
  readonly levels: readonly string[];
  /** Whether it read the id, which says the levels, too. */
  readonly usesId: boolean;
}

/** How an attempt ended, as its runner saw it. */
export interface Outcome {
  /** What went wrong; absent where nothing did. */
  readonly error?: string;
  /** The study's own files that were evaluated, relative to the root. */
  readonly loaded: readonly string[];
  /** Files of the workspace that a module opened, and folders (with `/` at the end), relative to the root. */
  readonly reads?: readonly string[];
  /** The packages that the study's own code loaded: real folders, absolute. */
  readonly packages?: readonly string[];
  /** What a module did not ask of its experiment; absent where that cannot be told, as with commands. */
  readonly unread?: Unread;
  /** What lies at the outputs, as a runner sees it that may be on another machine. */
  readonly left?: Left;
  /** Whether the process may be used again. */
  readonly clean: boolean;
}

/** Each in frames among what is printed; see `frames.ts`. */
export type FromRunner =
  /** The process is up. */
  | { readonly type: 'ready' }
  /** The process is up and begins with the attempt: its time, if it is limited, counts from now. */
  | { readonly type: 'begun' }
  | { readonly type: 'done'; readonly outcome: Outcome }
  /** A process group other than the runner's own came or went. */
  | { readonly type: 'group'; readonly group: number; readonly alive: boolean }
  /** Somebody sent a signal to the runner. */
  | { readonly type: 'signal'; readonly signal: NodeJS.Signals };
