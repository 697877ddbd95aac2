import type { Duplex } from 'node:stream';
import type { FromService, TaskResult, ToService } from '../wire/messages.js';
import { openWire } from '../wire/wire.js';
import type { Viewer } from './board.js';
import type { Client } from './work.js';

/** A client, and what its experiments get of it. */
export interface Visitor extends Client, Viewer {
  readonly env: NodeJS.ProcessEnv;
  readonly streams: boolean;
  output(id: string, chunk: Buffer): void;
}

/** Who is there for visitors. */
export interface Host {
  /** @returns what need not be told again */
  come(visitor: Visitor): { readonly knowsCall: boolean; readonly knowsPackages: boolean };
  hear(
    message: Exclude<ToService, { readonly type: 'hello' | 'bye' }>,
    visitor: Visitor,
    answer: (message: FromService) => void,
  ): void;
  /** @param comesAgain whether it said that it goes; one that was killed says nothing */
  go(visitor: Visitor, comesAgain: boolean): void;
  /** Whether all that an experiment printed was passed on as it came. */
  isStreamed(id: string): boolean;
}

/** Speaks with a client from its first word to its last. */
export function receive(stream: Duplex, host: Host): void {
  let visitor: Visitor | undefined;
  let leaves = false;
  /** What is said in one turn goes out at once: each writing wakes the other side. */
  const send = (message: FromService) => {
    if (stream.writableCorked === 0) {
      stream.cork();
      setImmediate(() => stream.uncork());
    }
    wire.send(message);
  };
  const wire = openWire<ToService, FromService>(
    stream,
    (message) => {
      if (message.type === 'hello') {
        const { env, streams, holdsNx, shows } = message;
        visitor = {
          env,
          streams,
          holdsNx,
          shows,
          progress: (text) => send({ type: 'progress', text }),
          started(id) {
            if (shows === 'pane') send({ type: 'started', id });
          },
          output: (id, chunk) => send({ type: 'output', id, data: chunk.toString('base64') }),
          done: (id: string, result: TaskResult) =>
            send({ type: 'done', id, result, streamed: host.isStreamed(id) }),
        };
        send({ type: 'welcome', ...host.come(visitor) });
      } else if (message.type === 'bye') {
        leaves = true;
        wire.end();
      } else host.hear(message, visitor!, send);
    },
    () => {
      if (visitor !== undefined) host.go(visitor, leaves);
    },
  );
}
