import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { Plan } from '../../src/definition/plan.js';
import { stateFolder } from '../../src/files/state-folder.js';
import { readLastRun } from './state/record.js';
import {
  batchOf,
  isRunning,
  plan,
  recordsIn,
  resultsIn,
  runPlans,
  serviceOf,
  startBatch,
  study,
  until,
} from './study.fixture.js';

const pidsIn = (root: string) =>
  readdirSync(root)
    .filter((name) => name.startsWith('pid-'))
    .map((name) => Number(readFileSync(join(root, name), 'utf8')));

const GROUPS: readonly Plan[] = [
  plan('a', { run: 'src/block.ts' }),
  plan('b', { command: 'echo $$ > pid-b; sleep 100; sleep 100' }),
  plan('c', { run: 'src/spawn.ts' }),
];

const STUDY = {
  'src/block.ts': `
    import { writeFileSync } from 'node:fs';
    export default () => { writeFileSync('pid-a', String(process.pid)); for (;;); }`,
  'src/spawn.ts': `
    import { spawn } from 'node:child_process';
    import { writeFileSync } from 'node:fs';
    export default () => {
      const child = spawn('sleep', ['100'], { detached: true, stdio: 'ignore' });
      writeFileSync('pid-c', String(child.pid));
      return new Promise(() => {});
    }`,
};

const WAITING = `
  import { writeFileSync } from 'node:fs';
  export default (e) => new Promise((resolve) => {
    writeFileSync('pid-a', String(process.pid));
    e.signal.addEventListener('abort', () => { console.log(e.signal.reason.message); resolve(); });
  })`;

const statusOf = (results: readonly { task: string; status: string }[], id: string) =>
  results.find(({ task }) => task === `estimate/${id}:estimate`)?.status;

const allStarted = (root: string) => () => pidsIn(root).filter((pid) => pid > 0).length === 3;

test('a killed batch leaves nothing running, not even what blocks or was detached', async () => {
  const root = study(STUDY);
  const batch = startBatch(batchOf(root, GROUPS));
  await until(allStarted(root));
  const pids = pidsIn(root);
  batch.kill('SIGKILL');
  await until(() => !pids.some(isRunning));
});

