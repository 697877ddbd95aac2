import type { PreTasksExecutionContext } from '@nx/devkit';
import type { Call } from '../nx/call.js';

/** What the processes that run experiments have to know of the `nx` call: they see its environment alone. */
export interface RunSettings {
  /** Names the call: processes with one name share their places. Undefined where the plugin was not asked. */
  readonly run: string | undefined;
  /** How many experiments run at once, over all processes. */
  readonly parallel: number;
  /** When Nx began to hash the run's files, in milliseconds since 1970; undefined where nothing tells. */
  readonly hashedFrom: number | undefined;
  /** Milliseconds between asking an experiment to stop and killing it. */
  readonly grace: number;
  /** Whether what an earlier run finished counts. */
  readonly resume: boolean;
  /** Whether nothing is executed, and what lies there as an earlier run finished it is taken for results. */
  readonly accepts: boolean;
  /** Nx's own process, as `ownerOf` tells it, where that is known. */
  readonly nx?: string;
  /**
   * Where what a batch prints is seen: in a pane of Nx's terminal UI, as lines among others, or not before the
   * batch ended, as in the groups of GitHub's logs.
   */
  readonly screen: 'pane' | 'lines' | 'later';
  /** Milliseconds after which a batch hands back what is done, while the rest goes on. */
  readonly wave: number;
  /** Milliseconds after which a service that nobody wants anything of ends. */
  readonly idle: number;
  /** How runners start, if not here: a file, relative to the workspace root; see `profile.ts`. */
  readonly profile?: string;
  /** Whether experiments run in a process of their own for the whole call. */
  readonly hasService: boolean;
}

type Told = Pick<RunSettings, 'run' | 'parallel' | 'hashedFrom'>;

/** Nx's own default for `--parallel`. */
const PARALLEL = 3;

const GRACE = 5000;

const WAVE = 25_000;

const IDLE = 20_000;

/**
 * What the plugin tells of a run before it begins.
 *
 * @param hashedFrom when Nx began to hash the run's files, in milliseconds since 1970
 */
export function runSettingsOf(
  { id, nxJsonConfiguration }: Pick<PreTasksExecutionContext, 'id' | 'nxJsonConfiguration'>,
  call: Call,
  hashedFrom: number,
): Told {
  const parallel = call.parallel ?? nxJsonConfiguration.parallel;
  return { run: id, parallel: atLeastOne(parallel) ?? PARALLEL, hashedFrom };
}

/** The environment by which {@link fromEnv} finds in another process what the plugin told. */
export function toEnv({ run, parallel, hashedFrom }: Told): { readonly [name: string]: string } {
  return {
    ...(run !== undefined && { NX_EXPERIMENTS_RUN: run }),
    NX_EXPERIMENTS_PARALLEL: String(parallel),
    ...(hashedFrom !== undefined && { NX_EXPERIMENTS_HASHED_FROM: String(hashedFrom) }),
  };
}

/** @param env of a process that runs experiments, with what Nx and the plugin put there */
export function fromEnv(env: NodeJS.ProcessEnv): RunSettings {
  return {
    run: env.NX_EXPERIMENTS_RUN,
    parallel: countIn(env.NX_EXPERIMENTS_PARALLEL) ?? countIn(env.NX_PARALLEL) ?? PARALLEL,
    hashedFrom: Number(env.NX_EXPERIMENTS_HASHED_FROM) || undefined,
    grace: millisecondsIn(env.NX_EXPERIMENTS_GRACE) ?? GRACE,
    resume: env.NX_SKIP_NX_CACHE !== 'true',
    // Whoever writes it in another way wants nothing executed either.
    accepts: !['', '0', 'false'].includes(env.NX_EXPERIMENTS_ACCEPT ?? ''),
    screen: screenIn(env),
    wave: millisecondsIn(env.NX_EXPERIMENTS_WAVE) ?? WAVE,
    idle: millisecondsIn(env.NX_EXPERIMENTS_IDLE) ?? IDLE,
    ...(env.NX_EXPERIMENTS_PROFILE && { profile: env.NX_EXPERIMENTS_PROFILE }),
    hasService: env.NX_EXPERIMENTS_SERVICE !== 'false',
  };
}

/** Nx's own rules: see isLogGroupingEnabled in its output.js. */
function screenIn(env: NodeJS.ProcessEnv): RunSettings['screen'] {
  if (env.NX_TUI === 'true') return 'pane';
  return env.GITHUB_ACTIONS && env.NX_SKIP_LOG_GROUPING !== 'true' ? 'later' : 'lines';
}

/** Nx itself makes no number of `--parallel=x`. */
function atLeastOne(count: number | undefined): number | undefined {
  if (count === undefined) return undefined;
  return count >= 1 ? Math.floor(count) : 1;
}

/** What a timer takes; undefined where there is no such number. */
function millisecondsIn(text: string | undefined): number | undefined {
  const time = Number(text);
  return text !== undefined && time >= 0 && time < 2 ** 31 ? time : undefined;
}

function countIn(text: string | undefined): number | undefined {
  const count = Number(text);
  return text !== undefined && Number.isInteger(count) && count >= 1 ? count : undefined;
}
