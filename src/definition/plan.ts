import type { ExperimentView } from '../catalog/experiment.js';
import type { ReadResources } from '../catalog/resources.js';
import type { Parts } from './parts.js';

/**
 * Everything that running one experiment takes, as it stands in its target's `metadata.plan`
 * (which Nx neither hashes nor interpolates; what decides the result is in `options.digest`).
 * All paths are relative to the workspace root, with forward slashes.
 */
export interface Plan {
  /** The catalog's file. */
  readonly catalog: string;
  /** The build folder; nothing is written outside it. */
  readonly bld: string;
  /** The experiment's own folder, inside the build folder. */
  readonly folder: string;
  /** What the task sees, default levels included. */
  readonly experiment: ExperimentView;
  /** The task's module, or: */
  readonly run?: string;
  /** its command, with placeholders still in it; see `../command/placeholders.ts`. */
  readonly command?: string | readonly string[];
  readonly env: { readonly [name: string]: string };
  /** Milliseconds that one attempt may take. */
  readonly timeout?: number;
  readonly retries: number;
  /** What the first, the second, … attempt takes. */
  readonly resources?: readonly ReadResources[];
  /** `'any'` where the module may read files that nothing names. */
  readonly reads?: 'any';
  /** Those of its dimensions of which levels are repetitions; absent where there are none. */
  readonly replicates?: readonly string[];
  /** What decides the result. */
  readonly parts: Parts;
}

/** The options of the executor. */
export interface ExperimentOptions {
  /** Digest of the experiment's definition: what Nx hashes. */
  readonly digest: string;
  /** Digest of what is in its code and data that Nx knows, whatever their time stamps say. */
  readonly content?: string;
}

/** The plan in a target's metadata; undefined where this plugin did not make the target. */
export function planIn(target: { readonly metadata?: unknown } | undefined): Plan | undefined {
  return (target?.metadata as { readonly plan?: Plan } | undefined)?.plan;
}
