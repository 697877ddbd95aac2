import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../../src/definition/plan.js';
import { runAttempts } from './attempts.js';
import type { Claims, Release } from './claims/claims.js';
import { FileError } from './outputs.js';
import { createCapture } from './pool/capture.js';
import { describeThrown } from './runner/thrown.js';
import type { Look } from './state/contents.js';
import { changedFile, type Evidence, replacedFile } from './state/evidence.js';
import { missingRead, strangers } from './state/reads.js';
import { type Finished, readFinished, recordName, writeFinished } from './state/record.js';
import type { Stopping } from './stopping.js';
import type { Workshop } from './workshop.js';

/** One experiment that is to be done. */
export interface Assignment {
  readonly plan: Plan;
  readonly digest: string;
  /** What its files were when Nx hashed them, as far as they were there then. */
  readonly hashed: Evidence;
  /** Hears its output as it comes. */
  readonly onOutput?: (chunk: Buffer) => void;
}

export interface Performed {
  readonly success: boolean;
  readonly terminalOutput: string;
  /** Its outputs, where it succeeded. */
  readonly outputs?: Written;
}

/** Outputs as they were written. */
export interface Written {
  /** Files and folders, relative to the workspace root. */
  readonly paths: readonly string[];
  /** The files, and those in the folders. */
  readonly look: Look;
  readonly hashes: ReadonlyMap<string, string>;
}

/** Milliseconds between two looks at an experiment that another process is running. */
const POLL = 50;

/** Milliseconds after which files that somebody was writing may lie still. */
const SETTLING = 200;

/** Does one experiment, or finds that it is done; never rejects. */
export async function perform(
  assignment: Assignment,
  shop: Workshop,
  stopping: Stopping,
): Promise<Performed> {
  const capture = createCapture();
  const print = (chunk: Buffer) => {
    capture.push(chunk);
    assignment.onOutput?.(chunk);
  };
  let release: Release | undefined;
  try {
    release = await claim(shop.claims, recordName(assignment.plan.folder), stopping.signal);
    let done = await doOrFind(assignment, shop, stopping, print, capture.text);
    // Another run of Nx that restores outputs takes them away for a moment, and puts them back bit by bit.
    if (done.disturbed !== undefined && !stopping.signal.aborted) {
      await sleep(SETTLING);
      done = await doOrFind(assignment, shop, stopping, print, capture.text);
    }
    const { resumed, error = done.disturbed?.error, outputs } = done;
    if (resumed !== undefined) print(Buffer.from(resumed));
    if (error !== undefined) print(Buffer.from(`${lineBreak(capture.text())}${error}\n`));
    return error === undefined
      ? { success: true, terminalOutput: capture.text(), ...(outputs && { outputs }) }
      : { success: false, terminalOutput: capture.text() };
  } catch (thrown) {
    const text = thrown instanceof FileError ? thrown.message : describeThrown(thrown);
    print(Buffer.from(`${lineBreak(capture.text())}${text}\n`));
    return { success: false, terminalOutput: capture.text() };
  } finally {
    release?.();
  }
}

interface Done {
  readonly error?: string | undefined;
  /** What it printed when an earlier run did it. */
  readonly resumed?: string;
  readonly outputs?: Written;
  /** Files that it reads were not there, or written meanwhile: another try may go well. */
  readonly disturbed?: Disturbance;
}

interface Disturbance {
  /** What is wrong if it happens again, or if there is no other try. */
  readonly error?: string;
}

