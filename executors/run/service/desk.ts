import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSettings } from '../../../src/guard/run-settings.js';
import { coded } from '../../../src/problems/problem.js';
import { describeFailure } from '../failure.js';
import { isFinishedNow, wasEverFinished } from '../finished.js';
import { noted, perform } from '../perform.js';
import { openDurations } from '../state/durations.js';
import type { Evidence } from '../state/evidence.js';
import type { PackageGraph } from '../state/signature.js';
import type { KnownTask } from '../wire/messages.js';
import { openWorkshop } from '../workshop.js';
import { lostOutput, type Written } from '../written.js';
import { evidenceAtStart } from './at-start.js';
import { createBoard } from './board.js';
import { lengthsOf } from './lengths.js';
import { urgencyOf } from './order.js';
import { receive, type Visitor } from './reception.js';
import { createRoom, type Place } from './room.js';
import { createTally } from './tally.js';
import { type Client, createWork, type Ended } from './work.js';

/** Milliseconds between two looks whether to tell how far the run is. */
const LOOK = 1000;

/** Where batches and single tasks ask for experiments. */
export interface Desk {
  receive(stream: Duplex): void;
  /** Asks everything to stop. */
  stop(reason: string): void;
  /** Whether experiments that were asked to stop may still end well. */
  readonly isEnding: boolean;
  /** Whether nobody is here, and nothing runs for anybody who comes again. */
  readonly isIdle: boolean;
  close(): void;
}

/**
 * @param root the workspace root, absolute
 * @param settings what Nx and the plugin told the client that started the service
 */
