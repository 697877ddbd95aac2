import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { entryArguments, siblingEntry } from '../../../src/modules/entry.js';
import { coded } from '../../../src/problems/problem.js';
import { ANOTHER, type ServiceOptions, TOLD } from '../service/options.js';

/** A path of a socket may be no longer than this, in bytes, on any system. */
const LONGEST_PATH = 100;

/** For how long a service may take to start, in milliseconds. */
const STARTING = 20_000;

/** Milliseconds between two tries to reach one that starts. */
const POLL = 5;

/**
 * Reaches the service of a call of Nx; where there is none, starts it.
 *
 * @throws {Error} where it neither runs nor can be started
 */
export async function attach(options: Omit<ServiceOptions, 'socket'>): Promise<Socket> {
  const socket = socketOf(options);
  const running = await reach(socket);
  if (running !== undefined) return running;
  const service = start({ ...options, socket });
  for (const end = Date.now() + STARTING; Date.now() < end; await sleep(POLL)) {
    const started = await reach(socket);
    if (started !== undefined) {
      service.leave();
      return started;
    }
    if (service.failed()) break;
  }
  service.leave();
  throw new Error(
    coded(
      'NXE049',
      `the process that runs experiments could not be started (${service.failed() ?? 'it does not answer'}); is the disk full?`,
    ),
  );
}

/** Where the service of a call listens, absolute: the same for all processes of the call, and for no others. */
export function socketOf({ root, run }: Pick<ServiceOptions, 'root' | 'run'>): string {
  const name = `${createHash('sha256').update(`${root}\0${run}`).digest('hex').slice(0, 20)}.sock`;
  const own = `nx-experiments-${process.getuid?.() ?? ''}`;
  const path = join(tmpdir(), own, name);
  const folder = Buffer.byteLength(path) <= LONGEST_PATH ? join(tmpdir(), own) : join('/tmp', own);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, name);
}

function reach(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', () => resolve(undefined));
  });
}

interface Starting {
  /** Why there will be none, as soon as that is known. */
  failed(): string | undefined;
  /** It is reached: nobody looks after it any more. */
  leave(): void;
}

/**
 * Starts it apart from this process's tree. At the end of a run Nx asks all that a batch started to end, and waits
 * until it is gone; of what lost its parent meanwhile that is when the system's first process has looked at it,
 * which takes seconds in some containers, and for ever in others. And what Nx kills cannot end well.
 */
function start(options: ServiceOptions): Starting {
  const entry = siblingEntry('../service/service.js', import.meta.url);
  const words = [process.execPath, ...entryArguments(entry), fileURLToPath(entry)];
  const child = spawn('/bin/sh', ['-c', '"$@" &', 'sh', ...words, JSON.stringify(options)], {
    cwd: options.root,
    detached: true,
    // By the last one it tells why it ends before it can be reached.
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  let failed: string | undefined;
  let told = '';
  child.once('error', ({ message }) => {
    failed = message;
  });
  const word = child.stdio[TOLD] as Socket | undefined;
  word?.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  word?.once('error', () => {});
  word?.once('close', () => {
    if (told !== ANOTHER) failed ??= told || 'it ended';
  });
  word?.unref();
  child.unref();
  return { failed: () => failed, leave: () => void word?.destroy() };
}
