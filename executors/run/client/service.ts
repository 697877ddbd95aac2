import { fromEnv } from '../../../src/guard/run-settings.js';
import { coded } from '../../../src/problems/problem.js';
import { ownerOf } from '../claims/owner.js';
import type { PackageGraph } from '../state/signature.js';
import type { FromService, KnownTask, TaskResult, ToService } from '../wire/messages.js';
import { openWire, type Wire } from '../wire/wire.js';
import { attach } from './attach.js';
import { embed, type Reached } from './embed.js';

/** Tasks that go in one message. */
const CHUNK = 200;

/**
 * Milliseconds after which a service that was killed is surely gone, with its runners: before that its socket
 * may still take a connection, and its experiments may still write.
 */
const DYING = 500;

/** How many connections in turn may end before anything was said. */
const DEAD_ENDS = 20;

/** What the service tells a client. */
export interface ServiceEvents {
  started?(id: string): void;
  /** How far the run is. */
  progress?(text: string): void;
  output?(id: string, chunk: Buffer): void;
  /** @param streamed whether all of its output came in pieces before */
  done(id: string, result: TaskResult, streamed: boolean): void;
}

/** The service that runs the experiments of this call of Nx, as a client uses it. */
export interface Service {
  want(tasks: readonly KnownTask[]): void;
  /** For results that Nx is about to store: why some are not to be, by task. */
  lostAmong(ids: readonly string[]): Promise<{ readonly [id: string]: string }>;
  /** Waits until nothing runs ahead: for when Nx goes on. */
  settle(): Promise<void>;
  stop(reason: string, now: boolean): void;
  /** Goes; what is still wanted goes on there. */
  leave(): void;
}

export interface ServiceContext {
  /** The workspace root, absolute. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly packages: PackageGraph;
  /** All experiments of the call, where the client knows them. */
  readonly call?: () => readonly KnownTask[];
  /** Whether output is to come in pieces. */
  readonly streams: boolean;
  /** Whether Nx waits for this client, and does nothing else meanwhile. */
  readonly holdsNx: boolean;
  /** Whether, and how, this client shows how far the run is. */
  readonly shows: 'pane' | 'lines' | 'nothing';
}

/** Reaches the service, or starts it; one that is killed is started once more, for what is not done. */
export function openService(context: ServiceContext, events: ServiceEvents): Service {
  const wanted = new Map<string, KnownTask>();
  let wire: Wire<ToService> | undefined;
  let onSettled: (() => void) | undefined;
  let onLost: ((paths: { readonly [id: string]: string }) => void) | undefined;
  let left = false;
  let restarts = 1;
  let deadEnds = DEAD_ENDS;
  let close = () => {};
  /** What is said before the service is reached. */
  let unsaid: ToService[] = [];

  function say(message: ToService): void {
    if (wire === undefined) unsaid.push(message);
    else wire.send(message);
  }

  function hear(message: FromService): void {
    if (message.type === 'started') events.started?.(message.id);
    else if (message.type === 'progress') events.progress?.(message.text);
    else if (message.type === 'output')
      events.output?.(message.id, Buffer.from(message.data, 'base64'));
    else if (message.type === 'done') {
      if (wanted.delete(message.id)) events.done(message.id, message.result, message.streamed);
    } else if (message.type === 'lost') onLost?.(message.paths);
    else if (message.type === 'settled') onSettled?.();
  }

  function bye(to: Wire<ToService>): void {
    to.send({ type: 'bye' });
    to.end();
    close();
  }

  async function reach(): Promise<void> {
    const reached = await streamTo(context);
    close = reached.close;
    await new Promise<void>((welcomed) => {
      const opened = openWire<FromService, ToService>(
        reached.stream,
        (message) => {
          if (message.type !== 'welcome') return hear(message);
          // It was not needed after all.
          if (left) return bye(opened);
          if (!message.knowsPackages) opened.send({ type: 'packages', graph: context.packages });
          const call = message.knowsCall ? [] : (context.call?.() ?? []);
          for (let at = 0; at < call.length; at += CHUNK)
            opened.send({ type: 'know', tasks: call.slice(at, at + CHUNK) });
          if (call.length > 0) opened.send({ type: 'knowCall' });
          wire = opened;
          deadEnds = DEAD_ENDS;
          for (const one of unsaid) opened.send(one);
          unsaid = [];
          welcomed();
        },
        () => {
          welcomed();
          lose();
        },
      );
      opened.send({
        type: 'hello',
        env: context.env,
        streams: context.streams,
        holdsNx: context.holdsNx,
        shows: context.shows,
      });
    });
  }

  /** The connection is gone. */
  function lose(): void {
    const wasReached = wire !== undefined;
    wire = undefined;
    if (left) return;
    onLost?.({});
    onSettled?.();
    if (wanted.size === 0) return;
    // One that is going may take a connection, and never say a word.
    if (wasReached ? restarts-- > 0 : deadEnds-- > 0) {
      unsaid = wishes([...wanted.values()]);
      setTimeout(begin, DYING);
    } else fail(coded('NXE045', 'the process that runs experiments was killed; run it again'));
  }

  function fail(text: string): void {
    const time = Date.now();
    for (const id of [...wanted.keys()]) {
      wanted.delete(id);
      const result = {
        status: 'failure',
        terminalOutput: `${text}\n`,
        startTime: time,
        endTime: time,
      };
      events.done(id, { ...result, status: 'failure' }, false);
    }
  }

  function begin(): void {
    reach().catch((thrown) => fail(String(thrown)));
  }

  begin();
  return {
    want(tasks) {
      for (const task of tasks) wanted.set(task.id, task);
      for (const message of wishes(tasks)) say(message);
    },
    lostAmong(ids) {
      if (ids.length === 0 || wire === undefined) return Promise.resolve({});
      return new Promise((resolve) => {
        onLost = resolve;
        say({ type: 'check', ids });
      });
    },
    settle() {
      if (wire === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        onSettled = resolve;
        say({ type: 'settle' });
      });
    },
    stop: (reason, now) => say({ type: 'stop', reason, now }),
    leave() {
      left = true;
      if (wire === undefined) close();
      else bye(wire);
    },
  };
}

function wishes(tasks: readonly KnownTask[]): ToService[] {
  const chunks = Array.from({ length: Math.ceil(tasks.length / CHUNK) }, (_, i) =>
    tasks.slice(i * CHUNK, (i + 1) * CHUNK),
  );
  return [
    ...chunks.map((chunk) => ({ type: 'know', tasks: chunk }) as const),
    { type: 'want', ids: tasks.map(({ id }) => id) },
  ];
}

async function streamTo({ root, env }: ServiceContext): Promise<Reached> {
  const nx = ownerOf(process.ppid);
  const settings = { ...fromEnv(env), nx };
  if (!settings.hasService) return embed(root, settings);
  const run = settings.run ?? nx;
  try {
    return { stream: await attach({ root, run, nx }), close() {} };
  } catch {
    return embed(root, settings);
  }
}