test('a batch ends, with all that it started, when the process that started it is killed', async () => {
  const root = study(STUDY);
  const nx = startBatch(batchOf(root, GROUPS), {}, ['/bin/sh', '-c', '"$0" "$@" & wait']);
  await until(allStarted(root));
  const pids = pidsIn(root);
  nx.kill('SIGKILL');
  await until(() => !pids.some(isRunning));
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a batch that gets %s stops its experiments and reports every task',
  async (signal) => {
    const root = study({
      ...STUDY,
      'src/wait.ts': WAITING,
    });
    const plans = [
      plan('a', { run: 'src/wait.ts', retries: 5 }),
      ...GROUPS.slice(1),
      plan('late', { run: 'src/wait.ts' }),
    ];
    const batch = startBatch(batchOf(root, plans), { NX_EXPERIMENTS_GRACE: '300' });
    await until(allStarted(root));
    const pids = pidsIn(root);
    const output = text(batch.stdout!);
    batch.kill(signal);
    const results = resultsIn<{ task: string; status: string; terminalOutput: string }>(
      await output,
    );
    expect(results.map(({ task }) => task).sort()).toEqual([
      'estimate/a:estimate',
      'estimate/b:estimate',
      'estimate/c:estimate',
      'estimate/late:estimate',
    ]);
    // Nx would call one that did not begin flaky, as soon as it is done under the same hash.
    expect(statusOf(results, 'late')).toBe('skipped');
    for (const id of ['a', 'b', 'c']) expect(statusOf(results, id)).toBe('failure');
    expect(results.find(({ task }) => task.includes('/a:'))?.terminalOutput).toContain(
      `stopped by ${signal}\n`,
    );
    await until(() => !pids.some(isRunning));
  },
);

test('a batch of Nx that is stopped breaks off, so that Nx calls it stopped; what was done is not done again', async () => {
  const root = study({ runs: '' });
  const plans = [
    plan('done', { command: 'echo 1 >> runs; echo 1 > {outputs.fit}' }),
    plan('long', { command: 'echo $$ > pid-long; sleep 100' }),
    plan('late', { command: 'echo 1 > {outputs.fit}' }),
  ];
  const graph = batchOf(root, plans, {
    'estimate/long': ['estimate/done'],
    'estimate/late': ['estimate/long'],
  });
  const batch = startBatch(graph, {}, [], true);
  const output = text(batch.stdout!);
  const ended = once(batch, 'exit');
  await until(() => pidsIn(root).some((pid) => pid > 0));
  batch.kill('SIGTERM');
  expect(resultsIn<{ task: string }>(await output).map(({ task }) => task)).toEqual([
    'estimate/done:estimate',
  ]);
  expect(await ended).toEqual([1, null]);
  await runPlans(root, plans.slice(0, 1));
  expect(readFileSync(join(root, 'runs'), 'utf8')).toBe('1\n');
});

test('what is killed a moment before the run hears that it is to stop has not failed', async () => {
  const root = study({ 'src/wait.ts': WAITING });
  const plans = [
    plan('a', { run: 'src/wait.ts' }),
    plan('b', { command: 'echo $$ > pid-b; sleep 100' }),
  ];
  const batch = startBatch(batchOf(root, plans));
  await until(() => pidsIn(root).filter((pid) => pid > 0).length === 2);
  const output = text(batch.stdout!);
  for (const pid of pidsIn(root)) process.kill(pid, 'SIGTERM');
  await setTimeout(100);
  batch.kill('SIGTERM');
  const results = resultsIn<{ task: string; terminalOutput: string }>(await output);
  expect(results).toHaveLength(2);
  for (const { terminalOutput } of results)
    expect(terminalOutput).toMatch(/^stopped by SIGTERM\n$/m);
  const state = stateFolder(root);
  for (const { folder } of plans) expect(readLastRun(state, folder)).toBeUndefined();
});

const COUNTING = `
  import { appendFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
  export default async (e) => {
    writeFileSync('busy/' + e.id, '');
    appendFileSync('most', readdirSync('busy').length + '\\n');
    await new Promise((resolve) => setTimeout(resolve, 30));
    rmSync('busy/' + e.id);
    return { fit: 1 };
  }`;

test('two batches of one nx run share its slots', async () => {
  const root = study({ 'src/count.ts': COUNTING, 'busy/.keep': '', most: '' });
  const plans = (from: number) =>
    Array.from({ length: 8 }, (_, i) => plan(`e${from + i}`, { run: 'src/count.ts' }));
  const env = { NX_EXPERIMENTS_PARALLEL: '2', NX_EXPERIMENTS_RUN: `test-${process.pid}` };
  const batches = [0, 10].map((from) => startBatch(batchOf(root, plans(from)), env));
  await Promise.all(batches.map((batch) => once(batch, 'exit')));
  const most = readFileSync(join(root, 'most'), 'utf8').trim().split('\n').map(Number);
  expect(most).toHaveLength(16);
  // The folder has a file of its own.
  expect(Math.max(...most) - 1).toBeLessThanOrEqual(2);
});

test('two runs at once do an experiment once: the second waits and finds it done', async () => {
  const root = study({
    'src/once.ts': `
      import { appendFileSync } from 'node:fs';
      export default async (e) => {
        appendFileSync('runs', e.id);
        await new Promise((resolve) => setTimeout(resolve, 300));
        return { fit: 1 };
      }`,
  });
  const batch = () => startBatch(batchOf(root, [plan('a', { run: 'src/once.ts' })]));
  const outputs = await Promise.all([batch(), batch()].map(({ stdout }) => text(stdout!)));
  for (const output of outputs) expect(output).toContain('"success":true');
  expect(readFileSync(join(root, 'runs'), 'utf8')).toBe('a');
});

test('what finished before a batch was killed is not done again', async () => {
  const root = study({
    'src/log.ts': `
      import { appendFileSync } from 'node:fs';
      export default (e) => { appendFileSync('runs', e.id); return { fit: 1 }; }`,
    'src/hang.ts': `export default () => new Promise((resolve) => setTimeout(resolve, 1e6));`,
  });
  const good = ['a', 'b'].map((id) => plan(id, { run: 'src/log.ts' }));
  const batch = startBatch(batchOf(root, [...good, plan('c', { run: 'src/hang.ts' })]));
  await until(() => recordsIn(root).length === 2);
  batch.kill('SIGKILL');
  await once(batch, 'exit');
  const results = await runPlans(root, good);
  expect(results).toMatchObject({
    'estimate/a': { success: true },
    'estimate/b': { success: true },
  });
  expect(readFileSync(join(root, 'runs'), 'utf8')).toMatch(/^(ab|ba)$/);
});

test.runIf(process.platform === 'linux').each([
  ['ends', 'true', true],
  ['runs out of time', 'sleep 100', false],
])('a process in a session of its own is gone when its experiment %s', async (_, rest, success) => {
  const root = study({});
  const command = `setsid sh -c 'echo $$ > pid-a; sleep 100' & while [ ! -s pid-a ]; do sleep 0.01; done; echo 1 > {outputs.fit}; ${rest}`;
  const results = await runPlans(root, [plan('a', { command, timeout: 3000 })]);
  expect(results['estimate/a']).toMatchObject({ success });
  await until(() => !pidsIn(root).some(isRunning));
});

test.runIf(process.platform === 'linux').each([
  ['idle', 'await new Promise(() => {});'],
  ['busy', 'for (;;);'],
])('a killed batch leaves no session of a runner that is %s', async (_, rest) => {
  const root = study({
    'src/session.ts': `
      import { execFile } from 'node:child_process';
      import { existsSync } from 'node:fs';
      export default async () => {
        execFile('sh', ['-c', "setsid sh -c 'echo $$ > pid-a; sleep 100' &"]);
        while (!existsSync('pid-a')) await new Promise((r) => setTimeout(r, 10));
        ${rest}
      }`,
  });
  const batch = startBatch(batchOf(root, [plan('a', { run: 'src/session.ts' })]));
  await until(() => pidsIn(root).some((pid) => pid > 0));
  batch.kill('SIGKILL');
  await until(() => !pidsIn(root).some(isRunning));
});

test('an experiment that ends well within the grace after Ctrl-C is done, and not done again', async () => {
  const root = study({});
  const long = plan('a', {
    command: `trap 'sleep 0.3; echo done > {outputs.fit}; exit 0' TERM; echo run >> runs; sleep 100 & wait`,
  });
  const half = plan('b', { command: `trap 'exit 0' TERM; echo > started; sleep 100 & wait` });
  const batch = startBatch(batchOf(root, [long, half]));
  await until(() => existsSync(join(root, 'runs')) && existsSync(join(root, 'started')));
  const output = text(batch.stdout!);
  batch.kill('SIGINT');
  const results = resultsIn<{ task: string; terminalOutput: string }>(await output);
  expect(results.toSorted((a, b) => (a.task < b.task ? -1 : 1))).toMatchObject([
    { task: 'estimate/a:estimate', success: true },
    { task: 'estimate/b:estimate', success: false, terminalOutput: 'stopped by SIGINT\n' },
  ]);
  expect(await runPlans(root, [long])).toMatchObject({ 'estimate/a': { success: true } });
  expect(readFileSync(join(root, 'runs'), 'utf8')).toBe('run\n');
});

/** The process that runs the experiments of a workspace. */

test.runIf(process.platform === 'linux')(
  'when the service is killed, only what was running is done again',
  async () => {
    const root = study({ runs: '' });
    const ids = Array.from({ length: 8 }, (_, i) => `e${i}`);
    const runs = () => readFileSync(join(root, 'runs'), 'utf8').trim().split('\n');
    const command = 'sleep 0.3; echo {id} >> runs; echo {id} > {outputs.fit}; sleep 0.3';
    const batch = startBatch(
      batchOf(
        root,
        ids.map((id) => plan(id, { command })),
      ),
      {
        NX_EXPERIMENTS_PARALLEL: '2',
      },
    );
    const printed = text(batch.stdout!);
    await until(() => runs().length >= 5);
    process.kill(serviceOf(root)!, 'SIGKILL');
    const results = resultsIn<{ success: boolean }>(await printed);
    expect(results.filter(({ success }) => !success)).toEqual([]);
    const counts = ids.map((id) => runs().filter((run) => run === id).length);
    expect(Math.min(...counts)).toBe(1);
    // Two places: at the most two were running.
    expect(counts.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(ids.length + 2);
    await until(() => serviceOf(root) === undefined);
  },
);

test.runIf(process.platform === 'linux')(
  'a service that nobody needs ends as soon as Nx asks it to',
  async () => {
    const root = study({});
    const batch = startBatch(batchOf(root, [plan('a', { command: 'echo 1 > {outputs.fit}' })]), {
      NX_EXPERIMENTS_IDLE: '600000',
    });
    const ended = once(batch, 'exit');
    await text(batch.stdout!);
    await ended;
    const service = serviceOf(root)!;
    process.kill(service, 'SIGTERM');
    // Nx would wait for seconds, and its own end is what the service waited for.
    await until(() => serviceOf(root) !== service);
  },
);

test.runIf(process.platform === 'linux')(
  'what runs experiments is in the tree of no batch: Nx waits until that is gone, also where nobody reaps orphans',
  async () => {
    const root = study({});
    const command = 'while [ ! -e go ]; do sleep 0.1; done; echo 1 > {outputs.fit}';
    const batch = startBatch(batchOf(root, [plan('a', { command })]));
    const ended = once(batch, 'exit');
    await until(() => serviceOf(root) !== undefined);
    // The shell between them ends at once.
    await until(() => !ancestorsOf(serviceOf(root)!).includes(batch.pid!));
    writeFileSync(join(root, 'go'), '');
    expect(resultsIn(await text(batch.stdout!))).toMatchObject([{ success: true }]);
    await ended;
  },
);

function ancestorsOf(pid: number): number[] {
  const [, parent] = /\) \w (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))!;
  return Number(parent) > 1 ? [Number(parent), ...ancestorsOf(Number(parent))] : [];
}