export function openDesk(root: string, settings: RunSettings): Desk {
  let packages: PackageGraph | undefined;
  const shop = openWorkshop(root, () => packages ?? { dependencies: {} }, settings, say);
  const durations = openDurations(shop.state);
  const tasks = new Map<string, KnownTask>();
  /** What Nx hashed, as it was when a task was wanted. */
  const hashed = new Map<string, () => Evidence>();
  /** What ran ahead read. */
  const read = new Map<string, () => Evidence>();
  const outputs = new Map<string, Written>();
  const attempts = new Map<string, AbortController>();
  const streamed = new Set<string>();
  const visitors = new Set<Visitor>();
  const whole = new AbortController();
  let stoppedAt = 0;
  const seconds = ({ plan }: KnownTask) => durations.of(plan.folder);
  let urgency: (id: string) => number = () => 0;
  let lengths = lengthsOf([], seconds);
  let isOrdered = false;
  let knowsCall = false;
  const tally = createTally({
    tasks,
    places: shop.places,
    seconds,
  });
  const board = createBoard(tally, visitors);
  const looking = setInterval(() => board.look(Date.now()), LOOK);
  looking.unref();
  /** That of the client that came last, for what runs ahead. */
  let latest: NodeJS.ProcessEnv = process.env;

  /** Somebody whose lines stay hears it once for all, and whoever has a pane. */
  function say(text: string): void {
    const all = [...visitors];
    const lines = all.find(({ shows }) => shows === 'lines');
    for (const one of lines === undefined ? all.filter(({ shows }) => shows === 'pane') : [lines])
      one.progress(text);
  }

  async function performTask(
    task: KnownTask,
    client: Client | undefined,
    place: Place,
  ): Promise<Ended> {
    const { id, plan, digest } = task;
    const visitor = client as Visitor | undefined;
    const attempt = new AbortController();
    if (whole.signal.aborted) attempt.abort(whole.signal.reason);
    attempts.set(id, attempt);
    const evidence = hashed.get(id) ?? noted(() => shop.gatherer.now(plan));
    hashed.delete(id);
    read.set(id, evidence);
    if (visitor?.streams) streamed.add(id);
    else streamed.delete(id);
    const before = Date.now();
    let success = false;
    tally.started(id, before);
    try {
      const performed = await perform(
        {
          plan,
          digest,
          env: visitor?.env ?? latest,
          hashed: evidence,
          place,
          onQueue: (isQueued) => tally.queued(id, isQueued, Date.now()),
          onOutput: (chunk) => visitor?.streams && visitor.output(id, chunk),
        },
        shop,
        { signal: attempt.signal, stop, close() {} },
      );
      success = performed.success;
      if (performed.success) {
        outputs.set(id, performed.outputs);
        if (!performed.found) durations.note(plan.folder, (Date.now() - before) / 1000);
      }
      return performed;
    } catch (thrown) {
      return { success: false, terminalOutput: `${describeFailure(thrown, root)}\n` };
    } finally {
      attempts.delete(id);
      tally.ended(id, success);
    }
  }

  /** Whether a result that waited for Nx is right still: a failure, if what it read is what it was. */
  async function isStill({ id, plan, digest }: KnownTask): Promise<boolean> {
    if (outputs.has(id)) return isFinishedNow(plan, digest, shop);
    const before = read.get(id)?.();
    return (
      before !== undefined && (await shop.changed(before, shop.gatherer.now(plan))) === undefined
    );
  }

  const work = createWork({
    room: createRoom(shop.capacity, shop.countsResources),
    urgency: (id) => urgency(id),
    expected: (task) => lengths.expected(task),
    perform: performTask,
    // Under --skip-nx-cache nothing of an earlier run counts, and Nx restores nothing.
    isCurrent: ({ plan, digest }) =>
      orElse(false, async () => shop.resume && (await isFinishedNow(plan, digest, shop))),
    mayBeCached: ({ plan, digest }) =>
      orElse(true, async () => shop.resume && (await wasEverFinished(plan, digest, shop))),
    isStill: (task) => orElse(false, () => isStill(task)),
    giveUp(id) {
      tally.givenUp(id);
      attempts.get(id)?.abort(new Error('it ran ahead, and Nx went on'));
    },
    now: Date.now,
    wait: (milliseconds) => sleep(milliseconds, undefined, { ref: false }),
  });

  function know(more: readonly KnownTask[]): void {
    for (const task of more) tasks.set(task.id, task);
    work.know(more);
    shop.unread.know(more.map(({ plan }) => plan));
    isOrdered = false;
  }

  function stop(reason: string): void {
    if (stoppedAt === 0) stoppedAt = Date.now();
    whole.abort(new Error(reason));
    // A signal that follows two others takes as long as all that is done for a small experiment.
    for (const attempt of attempts.values()) attempt.abort(whole.signal.reason);
    work.stop();
  }

  async function lostAmong(ids: readonly string[]): Promise<{ [id: string]: string }> {
    const lost: { [id: string]: string } = {};
    for (const id of ids) {
      const written = outputs.get(id);
      if (written === undefined) continue;
      try {
        const path = await lostOutput(written, shop);
        if (path !== undefined)
          lost[id] = coded(
            'NXE047',
            `${path} was written again, by another run, before Nx stored it; run it again`,
          );
      } catch (thrown) {
        lost[id] = describeFailure(thrown, root);
      }
    }
    return lost;
  }

  /** What is wanted is hashed by now: its files have to stay as they are. */
  async function want(ids: readonly string[], visitor: Visitor): Promise<void> {
    if (!isOrdered) {
      lengths = lengthsOf(tasks.values(), seconds);
      urgency = urgencyOf(tasks, lengths);
    }
    isOrdered = true;
    const wanted = new Set(ids);
    const plans = ids.map((id) => tasks.get(id)!.plan);
    const evidence = await evidenceAtStart(plans, shop);
    if (!visitors.has(visitor)) return;
    for (const [i, id] of ids.entries()) {
      const { needs, plan } = tasks.get(id)!;
      const atStart = evidence[i]!;
      // Of producers that are wanted, too, what was there before them counts for nothing.
      hashed.set(id, () =>
        needs.some((need) => wanted.has(need))
          ? { ...atStart(), needs: shop.gatherer.now(plan).needs }
          : atStart(),
      );
    }
    tally.wanted(ids);
    work.want(ids, visitor);
  }

  return {
    get isEnding() {
      return stoppedAt > 0 && Date.now() - stoppedAt <= shop.grace && work.counts.running > 0;
    },
    get isIdle() {
      return visitors.size === 0 && work.counts.running + work.counts.left === 0;
    },
    stop,
    receive: (stream) =>
      receive(stream, {
        come(visitor) {
          latest = visitor.env;
          visitors.add(visitor);
          return { knowsCall, knowsPackages: packages !== undefined };
        },
        hear(message, visitor, answer) {
          if (message.type === 'know') know(message.tasks);
          else if (message.type === 'knowCall') knowsCall = true;
          else if (message.type === 'packages') packages = message.graph;
          else if (message.type === 'want') void want(message.ids, visitor);
          else if (message.type === 'check')
            void lostAmong(message.ids).then((paths) => answer({ type: 'lost', paths }));
          else if (message.type === 'settle')
            void work.settle(shop.wave).then(() => answer({ type: 'settled' }));
          else {
            if (message.now) shop.runners.killAll();
            stop(message.reason);
          }
        },
        go(visitor, comesAgain) {
          visitors.delete(visitor);
          for (const id of work.leave(visitor, comesAgain))
            attempts.get(id)?.abort(new Error('stopped: the task that wanted it was killed'));
          durations.save();
        },
        isStreamed: (id) => streamed.has(id),
      }),
    close: () => {
      clearInterval(looking);
      durations.save();
      shop.close();
    },
  };
}

/** An answer, or what holds where files cannot be looked at. */
async function orElse(otherwise: boolean, ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask();
  } catch {
    return otherwise;
  }
}
