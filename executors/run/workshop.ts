import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '../../src/definition/plan.js';
import { sharedUnder } from '../../src/files/network-disk.js';
import { stateFolder } from '../../src/files/state-folder.js';
import { type Tracked, trackedFiles } from '../../src/files/tracked.js';
import { readGraphWarnings } from '../../src/guard/graph-warnings.js';
import { readProfile } from '../../src/guard/profile.js';
import type { RunSettings } from '../../src/guard/run-settings.js';
import { noteWarning } from '../../src/guard/run-warnings.js';
import { sharedState } from '../../src/guard/shared-state.js';
import { type Claims, openClaims } from './claims/claims.js';
import { createLaunchedRunners } from './pool/launched.js';
import { createRunners, type Runners } from './pool/runners.js';
import { openScratch, type Scratch } from './scratch.js';
import type { Capacity } from './service/room.js';
import { type Contents, createContents } from './state/contents.js';
import { changedFile, createGatherer, type Evidence, type Gatherer } from './state/evidence.js';
import { createSources, type Sources } from './state/matched-sources.js';
import {
  createTakeFingerprint,
  type PackageGraph,
  signatureOf,
  type TakeFingerprint,
} from './state/signature.js';
import { createUnreadLevels, type UnreadLevels } from './unread.js';

/** What the experiments of one call of Nx share. */
export interface Workshop
  extends Pick<RunSettings, 'resume' | 'accepts' | 'hashedFrom' | 'grace' | 'wave'> {
  /** The workspace root, absolute. */
  readonly root: string;
  /** The folder of the records and locks, absolute. */
  readonly state: string;
  /** Files that tell commands their experiment. */
  readonly scratch: Pick<Scratch, 'fileOf'>;
  /** What git tracks below a build folder; asked once. */
  readonly tracked: (bld: string) => Promise<Tracked>;
  readonly runners: Runners;
  /** How many experiments run at once. */
  readonly places: number;
  /** What there is of this machine for them. */
  readonly capacity: Capacity;
  /** Whether their resources are taken of that; otherwise whoever launches runners sees to it. */
  readonly countsResources: boolean;
  /** Experiments that are being run, by any process of the workspace. */
  readonly claims: Claims;
  readonly contents: Contents;
  readonly sources: Sources;
  readonly gatherer: Gatherer;
  /** One that looks at each file once more before it remembers what it was at the start. */
  readonly newGatherer: () => Gatherer;
  /** The first file that is not what it was. */
  readonly changed: (before: Evidence, after: Evidence) => Promise<string | undefined>;
  readonly fingerprint: TakeFingerprint;
  /** Identifies an experiment by all that decides its result: equal signatures, equal results. */
  readonly sign: (...of: Parameters<TakeFingerprint>) => Promise<string>;
  /**
   * Tells something when the run is over, once for all that have it in common.
   *
   * @param kind what they have in common
   * @param withdrawn takes it back, for the whole run
   */
  readonly warn: (kind: string, text: string, withdrawn?: true) => void;
  /** Dimensions that tasks vary over and never look at. */
  readonly unread: UnreadLevels;
  /** The name of an experiment's project. */
  readonly nameOf: (plan: Plan) => string;
  /** Kills what still runs and removes what is no record; may be called twice, and never throws. */
  close(): void;
}

const CATALOGS = 'Warnings about catalogs';

/**
 * @param root the workspace root, absolute
 * @param graph Nx's, for the packages that are locked; asked for when it is first needed
 * @param settings what Nx and the plugin told this process
 * @param say tells people something while the run goes on
 */
export function openWorkshop(
  root: string,
  graph: () => PackageGraph,
  settings: RunSettings,
  say: (text: string) => void,
): Workshop {
  const { profile: path, parallel } = settings;
  const profile = path === undefined ? undefined : readProfile(root, path, parallel);
  const places = profile?.runners ?? parallel;
  const runners =
    profile === undefined ? createRunners(root, places) : createLaunchedRunners(root, profile, say);
  let take: TakeFingerprint | undefined;
  const contents = createContents(root);
  const sources = createSources(root);
  const state = stateFolder(root);
  const scratch = openScratch(state);
  const claims = openClaims(join(state, 'running'));
  const fingerprint: TakeFingerprint = (...of) => {
    take ??= createTakeFingerprint(root, contents, graph());
    return take(...of);
  };
  const warn: Workshop['warn'] = (kind, text, withdrawn) => {
    // Without the plugin's hooks nobody would ask for it.
    if (settings.run !== undefined)
      noteWarning(state, settings.run, {
        kind,
        text,
        nx: settings.nx,
        ...(withdrawn && { withdrawn }),
      });
  };
  for (const text of readGraphWarnings(state)) warn(CATALOGS, text);
  const shared = sharedUnder(state);
  if (shared !== undefined) {
    const { kind, text } = sharedState(shared);
    warn(kind, text);
  }
  return {
    root,
    state,
    claims,
    scratch,
    tracked: askOnce(root),
    runners,
    places,
    capacity: { cpus: places, memory: memoryOfMachine() },
    countsResources: profile === undefined,
    contents,
    sources,
    gatherer: createGatherer(contents, sources),
    newGatherer: () => createGatherer(contents, sources),
    changed: (before, after) => changedFile(contents, before, after),
    fingerprint,
    sign: async (...of) => signatureOf(await fingerprint(...of)),
    resume: settings.resume,
    accepts: settings.accepts,
    warn,
    unread: createUnreadLevels(state, warn),
    nameOf: ({ folder, bld }) => folder.slice(bld.length + 1),
    hashedFrom: settings.hashedFrom,
    grace: settings.grace,
    wave: settings.wave,
    close() {
      runners.killAll();
      claims.close();
      scratch.close();
    },
  };
}

/** Bytes of this machine, or of what a container leaves of it. */
function memoryOfMachine(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
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
