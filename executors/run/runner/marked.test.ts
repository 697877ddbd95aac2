import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { isRunning, until } from '../study.fixture.js';
import { killMarked, MARK, newestProcess } from './marked.js';

const isLinux = process.platform === 'linux';

/** @param mark undefined starts it without its environment, in a group of its own */
async function start(mark: string | undefined, code: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', code], {
    env: mark === undefined ? {} : { ...process.env, [MARK]: mark },
    detached: mark === undefined,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout!, 'data');
  return child;
}

const THREADS = `
  const { Worker } = require('node:worker_threads');
  new Worker('setInterval(() => {}, 1000)', { eval: true }).on('online', () => console.log('up'));`;

test.runIf(isLinux)(
  'of the processes with a mark, threads and all, only the spared one lives on',
  async () => {
    const mark = randomUUID();
    const since = newestProcess();
    const runner = await start(mark, THREADS);
    const left = await start(mark, THREADS);
    const other = await start(randomUUID(), THREADS);
    killMarked(mark, since, [runner.pid!]);
    await until(() => !isRunning(left.pid!));
    for (const { pid } of [runner, other]) expect(isRunning(pid!)).toBe(true);
    killMarked(mark, undefined);
    await until(() => !isRunning(runner.pid!));
    expect(isRunning(other.pid!)).toBe(true);
  },
);

test.runIf(isLinux)('a process without a mark is known by its group', async () => {
  const mark = randomUUID();
  const since = newestProcess();
  const left = await start(undefined, THREADS);
  const other = await start(undefined, THREADS);
  killMarked(mark, since, [], left.pid);
  await until(() => !isRunning(left.pid!));
  expect(isRunning(other.pid!)).toBe(true);
});
