import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { COMPARES, foreseen, statesIn } from './foreseen.js';
import { module, note } from './study.js';
import { outputOf, workspace } from './workspace.js';

const STUDY = {
  'src/study/config.ts': `import { defineCatalog, dimension } from 'nx-experiments';

export default defineCatalog({
  dimensions: { data: dimension(['a', 'b']), model: dimension(['ols', 'logit']) },
  tasks: {
    prepare: {
      over: ['data'],
      inputs: { csv: 'src/data/{data}.csv' },
      outputs: { table: 'table.csv' },
      run: './prepare.ts',
    },
    estimate: {
      needs: { prepared: 'prepare' },
      outputs: { fit: 'fit.json' },
      run: './estimate.ts',
    },
    total: {
      over: [],
      needs: { fits: 'estimate' },
      outputs: { total: 'total.txt' },
      command: 'cat {needs.fits.fit} > {outputs.total} && ${note('total')}',
    },
  },
});
`,
  'src/study/prepare.ts': module('table', 'read(e.inputs.csv as string)'),
  'src/study/estimate.ts': module('fit', 'fit(e)', "import { fit } from './fit';\n"),
  'src/study/fit.ts': 'export const fit = (e: { id: string }) => ({ id: e.id });\n',
  'src/data/a.csv': '1\n',
  'src/data/b.csv': '2\n',
};

const RUN = ['run-many', '-t', 'prepare', 'estimate', 'total'];

/** Throws for one model. */
const FAILS = `export const fit = (e: { id: string }) => {
  if (e.id.endsWith('logit')) throw new Error('no maximum');
  return { id: e.id };
};
`;

test('an overview tells what a run would do: nothing yet, all done, a failure, an edit, a missing input', async () => {
  const study = workspace(STUDY, { isolated: false });
  await study.sync();
  study.commit('Lock');
  const json = async (...words: readonly string[]) => {
    const { stdout } = await study.nx('overview', 'study', '--json', ...words);
    const file = study.read('bld/overview/study.json');
    expect(stdout).toContain(file);
    return JSON.parse(file);
  };
  const first = await json();
  expect(first.experiments).toHaveLength(7);
  expect(new Set(first.experiments.map((e: { state: string }) => e.state))).toEqual(
    new Set(['new']),
  );
  expect(first.price).toEqual({ experiments: 7, work: 0, clock: 0, unknown: 7 });

  study.write({ 'src/study/fit.ts': FAILS });
  const failed = await study.run('nx', RUN);
  expect(failed.exitCode, outputOf(failed)).not.toBe(0);
  const { experiments, price } = await json('--task=estimate', '--where=data=a');
  expect(experiments).toMatchObject([
    { project: 'estimate/a-logit', state: 'failed', reasons: ['Error: no maximum'] },
    { project: 'estimate/a-ols', task: 'estimate', id: 'a-ols', state: 'current', reasons: [] },
  ]);
  expect(experiments[0].levels).toEqual({ data: 'a', model: 'logit' });
  expect(price.experiments).toBe(1);
  expect(price.work).toBe(experiments[0].seconds);

  study.write({ 'src/study/fit.ts': STUDY['src/study/fit.ts'], 'src/data/b.csv': null });
  const states = await statesIn(study);
  expect(states['prepare/b']).toMatchObject({
    state: 'blocked',
    reasons: ['the input "csv" is missing: src/data/b.csv (NXE048)'],
  });
  expect(states['estimate/a-logit']).toMatchObject({
    state: 'changed',
    reasons: ['src/study/fit.ts changed'],
  });
  expect(states['estimate/b-ols']).toMatchObject({ state: 'waiting' });

  const wrong = await study.run('nx', ['overview', 'study', '--where=modl=ols']);
  expect(wrong.exitCode).toBe(1);
  expect(outputOf(wrong)).toContain('no dimension (did you mean "model"?)');
});

if (COMPARES)
  test('what it foresees happens: after a failure, a killed run, a reset, without bld', async () => {
    const study = workspace(STUDY, { isolated: false });
    const run = () => foreseen(study, () => study.run('nx', RUN));
    await study.sync();
    study.commit('Lock');
    study.write({ 'src/study/fit.ts': FAILS });
    // That they will fail nobody can tell.
    await study.run('nx', RUN);
    await run();
    study.write({ 'src/study/fit.ts': STUDY['src/study/fit.ts'] });
    const { process: nx, ended } = study.start('nx', RUN);
    const logged = study.log().length;
    await study.until(() => study.log().length > logged);
    nx.kill('SIGKILL');
    await ended;
    // What ran ends a moment after Nx.
    await sleep(1000);
    await run();
    rmSync(join(study.root, 'bld'), { recursive: true });
    await run();
    study.write({ 'bld/estimate/a-ols/fit.json': '{}' });
    await run();
    await study.nx('reset');
    await run();
    await study.nx('reset');
    rmSync(join(study.root, 'bld'), { recursive: true });
    await run();
  });
