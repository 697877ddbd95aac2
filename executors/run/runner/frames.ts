/** Bytes that the system takes from one writer without another's between them: `PIPE_BUF`. */
const WHOLE = process.platform === 'linux' ? 4096 : 512;

/** After the zero byte and the key: whether the message goes on in another frame, and its length. */
const LENGTH = 4;

/**
 * A message as frames among other bytes of one stream: a zero byte, a key that nothing else prints, `+`
 * where the message goes on and `.` where it ends, the length in four hexadecimal digits, that many
 * bytes, and a line's end, for whoever passes a stream on by lines. Each is one write that no other
 * process's output gets into.
 */
export function framesOf(key: string, message: unknown): Buffer[] {
  const bytes = Buffer.from(JSON.stringify(message));
  const most = WHOLE - headerLength(key) - 1;
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += most) {
    const part = bytes.subarray(at, at + most);
    const sign = at + most < bytes.length ? '+' : '.';
    const length = part.length.toString(16).padStart(LENGTH, '0');
    frames.push(Buffer.concat([Buffer.from(`\0${key}${sign}${length}`), part, Buffer.from('\n')]));
  }
  return frames;
}

/** Takes a stream apart. */
export interface FrameReader {
  push(chunk: Buffer): void;
  /** Passes on what was held back, where nothing comes any more. */
  flush(): void;
}

/** Passes on, in their order, the messages among a stream's bytes, and all other bytes. */
export function readFrames<Message>(
  key: string,
  onBytes: (chunk: Buffer) => void,
  onMessage: (message: Message) => void,
): FrameReader {
  const start = Buffer.from(`\0${key}`);
  const header = headerLength(key);
  let held = Buffer.alloc(0);
  let parts: Buffer[] = [];

  const emit = (chunk: Buffer) => {
    if (chunk.length > 0) onBytes(chunk);
  };
  const hold = (bytes: Buffer) => {
    held = Buffer.from(bytes);
  };

  return {
    push(chunk) {
      let bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      held = Buffer.alloc(0);
      for (;;) {
        const at = bytes.indexOf(start);
        if (at === -1) {
          const cut = beginningOf(start, bytes);
          emit(bytes.subarray(0, cut));
          return hold(bytes.subarray(cut));
        }
        emit(bytes.subarray(0, at));
        bytes = bytes.subarray(at);
        if (bytes.length < header) return hold(bytes);
        const end = header + Number.parseInt(bytes.toString('latin1', header - LENGTH, header), 16);
        if (bytes.length <= end) return hold(bytes);
        parts.push(Buffer.from(bytes.subarray(header, end)));
        const isLast = bytes[start.length] === '.'.charCodeAt(0);
        bytes = bytes.subarray(end + 1);
        if (!isLast) continue;
        const text = Buffer.concat(parts).toString();
        parts = [];
        onMessage(JSON.parse(text));
      }
    },
    flush() {
      emit(held);
      held = Buffer.alloc(0);
    },
  };
}

function headerLength(key: string): number {
  return 1 + Buffer.byteLength(key) + 1 + LENGTH;
}

/** Where a frame may begin at the end of the bytes; their length where none does. */
function beginningOf(start: Buffer, bytes: Buffer): number {
  const from = Math.max(0, bytes.length - start.length + 1);
  for (let at = bytes.indexOf(0, from); at !== -1; at = bytes.indexOf(0, at + 1))
    if (start.subarray(0, bytes.length - at).equals(bytes.subarray(at))) return at;
  return bytes.length;
}
