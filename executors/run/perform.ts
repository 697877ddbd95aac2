import { setTimeout as sleep } from 'node:timers/promises';
import { accept } from './accept.js';
import { keepForComparison } from './again.js';
import type { Assignment } from './assignment.js';
import type { Claims, Release } from './claims/claims.js';
import { execute } from './execute.js';
import { describeFailure } from './failure.js';
import { finishedAs } from './finished.js';
import { changeMessage, disturbed, failed, lineBreak, type Tried } from './outcome.js';
import { createCapture } from './pool/capture.js';
import { changedFile, type Evidence } from './state/evidence.js';
import { missingRead, pointersRead } from './state/reads.js';
import { recordName } from './state/record.js';
import { signatureOf } from './state/signature.js';
import type { Stopping } from './stopping.js';
import type { Workshop } from './workshop.js';
import { outputsOf, recordOf, type Written } from './written.js';

export type Performed =
  | {
      readonly success: true;
      readonly terminalOutput: string;
      readonly outputs: Written;
      /** Whether an earlier run had done it. */
      readonly found: boolean;
    }
  | { readonly success: false; readonly terminalOutput: string };

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

/** A file that was written after Nx may have hashed it, while the experiment waited for its turn. */
function writtenSinceHashed({ code, inputs }: Evidence, shop: Workshop): string | undefined {
  if (shop.hashedFrom === undefined) return undefined;
  return (
    shop.contents.writtenAfter(code, shop.hashedFrom) ??
    shop.contents.writtenAfter(inputs, shop.hashedFrom)
  );
}

async function claim(claims: Claims, name: string, signal: AbortSignal): Promise<Release> {
  for (;;) {
    const release = claims.take(name);
    if (release !== undefined) return release;
    if (signal.aborted) throw signal.reason;
    await sleep(POLL);
  }
}
