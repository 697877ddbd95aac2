import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunSettings } from '../../src/guard/run-settings.js';
import { type Claims, openClaims } from './claims/claims.js';
import { openSlots, type Slots } from './claims/slots.js';
import { createRunners, type Runners } from './pool/runners.js';
import { type Contents, createContents } from './state/contents.js';
import { createGatherer, type Gatherer } from './state/evidence.js';
import { createSign, type PackageGraph, type Sign } from './state/signature.js';
import { createSources, type Sources } from './state/sources.js';
import { stateFolder } from './state/state-folder.js';

/** What the experiments of one process share. */
export interface Workshop extends Pick<RunSettings, 'resume' | 'hashedFrom' | 'grace'> {
  /** The workspace root, absolute. */
  readonly root: string;
  /** The folder of the records and locks, absolute. */
  readonly state: string;
  /** A folder of this process's own for files that tell commands their experiment. */
  readonly scratch: string;
  readonly runners: Runners;
  readonly slots: Slots;
  /** Experiments that are being run, by any process of the workspace. */
  readonly claims: Claims;
  readonly contents: Contents;
  readonly sources: Sources;
  readonly gatherer: Gatherer;
  readonly sign: Sign;
  close(): void;
}

/**
 * @param root the workspace root, absolute
 * @param graph Nx's, for the packages that are locked
 * @param settings what Nx and the plugin told this process
 */
export function openWorkshop(root: string, graph: PackageGraph, settings: RunSettings): Workshop {
  const slots = openSlots(settings);
  const runners = createRunners(root, slots.count);
  const contents = createContents(root);
  const sources = createSources(root);
  const scratch = mkdtempSync(join(tmpdir(), 'nx-experiments-run-'));
  const state = stateFolder(root);
  const claims = openClaims(join(state, 'running'));
  return {
    root,
    state,
    claims,
    scratch,
    runners,
    slots,
    contents,
    sources,
    gatherer: createGatherer(contents, sources),
    sign: createSign(root, contents, graph),
    resume: settings.resume,
    hashedFrom: settings.hashedFrom,
    grace: settings.grace,
    close() {
      runners.killAll();
      slots.close();
      claims.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