async function doOrFind(
  { plan, digest, hashed }: Assignment,
  shop: Workshop,
  stopping: Stopping,
  print: (chunk: Buffer) => void,
  printed: () => string,
): Promise<Done> {
  const { contents, gatherer } = shop;
  const queued = writtenSinceHashed(hashed, shop);
  if (queued !== undefined) return { error: changeMessage(queued) };
  const before = gatherer.now(plan);
  const early = await changedFile(contents, hashed, before);
  if (early !== undefined) return { disturbed: { error: changeMessage(early) } };
  const missing = missingRead(plan, before);
  if (missing.length > 0) return { disturbed: { error: missing.join('\n') } };

  const signature = await shop.sign(plan, digest, before);
  const earlier = shop.resume ? readFinished(shop.state, plan.folder) : undefined;
  if (earlier?.signature === signature) {
    const outputs = await outputsOf(shop, plan);
    if (JSON.stringify(recordOf(outputs)) === JSON.stringify(earlier.outputs))
      return { resumed: earlier.terminalOutput, outputs };
  }

  const outcome = await runAttempts(plan, shop, stopping, print);
  const { error } = outcome;
  const after = gatherer.now(plan);
  const late = await changedFile(contents, before, after);
  if (late !== undefined) return { disturbed: { error: changeMessage(late) } };
  const unknown = error === undefined ? strangers(plan, outcome, before, shop) : undefined;
  if (unknown !== undefined) return { error: unknown };
  const replaced = replacedFile(before, after);
  if (replaced !== undefined) {
    // It may have read half of it.
    print(Buffer.from(`${lineBreak(printed())}${replaced} was written again meanwhile\n`));
    // A task may do that to its own code and inputs, and would do so each time; never to what it needs.
    const isOwn = !before.needs.has(replaced);
    if (error !== undefined) return { error, disturbed: {} };
    return isOwn && !stopping.signal.aborted
      ? { outputs: await outputsOf(shop, plan), disturbed: {} }
      : { disturbed: { error: `${replaced} was written while this ran; run it again` } };
  }
  if (error !== undefined) return { error };

  const outputs = await outputsOf(shop, plan);
  writeFinished(shop.state, {
    folder: plan.folder,
    signature,
    outputs: recordOf(outputs),
    terminalOutput: printed(),
  });
  return { outputs };
}

/** A file that was written after Nx may have hashed it, while the experiment waited for its turn. */
function writtenSinceHashed({ code, inputs }: Evidence, shop: Workshop): string | undefined {
  if (shop.hashedFrom === undefined) return undefined;
  return (
    shop.contents.writtenAfter(code, shop.hashedFrom) ??
    shop.contents.writtenAfter(inputs, shop.hashedFrom)
  );
}

async function outputsOf({ contents }: Workshop, { experiment }: Plan): Promise<Written> {
  const paths = Object.values(experiment.outputs);
  const look = contents.look(paths);
  return { paths, look, hashes: await contents.hash(look) };
}

/** Outputs as records have them. */
function recordOf({ hashes }: Written): Finished['outputs'] {
  return [...hashes].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The first output that is not what its experiment left any more. */
export async function lostOutput(
  { paths, look, hashes }: Written,
  { contents }: Workshop,
): Promise<string | undefined> {
  const now = contents.look(paths);
  const changed = [...new Set([...look.keys(), ...now.keys()])].filter(
    (path) => now.get(path) !== look.get(path),
  );
  const hashesNow = await contents.hash(
    new Map([...now].filter(([path]) => changed.includes(path))),
  );
  return changed.find((path) => hashesNow.get(path) !== hashes.get(path));
}

async function claim(claims: Claims, name: string, signal: AbortSignal): Promise<Release> {
  for (;;) {
    const release = claims.take(name);
    if (release !== undefined) return release;
    if (signal.aborted) throw signal.reason;
    await sleep(POLL);
  }
}

function changeMessage(file: string): string {
  return `${file} changed while the run was under way; run it again`;
}

function lineBreak(text: string): string {
  return text === '' || text.endsWith('\n') ? '' : '\n';
}

/** The complaint about a target without a plan. */
export function noPlan(project: string, target: string): string {
  return `${project}:${target} has no plan; its executor belongs to targets that the plugin nx-experiments makes from a catalog, and to no others\n`;
}
