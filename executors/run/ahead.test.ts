import { once } from 'node:events';
import { existsSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { BatchResult } from './batch.js';
import {
  type Batch,
  batchOf,
  isRunning,
  plan,
  type Results,
  recordsIn,
  resultsIn,
  startBatch,
  study,
  until,
} from './study.fixture.js';

// Two datasets, of which one takes long to prepare; what needs the other one may run before Nx asks for it.

const FILES = {
  'node_modules/nx/package.json': '{"version":"24.0.0"}',
  runs: '',
  'src/data.txt': 'one',
  'src/prepare.ts': `
    import { existsSync, writeFileSync } from 'node:fs';
    export default async (e) => {
      while (e.id === 'b' && !existsSync('go')) await new Promise((r) => setTimeout(r, 10));
      return { fit: e.id };
    }`,
  'src/estimate.ts': `
    import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
    export default async (e) => {
      appendFileSync('runs', e.id + '\\n');
      writeFileSync('pid-' + e.id, String(process.pid));
      while (existsSync('hang')) await new Promise((r) => setTimeout(r, 10));
      return { fit: readFileSync(e.inputs.data, 'utf8') };
    }`,
};

const IDS = ['a', 'b'];

/** The batches of one call of Nx. */
function callIn(root: string) {
  const prepares = IDS.map((id) =>
    plan(id, { run: 'src/prepare.ts', experiment: { task: 'prepare' } }),
  );
  const estimates = IDS.map((id) =>
    plan(id, {
      run: 'src/estimate.ts',
      experiment: {
        inputs: { data: 'src/data.txt' },
        needs: {
          prepared: { id, levels: {}, outputs: { fit: `bld/prepare/${id}/fit.json` } },
        } as never,
      },
    }),
  );
  const other = plan('other', { command: 'echo 1 > {outputs.fit}' });
  const needs = Object.fromEntries(IDS.map((id) => [`estimate/${id}`, [`prepare/${id}`]]));
  const { graph: taskGraph, context } = batchOf(root, [...prepares, ...estimates, other], needs);
  const run = `ahead-${process.pid}-${root}`;
  const start = (plans: typeof prepares, wave = '20000') => {
    const batch: Batch = { ...batchOf(root, plans), context: { ...context, taskGraph } as never };
    return startBatch(batch, {
      NX_EXPERIMENTS_RUN: run,
      NX_EXPERIMENTS_PARALLEL: '3',
      NX_EXPERIMENTS_IDLE: '2000',
      NX_EXPERIMENTS_WAVE: wave,
      NX_EXPERIMENTS_GRACE: '200',
    });
  };
  return {
    prepare: () => start(prepares),
    estimate: () => start(estimates),
    /** Starts the service, which soon gives up what runs ahead when Nx is to go on. */
    hurry: () => once(start([other], '300'), 'exit'),
  };
}

async function resultsOf(batch: ReturnType<typeof startBatch>): Promise<Results> {
  const results = resultsIn<BatchResult['result'] & { task: string }>(await text(batch.stdout!));
  return Object.fromEntries(results.map(({ task, ...result }) => [task, result]));
}

const runsIn = (root: string) => readFileSync(join(root, 'runs'), 'utf8').trim().split('\n');

/** Whether the estimate of a dataset ended, well or not, as records tell. */
const isKnown = (root: string, id: string) =>
  recordsIn(root).some((record) => record.includes(`bld/estimate/${id}"`));

/** Has a batch prepare the datasets, of which the second one ends once something holds. */
async function prepareUntil(root: string, holds: () => boolean): Promise<void> {
  const batch = callIn(root).prepare();
  const ended = once(batch, 'exit');
  await until(holds);
  writeFileSync(join(root, 'go'), '');
  await ended;
}

test('what ran before Nx asked for it is not run again', async () => {
  const root = study(FILES);
  await prepareUntil(root, () => isKnown(root, 'a'));
  const results = await resultsOf(callIn(root).estimate());
  expect(Object.values(results).map(({ success }) => success)).toEqual([true, true]);
  expect(runsIn(root).toSorted()).toEqual(IDS);
});

test('an edit of what it read, before Nx asks for it, runs it again', async () => {
  const root = study(FILES);
  await prepareUntil(root, () => isKnown(root, 'a'));
  writeFileSync(join(root, 'src/data.txt'), 'another');
  const results = await resultsOf(callIn(root).estimate());
  expect(Object.values(results).map(({ success }) => success)).toEqual([true, true]);
  expect(runsIn(root).filter((id) => id === 'a')).toHaveLength(2);
  expect(readFileSync(join(root, 'bld/estimate/a/fit.json'), 'utf8')).toContain('another');
});

test('a runner that is killed while it runs ahead fails its experiment alone', async () => {
  const root = study({ ...FILES, hang: '' });
  const pid = () => Number(readFileSync(join(root, 'pid-a'), 'utf8'));
  await prepareUntil(root, () => {
    if (!existsSync(join(root, 'pid-a')) || !(pid() > 0)) return false;
    try {
      process.kill(pid(), 'SIGKILL');
      return false;
    } catch {
      // Its end is noticed: before that, it would only be given up when the batch ends.
      return isKnown(root, 'a');
    }
  });
  unlinkSync(join(root, 'hang'));
  const results = await resultsOf(callIn(root).estimate());
  expect(results['estimate/b:estimate']).toMatchObject({ success: true });
  expect(results['estimate/a:estimate']).toMatchObject({
    success: false,
    terminalOutput: expect.stringContaining('killed by SIGKILL'),
  });
});

test('nothing runs ahead any more when a batch ends, and what was given up is run when Nx asks', async () => {
  const root = study({ ...FILES, hang: '' });
  await callIn(root).hurry();
  await prepareUntil(root, () => existsSync(join(root, 'pid-a')));
  const pid = Number(readFileSync(join(root, 'pid-a'), 'utf8'));
  expect(isRunning(pid)).toBe(false);
  unlinkSync(join(root, 'hang'));
  const results = await resultsOf(callIn(root).estimate());
  expect(Object.values(results).map(({ success }) => success)).toEqual([true, true]);
  expect(runsIn(root).filter((id) => id === 'a')).toHaveLength(2);
});
