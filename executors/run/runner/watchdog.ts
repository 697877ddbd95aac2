import { Worker } from 'node:worker_threads';
import { MARK } from './marked.js';
import { LEAVE } from './protocol.js';

/**
 * The thread's code. A text and not a module: every runner starts such a thread, and without the
 * module loader it starts in a fraction of the time.
 */
const WATCH = `
  const { readdirSync, readFileSync } = require('node:fs');
  const { Socket } = require('node:net');
  const { parentPort, workerData: { groups, name, input, leave } } = require('node:worker_threads');
  const kill = (pid) => { try { process.kill(pid, 'SIGKILL'); } catch {} };
  let entry;
  const killMarked = () => {
    for (const pid of readdirSync('/proc'))
      if (/^\\d+$/.test(pid) && Number(pid) !== process.pid)
        try {
          const environ = readFileSync('/proc/' + pid + '/environ', 'latin1');
          if (environ.includes(entry)) process.kill(Number(pid), 'SIGKILL');
        } catch {}
  };
  const end = () => {
    for (const group of groups) if (group !== 0) kill(-group);
    try { if (entry !== undefined) killMarked(); } catch {}
    // A launcher need not make this process the leader of its group.
    kill(-process.pid);
    kill(process.pid);
  };
  // Whoever tells it to leave gives it a moment for that.
  let isLeaving = false;
  const closed = () => isLeaving ? setTimeout(end, 5000) : end();
  let pieces = '';
  try {
    const socket = new Socket({ fd: input, readable: true, writable: false });
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      const lines = (pieces + chunk).split('\\n');
      pieces = lines.pop();
      for (const line of lines) {
        // The first one says what marks the processes that are started here.
        entry ??= name + '=' + JSON.parse(line).mark + '\\0';
        isLeaving ||= line === leave;
        parentPort.postMessage(line);
      }
    });
    for (const event of ['error', 'end', 'close']) socket.on(event, closed);
    // Under the name of a descriptor that is no pipe and no socket, such as a file.
  } catch { end(); }`;

export interface Watched {
  /** The descriptor by which this process is told what to do, a message a line. */
  readonly input: number;
  /** The other process groups to kill, in shared memory. */
  readonly groups: Int32Array;
  readonly onLine: (line: string) => void;
}

/**
 * Starts a thread that reads what this process is told, and kills it and all that it started when nobody
 * can tell it anything any more: it is awake even while an experiment blocks the main thread.
 */
export function startWatchdog({ input, groups, onLine }: Watched): void {
  const workerData = { input, groups, name: MARK, leave: JSON.stringify(LEAVE) };
  new Worker(WATCH, { eval: true, workerData, execArgv: [], stdout: true, stderr: true }).on(
    'message',
    onLine,
  );
}
