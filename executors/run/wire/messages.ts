import type { Plan } from '../../../src/definition/plan.js';
import type { PackageGraph } from '../state/signature.js';

/** A task of the call, as the process that runs experiments knows it. */
export interface KnownTask {
  /** Nx's name for it: `estimate/a-ols:estimate`. */
  readonly id: string;
  readonly plan: Plan;
  /** Digest of the experiment's definition. */
  readonly digest: string;
  /** The tasks of the call that it waits for, experiments or not. */
  readonly needs: readonly string[];
}

/** How a task ended, as Nx hears it. */
export interface TaskResult {
  readonly status: 'success' | 'failure' | 'skipped';
  readonly terminalOutput: string;
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly endTime: number;
}

/** What a batch, or a single task, asks of the process that runs experiments. */
export type ToService =
  /** The environment of this client's experiments: that of the `nx` call, as Nx gave it to the client. */
  | {
      readonly type: 'hello';
      readonly env: { readonly [name: string]: string | undefined };
      /** Whether it passes output on as it comes. */
      readonly streams: boolean;
      /** Whether Nx waits for it, and does nothing else meanwhile. */
      readonly holdsNx: boolean;
      /** Whether it shows how far the run is: in a text that it writes anew, or in lines that stay. */
      readonly shows: 'pane' | 'lines' | 'nothing';
    }
  /** Tasks of the call; some that it need not run. */
  | { readonly type: 'know'; readonly tasks: readonly KnownTask[] }
  /** All tasks of the call were told. */
  | { readonly type: 'knowCall' }
  /** Nx's graph of npm packages, of which the service knows none yet. */
  | { readonly type: 'packages'; readonly graph: PackageGraph }
  /** Nx wants these now: they are not in its cache. */
  | { readonly type: 'want'; readonly ids: readonly string[] }
  /** Which of these lost an output since they ended? Nx is about to store them. */
  | { readonly type: 'check'; readonly ids: readonly string[] }
  /** Everything is to stop. */
  | { readonly type: 'stop'; readonly reason: string; readonly now: boolean }
  /** All that the client wanted is done, and Nx goes on: nothing may run ahead any more. */
  | { readonly type: 'settle' }
  /** The client goes, and comes again for what it still wants. */
  | { readonly type: 'bye' };

export type FromService =
  /** Whether the tasks of the call, and the packages, are known here already. */
  | { readonly type: 'welcome'; readonly knowsCall: boolean; readonly knowsPackages: boolean }
  | { readonly type: 'started'; readonly id: string }
  /** How far the run is, for people. */
  | { readonly type: 'progress'; readonly text: string }
  /** A piece of its output, base64. */
  | { readonly type: 'output'; readonly id: string; readonly data: string }
  /** `streamed` says that all its output was sent in pieces before. */
  | {
      readonly type: 'done';
      readonly id: string;
      readonly result: TaskResult;
      readonly streamed: boolean;
    }
  /** Of those checked, those whose outputs are not theirs any more, with the first such path. */
  | { readonly type: 'lost'; readonly paths: { readonly [id: string]: string } }
  /** Nothing runs ahead. */
  | { readonly type: 'settled' };
