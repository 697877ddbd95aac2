import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { BatchResult } from './batch.js';
import { batchOf, plan, resultsIn, study, write } from './study.fixture.js';

const MODULE = `
  import { readdirSync } from 'node:fs';
  export default (e) => ({ fit: [e.id, readdirSync('data').length] });`;

/** A module with a folder and a big file as inputs, a command, and one that needs the first. */
const PLANS = [
  plan('a', { run: 'src/fit.ts', experiment: { inputs: { data: 'data', big: 'big.bin' } } }),
  plan('b', { command: 'printf ok > {outputs.fit}', data: ['data/1.csv'] }),
  plan('c', {
    run: 'src/fit.ts',
    experiment: {
      inputs: { data: 'data' },
      needs: { a: { id: 'a', levels: {}, outputs: { fit: 'bld/estimate/a/fit.json' } } },
    },
  }),
];

const EXPECTED = { a: '[\n  "a",\n  2\n]\n', b: 'ok', c: '[\n  "c",\n  2\n]\n' };

/** Each time others; with FAULTS=all every call, which takes a minute or two. */
const STRIDE = process.env.FAULTS === 'all' ? 1 : 8;

interface Run {
  readonly n: number;
  readonly how: string;
  readonly failed?: string;
  readonly results: readonly BatchResult[];
  readonly outputs: { readonly [id in keyof typeof EXPECTED]: string | null };
}

test('whichever call that touches the disk fails, every task gets its result and nothing false is reported', async () => {
  const folder = study({});
  write(join(folder, 'template'), {
    'src/fit.ts': MODULE,
    'data/1.csv': '1',
    'data/2.csv': '2',
    'big.bin': 'x'.repeat(1_500_000),
  });
  const batch = batchOf('ROOT', PLANS, { 'estimate/c': ['estimate/a'] });
  write(folder, { 'batch.json': JSON.stringify(batch) });
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('./faults-process.fixture.mjs', import.meta.url)),
      folder,
      fileURLToPath(new URL('../../dist/executors/run/batch.js', import.meta.url)),
      join(folder, 'batch.json'),
      String(STRIDE),
    ],
    {
      env: {
        ...process.env,
        NX_EXPERIMENTS_PARALLEL: '1',
        TMPDIR: folder,
        NX_EXPERIMENTS_SERVICE: 'false',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const [whole, ...faulted] = resultsIn<Run>(await text(child.stdout));
  expect(whole?.outputs).toEqual(EXPECTED);
  // Otherwise this tries nothing.
  expect(faulted.length).toBeGreaterThan(50 / STRIDE);
  for (const { n, how, failed, results, outputs } of faulted) {
    const about = `call ${n}: ${failed}\n${JSON.stringify(results, undefined, 1)}`;
    expect(how, about).toBe('ended');
    const last = new Map(results.map((one) => [one.task, one.result]));
    expect([...last.keys()].toSorted(), about).toEqual(
      PLANS.map(({ experiment: { id } }) => `estimate/${id}:estimate`),
    );
    // A success may be taken back before Nx stores it, and nothing else is said twice.
    for (const { task, result } of results)
      if (last.get(task) !== result) expect(last.get(task)?.status, about).toBe('failure');
    for (const [task, { success }] of last) {
      const id = task.charAt('estimate/'.length) as keyof typeof EXPECTED;
      if (success) expect(outputs[id], about).toBe(EXPECTED[id]);
    }
    const failures = [...last.values()].filter(({ status }) => status === 'failure');
    expect(failures.length, about).toBeLessThanOrEqual(1);
    for (const { terminalOutput } of failures)
      expect(terminalOutput, about).toMatch(/EIO|cannot be|is missing|changed|not written/);
  }
}, 300_000);
