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
import type { ServiceOptions } from '../service/options.js';

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
    if (started !== undefined) return started;
    if (service.failed()) break;
  }
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

function start(options: ServiceOptions): { failed(): string | undefined } {
  const entry = siblingEntry('../service/service.js', import.meta.url);
  let failed: string | undefined;
  const child = spawn(
    process.execPath,
    [...entryArguments(entry), fileURLToPath(entry), JSON.stringify(options)],
    // It lives on when this process goes, as long as Nx does.
    { cwd: options.root, detached: true, stdio: 'ignore' },
  );
  child.once('error', ({ message }) => {
    failed = message;
  });
  child.once('exit', (code) => {
    // One that found another one at work ends well.
    if (code !== 0) failed = `it ended with ${code}`;
  });
  child.unref();
  return { failed: () => failed };
}
