import { randomUUID } from 'node:crypto';

/** A text that nothing else prints. It begins with a zero byte, so that ordinary output is never held back. */
export function createMarker(): string {
  return `\0${randomUUID()}\0`;
}

/** Passes on the bytes before a marker, and tells when the marker came. */
export interface MarkerReader {
  push(chunk: Buffer): void;
  /** Passes on what was held back, where the marker will not come any more. */
  flush(): void;
}

export function readUntil(
  marker: string,
  onBytes: (chunk: Buffer) => void,
  onMarker: () => void,
): MarkerReader {
  const wanted = Buffer.from(marker);
  let held = Buffer.alloc(0);
  let found = false;

  const emit = (chunk: Buffer) => {
    if (chunk.length > 0) onBytes(chunk);
  };

  return {
    push(chunk) {
      if (found) return;
      const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const at = bytes.indexOf(wanted);
      if (at !== -1) {
        found = true;
        held = Buffer.alloc(0);
        emit(bytes.subarray(0, at));
        onMarker();
        return;
      }
      const cut = beginningOf(wanted, bytes);
      emit(bytes.subarray(0, cut));
      held = Buffer.from(bytes.subarray(cut));
    },
    flush() {
      emit(held);
      held = Buffer.alloc(0);
    },
  };
}

/** Where the marker may begin at the end of the bytes; their length where it does not. */
function beginningOf(marker: Buffer, bytes: Buffer): number {
  const from = Math.max(0, bytes.length - marker.length + 1);
  for (let at = bytes.indexOf(0, from); at !== -1; at = bytes.indexOf(0, at + 1))
    if (marker.subarray(0, bytes.length - at).equals(bytes.subarray(at))) return at;
  return bytes.length;
}
