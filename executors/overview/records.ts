import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { overlaps } from '../../src/files/paths.js';
import type { TaskCache } from '../../src/nx/task-cache.js';
import { finishedAs } from '../run/finished.js';
import { createContents, lookingOnce } from '../run/state/contents.js';
import { createGatherer } from '../run/state/evidence.js';
import type { LastRun } from '../run/state/last-run.js';
import { createSources } from '../run/state/matched-sources.js';
import { missingRead } from '../run/state/reads.js';
import { type Remembered, readRecord } from '../run/state/record.js';
import { createTakeFingerprint, type PackageGraph, signatureOf } from '../run/state/signature.js';
import type { Member } from './members.js';
import { openPlaced } from './placed.js';
import { reasonsOf } from './reasons.js';
import type { Knowledge, Verdict } from './states.js';

/** What the records of earlier runs, and the disk, tell of experiments. */
export interface Records extends Knowledge {
  lastOf(member: Member): LastRun | undefined;
  /** Remembers what was looked at, for the next time. */
  save(): void;
}

/**
 * @param root the workspace root, absolute
 * @param state the folder of records, absolute
 * @param packages Nx's graph, for the packages that are locked
 * @param blds folders of what experiments write, relative to the root
 */
export function openRecords(
  root: string,
  state: string,
  packages: PackageGraph,
  cache: TaskCache,
  blds: ReadonlySet<string>,
): Records {
  const own = createContents(root);
  // Thousands of experiments have files in common; outputs may be restored meanwhile.
  const isOutput = (path: string) => [...blds].some((bld) => overlaps(path, bld));
  const contents = { ...own, look: lookingOnce(own.look, isOutput) };
  const gatherer = createGatherer(contents, createSources(root));
  const fingerprint = createTakeFingerprint(root, contents, packages);
  const placed = openPlaced(root, contents, state);
  const records = new Map<string, Remembered | undefined>();

  function recordOf({ plan: { folder } }: Member): Remembered | undefined {
    if (!records.has(folder)) records.set(folder, readRecord(state, folder));
    return records.get(folder);
  }

  const lastOf = (member: Member) => recordOf(member)?.last;

  const liesThere = ({ plan }: Member) =>
    Object.values(plan.experiment.outputs).some((path) => existsSync(join(root, path)));

  async function judge(member: Member): Promise<Verdict> {
    const { plan, digest } = member;
    const evidence = gatherer.now(plan);
    const missing = missingRead(plan, evidence);
    if (missing.length > 0) return { state: 'blocked', reasons: missing };
    const before = lastOf(member);
    if (before === undefined && !liesThere(member)) return { state: 'new', reasons: [] };
    const now = await fingerprint(plan, digest, evidence);
    const signature = signatureOf(now);
    const found = await finishedAs(
      signature,
      plan,
      { contents, state },
      recordOf(member)?.finished,
    );
    if (found !== undefined) return { state: 'current', reasons: [], log: found.printed };
    if (before === undefined)
      return { state: 'changed', reasons: ['what its outputs were made of is not known here'] };
    if (before.signature === signature)
      return before.success
        ? { state: 'changed', reasons: ['its outputs are not as it wrote them, and in no cache'] }
        : { state: 'failed', reasons: [lastLine(before.log)] };
    return { state: 'changed', reasons: reasonsOf(before, now, plan) };
  }

  return {
    lastOf,
    judge,
    everRan: (member) => lastOf(member) !== undefined || liesThere(member),
    missingInputs(member) {
      const { plan } = member;
      const { inputs } = gatherer.inputsNow(plan);
      return missingRead(plan, { code: new Map(), inputs, needs: new Map() });
    },
    async place(id, { kept }) {
      const { hash, outputs } = cache.tasks[id]!;
      if (outputs.length === 0 || placed.isPlaced(hash!, kept, outputs)) return;
      await cache.restore(id);
      placed.note(hash!, outputs);
    },
    save: placed.save,
  };
}

/** The line that says what went wrong: errors end with it, or begin with it, before their stack. */
function lastLine(log = ''): string {
  const lines = log.trim().split('\n');
  const error = lines.find((line) => /^\s*(\w*Error|Error)\b|^\w*(Error|Exception): /.test(line));
  return (error ?? lines.at(-1) ?? '').trim();
}
