import { expect, test } from 'vitest';
import { type Files, workspace } from './workspace.js';

const CATALOG = 'src/config.ts';
const MODULE = 'src/estimate.ts';

const catalog = (se = '') => `import { defineCatalog, dimension } from 'nx-experiments';

export default defineCatalog({
  dimensions: { data: dimension(['a', 'b'])${se} },
  tasks: {
    estimate: { outputs: { fit: 'fit.txt' }, run: './estimate.ts' },
    other: { outputs: { levels: 'levels.txt' }, command: 'echo other/{id} >> "$RUNS_LOG"; cat "$EXPERIMENT" > {outputs.levels}' },
  },
});
`;

const withDefault = (level: string) =>
  catalog(`, se: dimension(['classical', 'robust'], { default: '${level}' })`);

const module = (fit: string) => `import { appendFileSync } from 'node:fs';
import type { Experiment } from 'nx-experiments';

export default function estimate(e: Experiment) {
  appendFileSync(process.env.RUNS_LOG!, \`estimate/\${e.id}\\n\`);
  return { fit: ${fit} };
}
`;

test('two branches add a dimension with different defaults, with one cache: none gets the result of the other', async () => {
  const study = workspace(
    { [CATALOG]: catalog(), [MODULE]: module("'plain'") },
    { isolated: false },
  );
  const run = async () => {
    await study.nx('run-many', '-t', 'estimate', 'other');
    return study.ran();
  };
  await study.sync();
  study.commit('Before');
  expect(await run()).toEqual(['estimate/a', 'estimate/b', 'other/a', 'other/b']);
  for (const [level, more] of [
    ['classical', 'robust'],
    ['robust', 'classical'],
  ] as const) {
    study.git('checkout', '--quiet', '-b', level, 'main');
    study.write({
      [CATALOG]: withDefault(level),
      [MODULE]: module('e.levels.se!.name'),
    });
    await study.sync();
    study.commit('A dimension, and the module that reads it');
    expect(await run()).toEqual([
      ...['estimate/a', `estimate/a-${more}`, 'estimate/b', `estimate/b-${more}`],
      // The command is as it was before the dimension came: nothing of it runs again.
      ...[`other/a-${more}`, `other/b-${more}`],
    ]);
    expect(study.read('bld/estimate/a/fit.txt').trim()).toBe(level);
  }
  study.git('checkout', '--quiet', 'classical');
  expect(await run()).toEqual([]);
  expect(study.read('bld/estimate/a/fit.txt').trim()).toBe('classical');
  // An edit of code alone leaves the lock in step.
  study.write({ [MODULE]: module("'plain'") });
  await study.nx('sync:check');
});

test('when the dimension goes, nx affected selects what runs: code that may know the default level', async () => {
  const study = workspace(
    { [CATALOG]: catalog(), [MODULE]: module("'plain'") },
    { isolated: false },
  );
  const TASKS = ['estimate', 'other'];
  /** What is selected, and what runs. */
  async function step(files: Files) {
    study.write(files);
    await study.sync();
    study.commit();
    const selected = await study.affected(TASKS, 'HEAD~1');
    await study.nx('run-many', '-t', ...TASKS);
    return { selected, ran: study.ran() };
  }
  await step({});
  await step({ [CATALOG]: withDefault('classical') });
  await step({ [MODULE]: module('String(e.levels.se?.name)') });
  const known = ['estimate/a', 'estimate/b'];
  expect(await step({ [CATALOG]: catalog() })).toEqual({ selected: known, ran: known });
  expect(study.read('bld/estimate/a/fit.txt')).not.toContain('classical');
  // All of it is in the cache.
  const again = await step({ [CATALOG]: withDefault('classical') });
  expect(again.selected).toEqual(expect.arrayContaining(known));
  expect(again.selected).not.toContain('other/a');
  expect(again.ran).toEqual([]);
  expect(study.read('bld/estimate/a/fit.txt').trim()).toBe('classical');
});
