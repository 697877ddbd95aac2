import type { Duplex } from 'node:stream';

/** Messages over a stream of bytes, each a line of JSON. */
export interface Wire<Out> {
  send(message: Out): void;
  /** Sends what is waiting, then ends the stream. */
  end(): void;
}

/**
 * Speaks over a stream. A line that is no JSON is the other side's error, and ends the stream.
 *
 * @param onMessage hears each message, in order
 * @param onEnd is called once, when nothing comes any more, for whatever reason
 */
export function openWire<In, Out>(
  stream: Duplex,
  onMessage: (message: In) => void,
  onEnd: () => void,
): Wire<Out> {
  let pieces: string[] = [];
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    onEnd();
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const parts = chunk.split('\n');
    // What has no end yet is put together once it has: a long message comes in many chunks.
    const last = parts.pop()!;
    const [first, ...others] = parts;
    const lines = first === undefined ? [] : [pieces.join('') + first, ...others];
    if (lines.length > 0) pieces = [];
    if (last !== '') pieces.push(last);
    for (const line of lines) {
      if (ended) return;
      let message: In;
      try {
        message = JSON.parse(line);
      } catch (error) {
        stream.destroy(error as Error);
        return;
      }
      onMessage(message);
    }
  });
  // An error is followed by `close`.
  stream.on('error', () => {});
  stream.on('end', end);
  stream.on('close', end);
  return {
    send: (message) => {
      if (!stream.destroyed) stream.write(`${JSON.stringify(message)}\n`);
    },
    end: () => void stream.end(),
  };
}
