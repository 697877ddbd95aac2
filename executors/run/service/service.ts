// The process that runs the experiments of one call of Nx: batches and single tasks come and go, and
// tell it what Nx wants. It ends with Nx, however Nx ends.
import { unlinkSync, writeSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { fromEnv } from '../../../src/guard/run-settings.js';
import { isAlive } from '../claims/owner.js';
import { openDesk } from './desk.js';
import { ANOTHER, type ServiceOptions, TOLD } from './options.js';

/** Milliseconds between two looks whether Nx is still there. */
const INTERVAL = 200;

/** Milliseconds that its first client has to reach it. */
const STARTING = 10_000;

const options: ServiceOptions = JSON.parse(process.argv[2]!);
const settings = { ...fromEnv(process.env), nx: options.nx };
const desk = openDesk(options.root, settings);
const server = createServer((socket) => desk.receive(socket));
let listening = false;

function end(code: number): never {
  desk.close();
  if (listening) remove();
  process.exit(code);
}

function remove(): void {
  try {
    unlinkSync(options.socket);
  } catch {
    // It is gone already.
  }
}

/** To whoever started it. */
function tell(text: string): void {
  try {
    writeSync(TOLD, text);
  } catch {
    // Nobody waits for it any more.
  }
}

let tries = 0;
server.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE' || tries++ > 0) {
    tell(error.message);
    end(1);
  }
  // Another one has just been started, or one was killed and left its socket.
  const other = connect(options.socket);
  other.once('connect', () => {
    tell(ANOTHER);
    end(0);
  });
  other.once('error', () => {
    remove();
    server.listen(options.socket);
  });
});
server.on('listening', () => {
  listening = true;
});
server.listen(options.socket);

process.once('exit', desk.close);
let isTold = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    isTold = true;
    desk.stop(`stopped by ${signal}`);
    endIfDismissed();
  });

/** Whoever tells it to end waits for that. */
function endIfDismissed(): void {
  if (isTold && desk.isIdle) end(0);
}

let idleSince = Date.now() + STARTING;
setInterval(() => {
  endIfDismissed();
  if (!desk.isIdle) idleSince = Date.now();
  else if (Date.now() - idleSince > settings.idle) end(0);
  // Nx may end as soon as it has asked everybody to stop.
  if (!isAlive(options.nx) && !desk.isEnding) end(0);
}, INTERVAL);
