import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { cacheServer } from './cache-server.js';
import { foreseen } from './foreseen.js';
import { ALL, ODD, STUDY, TASKS } from './study.js';
import { type Workspace, workspace } from './workspace.js';

/** Data that git does not know: a clone gets them from elsewhere. */
const RAW = Object.fromEntries(Object.entries(STUDY).filter(([path]) => path.startsWith('raw/')));

const RUN = ['run-many', '-t', ...TASKS];

test('what one clone ran, another one in another folder gets from the remote cache', async () => {
  const server = await cacheServer();
  const first = workspace(STUDY, { isolated: false, env: server.env });
  await first.sync();
  first.commit('Lock');
  await first.nx(...RUN);
  expect(first.ran()).toEqual(ALL.toSorted());
  expect(server.records.size).toBe(ALL.length);

  const second = clone(first);
  await foreseen(second, () => second.nx(...RUN));
  expect(second.ran()).toEqual([]);
  expect(results(second)).toEqual(results(first));
  expect(Object.keys(results(second))).toHaveLength(ALL.length);

  // A producer that runs to the same bytes: what needs it still comes from there.
  const third = clone(first);
  third.write({ [ODD]: `# another comment\n${third.read(ODD)}` });
  await foreseen(third, () => third.nx(...RUN));
  expect(third.ran()).toEqual(['prepare/b']);
  expect(results(third)).toEqual(results(first));

  // What lies there is taken for the result after an edit that changes nothing, by everybody.
  const comment = { [ODD]: `# says nothing\n${first.read(ODD)}` };
  first.write(comment);
  const accept = { env: { NX_EXPERIMENTS_ACCEPT: 'true' } };
  const { stdout, stderr } = await first.run('nx', RUN, accept);
  expect(`${stdout}${stderr}`).toMatch(/Taken for results as they lie.* \(1\):\n {2}prepare\/b\n/);
  expect(first.ran()).toEqual([]);
  const other = clone(first);
  other.write(comment);
  await other.nx(...RUN);
  expect(other.ran()).toEqual([]);

  // Whatever is not there is computed, and nothing else.
  const [lost] = server.records.keys();
  server.records.delete(lost!);
  server.readOnly = true;
  const fourth = clone(first);
  await foreseen(fourth, () => fourth.nx(...RUN, '--batch=false'));
  expect(fourth.ran()).toHaveLength(1);
  expect(results(fourth)).toEqual(results(first));
  expect(server.records.has(lost!)).toBe(false);
});

/** Prepares take 0.1 s, but one 3 s; estimates write their output bit by bit, for 4 s. */
const LONG = {
  'src/config.ts': `import { defineCatalog, dimension } from 'nx-experiments';

const names = ['slow', ...Array.from({ length: 11 }, (_, i) => \`n\${i}\`)];

export default defineCatalog({
  dimensions: { n: dimension(names) },
  tasks: {
    prepare: { outputs: { table: 'table.txt' }, run: './prepare.ts' },
    estimate: { needs: { prepared: 'prepare' }, outputs: { fit: 'fit.txt' }, run: './estimate.ts' },
  },
});
`,
  'src/prepare.ts': `import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Experiment } from 'nx-experiments';

export default async function prepare(e: Experiment) {
  await sleep(e.id === 'slow' ? 3000 : 100);
  appendFileSync(process.env.RUNS_LOG!, \`prepare/\${e.id}\\n\`);
  return { table: e.id };
}
`,
  'src/estimate.ts': `import { appendFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Experiment } from 'nx-experiments';

export default async function estimate(e: Experiment) {
  if (e.id === 'n0') appendFileSync(process.env.RUNS_LOG!, \`begun estimate/\${e.id}\\n\`);
  const text = e.id.repeat(100);
  for (let i = 1; i <= 100; i++) {
    writeFileSync(e.outputs.fit!, text.slice(0, (text.length * i) / 100));
    await sleep(e.id === 'n0' ? 60 : 1);
  }
}
`,
};

test('what a killed run had handed back is in the remote cache; nothing is restored while it is written', async () => {
  const server = await cacheServer();
  const env = { ...server.env, NX_EXPERIMENTS_WAVE: '500', NX_EXPERIMENTS_GRACE: '200' };
  const first = workspace(LONG, { env });
  await first.sync();
  first.commit('Lock');

  const running = first.start('nx', ['run-many', '-t', 'prepare', '--parallel=2']);
  await first.until(() => server.records.size >= 3);
  running.process.kill('SIGKILL');
  await running.ended;
  // What was still running ends a moment later.
  await sleep(1000);
  const stored = server.records.size;
  first.ran();

  const second = clone(first);
  await second.nx('run-many', '-t', 'prepare', '--parallel=2');
  expect(second.ran()).toHaveLength(12 - stored);
  await second.nx('run-many', '-t', 'estimate');
  const right = results(second);
  second.ran();

  // Its estimates come from there, although one begins while the slow dataset is prepared again.
  const third = clone(first);
  third.write({ 'src/prepare.ts': `// a comment\n${LONG['src/prepare.ts']}` });
  await third.nx('run-many', '-t', 'estimate', '--parallel=3');
  expect(third.ran().filter((line) => line.startsWith('begun')).length).toBeLessThanOrEqual(1);
  expect(results(third)).toEqual(right);
});

function clone(of: Workspace): Workspace {
  const made = of.clone();
  made.write(RAW as Record<string, string>);
  return made;
}

function results(study: Workspace): { readonly [path: string]: string } {
  const files = study.files('bld');
  return Object.fromEntries(files.map((path) => [path, study.read(path)]));
}
