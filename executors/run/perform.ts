import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../../src/definition/plan.js';
import { accept } from './accept.js';
import { type Again, keepForComparison } from './again.js';
import { runAttempts } from './attempts.js';
import type { Claims, Release } from './claims/claims.js';
import { describeFailure, FileError } from './failure.js';
import { createCapture } from './pool/capture.js';
import { type Look, MISSING } from './state/contents.js';
import { changedFile, type Evidence, replacedFile } from './state/evidence.js';
import { writeLastRun } from './state/last-run.js';
import { missingRead, pointersRead, strangers } from './state/reads.js';
import { type Finished, readFinished, recordName, writeFinished } from './state/record.js';
import { type Fingerprint, signatureOf } from './state/signature.js';
import type { Stopping } from './stopping.js';
import type { Workshop } from './workshop.js';

/** One experiment that is to be done. */
export interface Assignment {
  readonly plan: Plan;
  readonly digest: string;
  /** That of the `nx` call. */
  readonly env: NodeJS.ProcessEnv;
  /** What its files were when Nx hashed them, as far as they were there then; throws where they could not be read. */
  readonly hashed: () => Evidence;
  /** Hears its output as it comes. */
  readonly onOutput?: (chunk: Buffer) => void;
}

export type Performed =
  | {
      readonly success: true;
      readonly terminalOutput: string;
      readonly outputs: Written;
      /** Whether an earlier run had done it. */
      readonly found: boolean;
    }
  | { readonly success: false; readonly terminalOutput: string };

/** Outputs as they were written. */
export interface Written {
  /** Files and folders, relative to the workspace root. */
  readonly paths: readonly string[];
  /** The files, and those in the folders. */
  readonly look: Look;
  readonly hashes: ReadonlyMap<string, string>;
}

/** What comes of an experiment. */
type Ended =
  | { readonly kind: 'done'; readonly outputs: Written }
  /** Done by an earlier run, which printed this. */
  | { readonly kind: 'found'; readonly outputs: Written; readonly printed: string }
  | { readonly kind: 'failed'; readonly error: string };

/** How one try at it went. */
type Tried =
  | Ended
  /** Files that it reads were not there, or were written meanwhile: another try may go better. */
  | {
      readonly kind: 'disturbed';
      /** What comes of it if it happens again, or if there is no other try. */
      readonly otherwise: Ended;
    };

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
  const fail = (error: string): Performed => {
    print(Buffer.from(`${lineBreak(capture.text())}${error}\n`));
    return { success: false, terminalOutput: capture.text() };
  };
  let release: Release | undefined;
  try {
    release = await claim(shop.claims, recordName(assignment.plan.folder), stopping.signal);
    let tried = await doOrFind(assignment, shop, stopping, print, capture.text);
    // Another run of Nx that restores outputs takes them away for a moment, and puts them back bit by bit.
    if (tried.kind === 'disturbed' && !stopping.signal.aborted) {
      await sleep(SETTLING);
      tried = await doOrFind(assignment, shop, stopping, print, capture.text);
    }
    const ended = tried.kind === 'disturbed' ? tried.otherwise : tried;
    if (ended.kind === 'failed') return fail(ended.error);
    if (ended.kind === 'found') print(Buffer.from(ended.printed));
    return {
      success: true,
      terminalOutput: capture.text(),
      outputs: ended.outputs,
      found: ended.kind === 'found',
    };
  } catch (thrown) {
    return fail(describeFailure(thrown, shop.root));
  } finally {
    release?.();
  }
}

/** What an act gives, or throws, asked for later. */
export function noted<T>(act: () => T): () => T {
  try {
    const value = act();
    return () => value;
  } catch (thrown) {
    return () => {
      throw thrown;
    };
  }
}

async function doOrFind(
  assignment: Assignment,
  shop: Workshop,
  stopping: Stopping,
  print: (chunk: Buffer) => void,
  printed: () => string,
): Promise<Tried> {
  const { plan, digest } = assignment;
  const { contents, gatherer } = shop;
  const hashed = assignment.hashed();
  const queued = writtenSinceHashed(hashed, shop);
  if (queued !== undefined) return failed(changeMessage(queued));
  const before = gatherer.now(plan);
  const early = await changedFile(contents, hashed, before);
  if (early !== undefined) return disturbed(failed(changeMessage(early)));
  const missing = missingRead(plan, before);
  if (missing.length > 0) return disturbed(failed(missing.join('\n')));
  const pointers = pointersRead(before, shop.root);
  if (pointers.length > 0) return failed(pointers.join('\n'));

  const fingerprint = await shop.fingerprint(plan, digest, before);
  const signature = signatureOf(fingerprint);
  const earlier = shop.resume || shop.accepts ? await finishedAs(signature, plan, shop) : undefined;
  if (earlier !== undefined) return { kind: 'found', ...earlier };
  if (shop.accepts) {
    const outputs = await outputsOf(shop, plan);
    const accepted = accept(signature, recordOf(outputs), plan, shop);
    return 'refused' in accepted
      ? failed(accepted.refused)
      : { kind: 'found', outputs, printed: accepted.printed };
  }

  const again = keepForComparison(signature, plan, shop);
  try {
    const start = { before, fingerprint, signature, again };
    return await execute(assignment, start, shop, stopping, print, printed);
  } finally {
    again?.drop();
  }
}

