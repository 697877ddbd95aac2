import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../../src/plan.js';
import { runAttempts } from './attempts.js';
import { createCapture } from './capture.js';
import type { Claims, Release } from './claims.js';
import { changedFile, type Evidence, replacedFile } from './evidence.js';
import { FileError } from './folders.js';
import { missingRead, strangers } from './reads.js';
import { readFinished, recordName, writeFinished } from './record.js';
import type { Stopping } from './stopping.js';
import { describeThrown } from './thrown.js';
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
    if (done.disturbed === true && !stopping.signal.aborted) {
      await sleep(SETTLING);
      done = await doOrFind(assignment, shop, stopping, print, capture.text);
    }
    if (done.resumed !== undefined) print(Buffer.from(done.resumed));
    if (done.error !== undefined) print(Buffer.from(`${lineBreak(capture.text())}${done.error}\n`));
    return { success: done.error === undefined, terminalOutput: capture.text() };
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
  /** Whether files that it reads were not there, or written meanwhile: another try may go well. */
  readonly disturbed?: boolean;
}

async function doOrFind(
  { plan, digest, hashed }: Assignment,
  shop: Workshop,
  stopping: Stopping,
  print: (chunk: Buffer) => void,
  printed: () => string,
): Promise<Done> {
  const { contents, gatherer } = shop;
  const before = gatherer.now(plan);
  const early = await changedFile(contents, hashed, before);
  if (early !== undefined) return { error: changeMessage(early), disturbed: true };
  const missing = missingRead(plan, before);
  if (missing.length > 0) return { error: missing.join('\n'), disturbed: true };

  const signature = await shop.sign(plan, digest, before);
  const earlier = shop.resume ? readFinished(shop.state, plan.folder) : undefined;
  if (earlier?.signature === signature && (await sameOutputs(shop, plan, earlier.outputs)))
    return { resumed: earlier.terminalOutput };

  const { error, loaded } = await runAttempts(plan, shop, stopping, print);
  const after = gatherer.now(plan);
  const late = await changedFile(contents, before, after);
  if (late !== undefined) return { error: changeMessage(late), disturbed: true };
  const replaced = replacedFile(before, after);
  if (replaced !== undefined) {
    // It may have read half of it.
    print(Buffer.from(`${lineBreak(printed())}${replaced} was written again meanwhile\n`));
    return { error, disturbed: true };
  }
  if (error !== undefined) return { error };
  const unknown = strangers(plan, loaded, before, shop.sources);
  if (unknown !== undefined) return { error: unknown };

  const outputs = await outputHashes(shop, plan);
  writeFinished(shop.state, { folder: plan.folder, signature, outputs, terminalOutput: printed() });
  return {};
}

async function outputHashes(shop: Workshop, { experiment }: Plan) {
  const hashes = await shop.contents.hash(shop.contents.look(Object.values(experiment.outputs)));
  return [...hashes].sort(([a], [b]) => (a < b ? -1 : 1));
}

async function sameOutputs(
  shop: Workshop,
  plan: Plan,
  recorded: readonly (readonly [string, string])[],
): Promise<boolean> {
  return JSON.stringify(await outputHashes(shop, plan)) === JSON.stringify(recorded);
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
