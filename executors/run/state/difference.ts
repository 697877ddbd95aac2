import { readFileSync, statSync } from 'node:fs';

/** Longer files are not compared, in bytes. */
const LONGEST = 100_000_000;

/** How much of a line is shown, in characters. */
const SHOWN = 60;

/** The first thing in which two files differ, as a text; undefined where that cannot be told. */
export function firstDifference(before: string, after: string): string | undefined {
  try {
    if (Math.max(statSync(before).size, statSync(after).size) > LONGEST) return undefined;
    return differenceOf(readFileSync(before), readFileSync(after));
  } catch {
    return undefined;
  }
}

/** As {@link firstDifference}, of what is in files. */
export function differenceOf(before: Buffer, after: Buffer): string | undefined {
  const at = firstByte(before, after);
  if (at === undefined) return undefined;
  const [was, is] = [textOf(before), textOf(after)];
  if (was === undefined || is === undefined)
    return `byte ${at + 1} was ${byteAt(before, at)}, and is ${byteAt(after, at)}`;
  // A character may be several bytes, of which the first are the same.
  const line = before.subarray(0, at).filter((byte) => byte === 10).length;
  const [lineWas, lineIs] = [was.split('\n')[line], is.split('\n')[line]];
  const column = same(lineWas ?? '', lineIs ?? '');
  return `line ${line + 1} was ${shown(lineWas, column)}, and is ${shown(lineIs, column)}`;
}

function firstByte(a: Buffer, b: Buffer): number | undefined {
  const shorter = Math.min(a.length, b.length);
  if (a.subarray(0, shorter).equals(b.subarray(0, shorter)))
    return a.length === b.length ? undefined : shorter;
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return i;
  return shorter;
}

function textOf(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** How many characters two lines begin with alike. */
function same(a: string, b: string): number {
  let i = 0;
  while (i < Math.min(a.length, b.length) && a[i] === b[i]) i++;
  return i;
}

/** The part of a line in which the difference is. */
function shown(line: string | undefined, column: number): string {
  if (line === undefined) return 'not there';
  const start = line.length <= SHOWN ? 0 : Math.max(0, column - SHOWN / 3);
  const part = line.slice(start, start + SHOWN);
  const text = `${start > 0 ? '…' : ''}${part}${start + SHOWN < line.length ? '…' : ''}`;
  return JSON.stringify(text);
}

function byteAt(bytes: Buffer, at: number): string {
  const byte = bytes[at];
  return byte === undefined ? 'not there' : `0x${byte.toString(16).padStart(2, '0')}`;
}
