import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { entryArguments, siblingEntry } from '../../../src/modules/entry.js';
import { coded } from '../../../src/problems/problem.js';
import { readFrames } from '../runner/frames.js';
import type { FromRunner, Hello, ToRunner } from '../runner/protocol.js';
import type { Loss } from './launch.js';
import type { RunnerEvents } from './runner-process.js';

/** How long a stranger may keep the output of a dead process open. */
const CLOSING = 500;

/** What is said between this process and a runner. */
export interface Talk {
  /** Whether an attempt that it was given is not done. */
  readonly isBusy: boolean;
  readonly attempts: number;
  /** The other side's first words; rejects where it goes before them. */
  readonly ready: Promise<void>;
  send(message: ToRunner): void;
  listen(events: RunnerEvents | undefined): void;
  /** The process is gone: whoever listens hears it, once. */
  end(reason: string, loss?: Loss): void;
}

/** Streams are undefined where the system had no room for them: the process cannot start then. */
export interface Ways {
  readonly input: Writable | null | undefined;
  readonly output: Readable | null | undefined;
}

/**
 * Begins a talk with a runner's first word.
 *
 * @param heard gets every message, before whoever listens
 */
export function openTalk(
  { input, output }: Ways,
  hello: Omit<Hello, 'type' | 'key'>,
  heard: (message: FromRunner) => void = () => {},
): Talk {
  const key = randomUUID();
  let events: RunnerEvents | undefined;
  let isBusy = false;
  let attempts = 0;
  let onReady = () => {};
  let notReady: (error: Error) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    onReady = resolve;
    notReady = reject;
  });
  ready.catch(() => {});

  const frames = readFrames<FromRunner>(
    key,
    (chunk) => events?.onOutput(chunk),
    (message) => {
      if (message.type === 'done') isBusy = false;
      else if (message.type === 'ready') onReady();
      heard(message);
      events?.onMessage(message);
    },
  );
  output?.on('data', frames.push);
  // The end of the process tells more than an error of theirs.
  output?.on('error', () => {});
  input?.on('error', () => {});
  const send = (message: ToRunner) => void input?.write(`${JSON.stringify(message)}\n`);
  send({ type: 'hello', key, ...hello });

  return {
    ready,
    get isBusy() {
      return isBusy;
    },
    get attempts() {
      return attempts;
    },
    send(message) {
      if (message.type === 'run') {
        isBusy = true;
        attempts++;
      }
      send(message);
    },
    listen(listener) {
      events = listener;
    },
    end(reason, loss) {
      frames.flush();
      notReady(new Error(reason));
      const listener = events;
      events = undefined;
      listener?.onGone(coded('NXE045', reason), loss);
    },
  };
}

/** A runner's program and its arguments. */
export function runnerCommand(): readonly [string, ...string[]] {
  const entry = siblingEntry('../runner/runner.js', import.meta.url);
  const start = fileURLToPath(new URL('../runner/start.sh', import.meta.url));
  return ['/bin/sh', start, process.execPath, ...entryArguments(entry), fileURLToPath(entry)];
}

/** Acts once all was read of the streams of a process that is gone. */
export function onceRead(streams: readonly (Readable | null | undefined)[], act: () => void): void {
  const closed = streams.map(
    (stream) =>
      new Promise<void>((resolve) => {
        if (!stream || stream.closed) resolve();
        else stream.once('close', resolve);
      }),
  );
  const limit = new Promise<void>((resolve) => {
    setTimeout(resolve, CLOSING).unref();
  });
  void Promise.race([Promise.all(closed), limit]).then(act);
}
