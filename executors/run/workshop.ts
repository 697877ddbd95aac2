import { join } from 'node:path';
import { type Tracked, trackedFiles } from '../../src/files/tracked.js';
import { type Claims, openClaims } from './claims/claims.js';
import { createRunners, type Runners } from './pool/runners.js';
import { openScratch } from './scratch.js';
import { type Contents, createContents } from './state/contents.js';
import { changedFile, createGatherer, type Evidence, type Gatherer } from './state/evidence.js';
import { createSign, type PackageGraph, type Sign } from './state/signature.js';
import { createSources, type Sources } from './state/sources.js';
import { stateFolder } from './state/state-folder.js';

/** What the experiments of one call of Nx share. */
export interface Workshop {
  /** The workspace root, absolute. */
  readonly root: string;
  /** The folder of the records and locks, absolute. */
  readonly state: string;
  /** A folder of this process's own for files that tell commands their experiment; see `scratch.ts`. */
  readonly scratch: () => string;
  /** What git tracks below a build folder; asked once. */
  readonly tracked: (bld: string) => Promise<Tracked>;
  readonly runners: Runners;
  /** How many experiments run at once. */
  readonly places: number;
  /** Experiments that are being run, by any process of the workspace. */
  readonly claims: Claims;
  readonly contents: Contents;
  readonly sources: Sources;
  readonly gatherer: Gatherer;
  /** One that looks at each file once more before it remembers what it was at the start. */
  readonly newGatherer: () => Gatherer;
  /** The first file that is not what it was. */
  readonly changed: (before: Evidence, after: Evidence) => Promise<string | undefined>;
  readonly sign: Sign;
  /** Whether what an earlier run finished counts. */
  readonly resume: boolean;
  /** When Nx began to hash this run's files, in milliseconds since 1970; undefined where nothing tells. */
  readonly hashedFrom: number | undefined;
  /** Milliseconds between asking an experiment to stop and killing it. */
  readonly grace: number;
  /** Kills what still runs and removes what is no record; may be called twice, and never throws. */
  close(): void;
}

const GRACE = 5000;

/** Nx's own default for `--parallel`. */
const DEFAULT_PARALLEL = 3;

/**
 * @param root the workspace root, absolute
 * @param graph Nx's, for the packages that are locked; asked for when it is first needed
 * @param env that of the process, with what Nx and the plugin put there
 */
export function openWorkshop(
  root: string,
  graph: () => PackageGraph,
  env: NodeJS.ProcessEnv,
): Workshop {
  const places =
    placesIn(env.NX_EXPERIMENTS_PARALLEL) ?? placesIn(env.NX_PARALLEL) ?? DEFAULT_PARALLEL;
  const runners = createRunners(root, places);
  let sign: Sign | undefined;
  const contents = createContents(root);
  const sources = createSources(root);
  const state = stateFolder(root, env);
  const scratch = openScratch(state);
  const claims = openClaims(join(state, 'running'));
  return {
    root,
    state,
    claims,
    scratch: scratch.folder,
    tracked: askOnce(root),
    runners,
    places,
    contents,
    sources,
    gatherer: createGatherer(contents, sources),
    newGatherer: () => createGatherer(contents, sources),
    changed: (before, after) => changedFile(contents, before, after),
    sign(...one) {
      sign ??= createSign(root, contents, graph());
      return sign(...one);
    },
    resume: env.NX_SKIP_NX_CACHE !== 'true',
    hashedFrom: Number(env.NX_EXPERIMENTS_HASHED_FROM) || undefined,
    grace: graceOf(env.NX_EXPERIMENTS_GRACE),
    close() {
      runners.killAll();
      claims.close();
      scratch.close();
    },
  };
}

function placesIn(text: string | undefined): number | undefined {
  const number = Number(text);
  return text !== undefined && Number.isInteger(number) && number >= 1 ? number : undefined;
}

function graceOf(text: string | undefined): number {
  const grace = Number(text ?? GRACE);
  return grace >= 0 && grace < 2 ** 31 ? grace : GRACE;
}

/** One that failed is asked again. */
function askOnce(root: string): Workshop['tracked'] {
  const asked = new Map<string, Promise<Tracked>>();
  return (bld) => {
    const known = asked.get(bld) ?? trackedFiles(root, bld);
    asked.set(bld, known);
    known.catch(() => asked.delete(bld));
    return known;
  };
}