test('where no file can tell commands their experiment, each says so, and no process is left for it', async () => {
  const root = study({
    '.nx/workspace-data/nx-experiments': 'a file where the folder should be',
    'src/count.ts': `
      import { readdirSync, readFileSync } from 'node:fs';
      const parentOf = (id) => { try { return readFileSync('/proc/' + id + '/stat', 'utf8').split(') ')[1].split(' ')[1]; } catch {} };
      export default async () => {
        // The commands are through by then.
        await new Promise((resolve) => setTimeout(resolve, 2000));
        return { fit: readdirSync('/proc').filter((id) => Number(id) > 0 && parentOf(id) === String(process.ppid)).length };
      }`,
  });
  const commands = ['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id) => plan(id, { command: 'true' }));
  vi.stubEnv('TMPDIR', '/dev/null/none');
  const results = await runPlans(root, [plan('a', { run: 'src/count.ts' }), ...commands]);
  vi.unstubAllEnvs();
  for (const { experiment } of commands)
    expect(results[`estimate/${experiment.id}`]).toMatchObject({
      success: false,
      terminalOutput: expect.stringContaining('NXE051'),
    });
  expect(results['estimate/a']).toMatchObject({ success: true });
  expect(Number(readFileSync(join(root, 'bld/estimate/a/fit.json'), 'utf8'))).toBeLessThan(4);
});
