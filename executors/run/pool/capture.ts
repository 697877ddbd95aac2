/** Bytes kept of the beginning of an output. */
const HEAD = 256 * 1024;

/** Bytes kept of its end. */
const TAIL = 1024 * 1024;

/** Collects an output of any length in bounded memory: its beginning and its end. */
export interface Capture {
  push(chunk: Buffer): void;
  text(): string;
}

export function createCapture(head = HEAD, tail = TAIL): Capture {
  const first: Buffer[] = [];
  let firstLength = 0;
  let ring: Buffer | undefined;
  let rest = 0;

  function pushToRing(chunk: Buffer): void {
    ring ??= Buffer.allocUnsafe(tail);
    const last = chunk.subarray(Math.max(0, chunk.length - tail));
    const at = (rest + chunk.length - last.length) % tail;
    const fits = Math.min(last.length, tail - at);
    last.copy(ring, at, 0, fits);
    last.copy(ring, 0, fits);
    rest += chunk.length;
  }

  return {
    push(chunk) {
      const space = head - firstLength;
      if (space > 0) first.push(Buffer.from(chunk.subarray(0, space)));
      firstLength += Math.min(space, chunk.length);
      if (chunk.length > space) pushToRing(chunk.subarray(space));
    },
    text() {
      const start = Buffer.concat(first);
      if (ring === undefined) return start.toString();
      if (rest <= tail) return Buffer.concat([start, ring.subarray(0, rest)]).toString();
      const at = rest % tail;
      const end = Buffer.concat([ring.subarray(at), ring.subarray(0, at)]);
      const left = rest - tail;
      return `${upToLine(start)}\n… ${left.toLocaleString('en')} bytes left out …\n${fromLine(end)}`;
    },
  };
}

/** Cut at a line's end where there is one, lest a character be cut in two. */
function upToLine(bytes: Buffer): string {
  const at = bytes.lastIndexOf(10);
  return bytes.subarray(0, at === -1 ? bytes.length : at).toString();
}

function fromLine(bytes: Buffer): string {
  return bytes.subarray(bytes.indexOf(10) + 1).toString();
}
