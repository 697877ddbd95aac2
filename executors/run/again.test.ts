import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { stateFolder } from '../../src/files/state-folder.js';
import { takeWarnings } from '../../src/guard/run-warnings.js';
import { plan, runPlans, study } from './study.fixture.js';

// Whatever it counts: another number in each run.
const COUNTS = `
import { appendFileSync, readFileSync } from 'node:fs';
export default () => {
  appendFileSync(process.env.RUNS, 'x');
  const n = readFileSync(process.env.RUNS, 'utf8').length;
  return { fit: { same: 1, n }, plot: 'a\\n' };
};`;

afterEach(() => vi.unstubAllEnvs());

/** Runs one experiment, as a call of Nx by that name; what it warned of, and whether it ended well. */
async function call(
  root: string,
  one: ReturnType<typeof plan>,
  env: { [name: string]: string } = {},
) {
  vi.stubEnv('NX_EXPERIMENTS_RUN', 'one');
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const [result] = Object.values(await runPlans(root, [one]));
  vi.unstubAllEnvs();
  const warnings = takeWarnings(stateFolder(root), 'one').map(({ text }) => text);
  return { success: result!.success, output: result!.terminalOutput, warnings };
}

function counting(code = COUNTS) {
  const root = study({ 'src/count.ts': code });
  const outputs = { plot: 'bld/estimate/a/plot.txt', fit: 'bld/estimate/a/fit.json' };
  const one = plan('a', {
    run: 'src/count.ts',
    env: { RUNS: join(root, '..', `${root.split('/').at(-1)}-runs`) },
    experiment: { outputs },
  });
  return { root, one };
}

const AGAIN = { NX_SKIP_NX_CACHE: 'true' };

test('an experiment that writes other bytes under one signature is told with output and difference', async () => {
  const { root, one } = counting();
  expect(await call(root, one)).toMatchObject({ success: true, warnings: [] });
  expect(await call(root, one)).toMatchObject({ success: true, warnings: [] });
  expect(await call(root, one, AGAIN)).toMatchObject({
    success: true,
    warnings: [
      'estimate/a: the output "fit", bld/estimate/a/fit.json: line 3 was "  \\"n\\": 1", and is "  \\"n\\": 2"',
    ],
  });
  // What was kept for it is gone.
  expect(readdirSync(join(stateFolder(root), 'before'))).toEqual([]);
});

test('the same bytes are no difference, and neither is another definition', async () => {
  const { root, one } = counting('export default () => ({ fit: 1, plot: "x" });');
  await call(root, one);
  expect(await call(root, one, AGAIN)).toMatchObject({ success: true, warnings: [] });
  writeFileSync(join(root, 'src/count.ts'), 'export default () => ({ fit: 2, plot: "x" });');
  expect(await call(root, one, AGAIN)).toMatchObject({ success: true, warnings: [] });
});

test('where the earlier outputs are gone, the one that differs is told all the same', async () => {
  const { root, one } = counting();
  await call(root, one);
  rmSync(join(root, 'bld'), { recursive: true });
  expect((await call(root, one)).warnings).toEqual([
    'estimate/a: the output "fit", bld/estimate/a/fit.json, is another one',
  ]);
});

test('an experiment that fails the second time has kept nothing', async () => {
  const { root, one } = counting(
    `${COUNTS.replace('return', "if (n > 1) throw new Error('no'); return")}`,
  );
  await call(root, one);
  expect(await call(root, one, AGAIN)).toMatchObject({ success: false, warnings: [] });
  expect(existsSync(join(stateFolder(root), 'before/x'))).toBe(false);
  expect(readdirSync(join(stateFolder(root), 'before'))).toEqual([]);
});
