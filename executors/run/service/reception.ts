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

/** For how long results may wait for others that go out with them, in milliseconds. */
const GATHERING = 100;

/**
 * Speaks with a client from its first word to its last. What is said in one turn goes out at once, and results
 * wait a moment for each other, but for the last that a client wants: each writing wakes the client, and then Nx,
 * while the experiments want the processors.
 */
export function receive(stream: Duplex, host: Host): void {
  let visitor: Visitor | undefined;
  let leaves = false;
  /** How many results the client waits for. */
  let open = 0;
  let gathering: NodeJS.Timeout | undefined;
  let isGoingOut = false;
  const goOut = () => {
    clearTimeout(gathering);
    gathering = undefined;
    isGoingOut = false;
    stream.uncork();
  };
  const send = (message: FromService, mayWait = false) => {
    if (stream.writableCorked === 0) stream.cork();
    wire.send(message);
    if (mayWait) gathering ??= setTimeout(goOut, GATHERING);
    else if (!isGoingOut) {
      isGoingOut = true;
      setImmediate(goOut);
    }
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
          done(id: string, result: TaskResult) {
            open -= 1;
            // A failure that Nx has not heard of when it asks anew is run once more; what is done is found.
            const mayWait = open > 0 && result.status === 'success';
            send({ type: 'done', id, result, streamed: host.isStreamed(id) }, mayWait);
          },
        };
        send({ type: 'welcome', ...host.come(visitor) });
      } else if (message.type === 'bye') {
        leaves = true;
        wire.end();
      } else {
        if (message.type === 'want') open += message.ids.length;
        host.hear(message, visitor!, send);
      }
    },
    () => {
      if (visitor !== undefined) host.go(visitor, leaves);
    },
  );
}
