import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Bytes of a piece of data that goes through Nx. */
const PIECE = 8 * 1024;

/** Milliseconds in which Nx takes a piece. */
const PAUSE = 5;

/** Prints a text for people; Nx leaves out empty lines where it hands on what a task prints. */
export async function printText(text: string): Promise<void> {
  await write(process.stdout.isTTY ? text : text.replace(/^$/gm, ' ').replace(/ $/, ''));
}

/**
 * Prints lines of data. Nx hands on what its tasks print in pieces, and ends each piece with a line break,
 * also in the middle of a word. So data go where Nx's own output goes; where that cannot be found, in
 * pieces that end where a line does.
 */
export async function printData(lines: readonly string[]): Promise<void> {
  if (!process.stdout.isTTY && writeToNx(lines)) return;
  let piece = '';
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE) continue;
    await write(piece);
    await sleep(PAUSE);
    piece = '';
  }
  await write(piece);
}

function writeToNx(lines: readonly string[]): boolean {
  const place = `/proc/${process.ppid}/fd/1`;
  let file: number | undefined;
  try {
    // In a file, what Nx writes later would lie over it.
    if (!statSync(place).isFIFO()) return false;
    file = openSync(place, 'a');
  } catch {
    return false;
  }
  try {
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    for (let at = 0; at < bytes.length; ) at += writeSome(file, bytes, at);
    return true;
  } finally {
    closeSync(file);
  }
}

/** A pipe may be full for a while. */
function writeSome(file: number, bytes: Buffer, at: number): number {
  try {
    return writeSync(file, bytes, at);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    return 0;
  }
}

function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}
