import type { Cached, TaskCache } from '../../src/nx/task-cache.js';
import type { State } from './data.js';
import type { Member } from './members.js';

/** What a run would do with an experiment now. */
export interface Verdict {
  readonly state: State;
  readonly reasons: readonly string[];
  /** What its last success printed, where a cache has that success. */
  readonly log?: string;
}

/** What states are judged by, besides Nx's caches. */
export interface Knowledge {
  /** Has outputs lie in their places as a cache has them, as a run would. */
  readonly place: (id: string, cached: Cached) => Promise<void>;
  /**
   * An experiment that is in no cache, and whose needs lie in their places: what its records tell.
   * `current` where a run would find that an earlier one has finished it.
   */
  readonly judge: (member: Member) => Promise<Verdict>;
  /** What is wrong with the inputs of an experiment whose needs are not there yet. */
  readonly missingInputs: (member: Member) => readonly string[];
  /** Whether an experiment was ever executed here, as far as is known. */
  readonly everRan: (member: Member) => boolean;
}

/**
 * What a run would do with each experiment: Nx's tasks are gone through as a run goes through them, from
 * what needs nothing on. Each is looked up under the hash that a run would take; what depends on one that is
 * not current has no hash yet, and waits.
 *
 * @param members experiments, by the ids of their tasks
 */
export async function statesOf(
  members: ReadonlyMap<string, Member>,
  cache: TaskCache,
  knowledge: Knowledge,
): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  /** Of tasks that are no experiments, too. */
  const isThere = new Map<string, boolean>();
  /** Those that will fail, as far as one can tell, and what needs them. */
  const doomed = new Set<string>();
  for (const wave of wavesOf(cache)) {
    const isReady = (id: string) => cache.dependenciesOf(id).every((on) => isThere.get(on));
    const ready = wave.filter(isReady);
    const unready = wave.filter((id) => !isReady(id));
    const never = unready.filter((id) => members.has(id) && !knowledge.everRan(members.get(id)!));
    const mayBeHeld = await cache.mayHold(never);
    const unheld = new Set(never.filter((id) => !mayBeHeld.has(id)));
    for (const id of unready) {
      isThere.set(id, false);
      const member = members.get(id);
      if (member === undefined) continue;
      const open = cache.dependenciesOf(id).filter((on) => !isThere.get(on));
      // What needs a failed one will be skipped, if that one fails again.
      if (open.some((on) => doomed.has(on))) doomed.add(id);
      const isNew = unheld.has(id) && !doomed.has(id);
      const verdict = unreadyVerdict(member, open, isNew, knowledge);
      if (verdict.state === 'blocked') doomed.add(id);
      verdicts.set(id, verdict);
    }
    await cache.hash(ready);
    const found = await cache.find(ready);
    for (const id of ready) {
      const cached = found.get(id);
      const member = members.get(id);
      if (cached !== undefined) await knowledge.place(id, cached);
      const verdict: Verdict | undefined =
        cached !== undefined
          ? { state: 'current', reasons: [], log: cached.terminalOutput }
          : member && (await knowledge.judge(member));
      if (member !== undefined && verdict !== undefined) verdicts.set(id, verdict);
      if (verdict?.state === 'failed' || verdict?.state === 'blocked') doomed.add(id);
      isThere.set(id, verdict?.state === 'current' || cache.doesNothing(id));
    }
  }
  return verdicts;
}

/** @param isNew whether it was never executed, so that no cache can have its result, whatever comes out */
function unreadyVerdict(
  member: Member,
  open: readonly string[],
  isNew: boolean,
  knowledge: Knowledge,
): Verdict {
  const missing = knowledge.missingInputs(member);
  if (missing.length > 0) return { state: 'blocked', reasons: missing };
  if (isNew) return { state: 'new', reasons: [] };
  // Told by tasks, so that thousands have one reason.
  const tasks = [...new Set(open.map((id) => id.slice(id.lastIndexOf(':') + 1)))];
  return { state: 'waiting', reasons: [`waits for ${tasks.join(', ')}`] };
}

/** Tasks in an order in which all that one depends on comes in an earlier wave. */
function wavesOf({ tasks, dependenciesOf }: TaskCache): string[][] {
  const depth = new Map<string, number>();
  for (const root of Object.keys(tasks)) {
    // Without recursion: a chain may be longer than the stack.
    const stack = [root];
    while (stack.length > 0) {
      const id = stack.at(-1)!;
      const on = dependenciesOf(id);
      const open = depth.has(id) ? [] : on.filter((other) => !depth.has(other));
      if (open.length > 0) {
        stack.push(...open);
        continue;
      }
      stack.pop();
      depth.set(id, Math.max(-1, ...on.map((other) => depth.get(other)!)) + 1);
    }
  }
  const waves: string[][] = [];
  for (const [id, at] of depth) {
    waves[at] ??= [];
    waves[at].push(id);
  }
  return waves;
}