/** What is known of an experiment when its code starts. */
interface Start {
  readonly before: Evidence;
  readonly fingerprint: Fingerprint;
  readonly signature: string;
  readonly again: Again | undefined;
}

async function execute(
  { plan, env }: Assignment,
  { before, fingerprint, signature, again }: Start,
  shop: Workshop,
  stopping: Stopping,
  print: (chunk: Buffer) => void,
  printed: () => string,
): Promise<Tried> {
  const { contents, gatherer } = shop;
  const started = Date.now();
  const outcome = await runAttempts(plan, env, shop, stopping, print);
  const { error } = outcome;
  const note = (failure?: string) => {
    if (failure !== undefined && stopping.signal.aborted) return;
    const finished = Date.now();
    writeLastRun(shop.state, plan, {
      success: failure === undefined,
      signature,
      fingerprint,
      seconds: (finished - started) / 1000,
      attempts: outcome.attempts,
      finished,
      ...(failure !== undefined && { log: `${printed()}${lineBreak(printed())}${failure}\n` }),
    });
  };
  const fails = (failure: string) => {
    note(failure);
    return failed(failure);
  };
  const after = gatherer.now(plan);
  const late = await changedFile(contents, before, after);
  if (late !== undefined) return disturbed(failed(changeMessage(late)));
  const unknown = error === undefined ? strangers(plan, outcome, before, shop) : undefined;
  if (unknown !== undefined) return fails(unknown);
  const replaced = replacedFile(before, after);
  if (replaced !== undefined) {
    // It may have read half of it.
    print(Buffer.from(`${lineBreak(printed())}${replaced} was written again meanwhile\n`));
    if (error !== undefined) return disturbed(failed(error));
    // A task may do that to its own code and inputs, and would do so each time; never to what it needs.
    const isOwn = !before.needs.has(replaced);
    return isOwn && !stopping.signal.aborted
      ? disturbed({ kind: 'done', outputs: await writtenBy(shop, plan) })
      : disturbed(failed(`${replaced} was written while this ran; run it again`));
  }
  if (error !== undefined) return fails(error);

  const outputs = await writtenBy(shop, plan);
  const record = recordOf(outputs);
  again?.compare(record);
  writeFinished(shop.state, {
    folder: plan.folder,
    signature,
    outputs: record,
    terminalOutput: printed(),
  });
  note();
  return { kind: 'done', outputs };
}

/** What an earlier run left, if it is the result of that signature and lies there as it left it. */
export async function finishedAs(
  signature: string,
  plan: Plan,
  shop: Pick<Workshop, 'contents' | 'state'>,
): Promise<{ readonly outputs: Written; readonly printed: string } | undefined> {
  const record = readFinished(shop.state, plan.folder);
  if (record?.signature !== signature) return undefined;
  const outputs = await outputsOf(shop, plan);
  return JSON.stringify(recordOf(outputs)) === JSON.stringify(record.outputs)
    ? { outputs, printed: record.terminalOutput }
    : undefined;
}

/** Whether an experiment's outputs lie there as a run of it finished them, with all that it is made of as it is now. */
export async function isFinishedNow(plan: Plan, digest: string, shop: Workshop): Promise<boolean> {
  const evidence = shop.gatherer.now(plan);
  if (missingRead(plan, evidence).length > 0) return false;
  return (await finishedAs(await shop.sign(plan, digest, evidence), plan, shop)) !== undefined;
}

/**
 * Whether an experiment was ever finished with all that it is made of as it is now: then Nx has the result
 * in its cache, most likely, whatever lies there.
 */
export async function wasEverFinished(
  plan: Plan,
  digest: string,
  shop: Workshop,
): Promise<boolean> {
  const record = readFinished(shop.state, plan.folder);
  if (record === undefined) return false;
  const signature = await shop.sign(plan, digest, shop.gatherer.now(plan));
  return record.signature === signature || (record.earlier ?? []).includes(signature);
}

function failed(error: string): Ended {
  return { kind: 'failed', error };
}

function disturbed(otherwise: Ended): Tried {
  return { kind: 'disturbed', otherwise };
}

/** @throws {FileError} where one cannot be read: Nx could not store it */
async function writtenBy(shop: Workshop, plan: Plan): Promise<Written> {
  const outputs = await outputsOf(shop, plan);
  for (const [path, hash] of outputs.hashes)
    if (hash === MISSING && outputs.look.get(path) !== MISSING)
      throw new FileError(`${path}: was written, but cannot be read; let the task allow that`);
  return outputs;
}

/** A file that was written after Nx may have hashed it, while the experiment waited for its turn. */
function writtenSinceHashed({ code, inputs }: Evidence, shop: Workshop): string | undefined {
  if (shop.hashedFrom === undefined) return undefined;
  return (
    shop.contents.writtenAfter(code, shop.hashedFrom) ??
    shop.contents.writtenAfter(inputs, shop.hashedFrom)
  );
}

async function outputsOf(
  { contents }: Pick<Workshop, 'contents'>,
  { experiment }: Plan,
): Promise<Written> {
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
