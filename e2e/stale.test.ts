import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ALL, note, ODD, of, STUDY, TASKS } from './study.js';
import { type Files, outputOf, type Workspace, workspace } from './workspace.js';

const PREPARATION = 'src/study/preparation/config.ts';
const ESTIMATION = 'src/study/estimation/config.ts';
const CI = { CI: 'true' };
const LEGACY = { NX_LEGACY_AFFECTED: 'true' };

let study: Workspace;
let inStep: string;

beforeAll(async () => {
  study = workspace(
    {
      ...STUDY,
      'src/glob/config.ts': `import { defineCatalog, dimension, glob } from 'nx-experiments';

export default defineCatalog({
  dimensions: { file: dimension(glob('src/files/*.txt')) },
  tasks: { copy: { outputs: { copy: 'copy.txt' }, command: ['cp', '{file.path}', '{outputs.copy}'] } },
});
`,
      'src/files/x.txt': 'x\n',
      'tools/project.json': JSON.stringify({
        name: 'tools',
        targets: {
          all: { executor: 'nx:noop', dependsOn: [{ target: 'total', projects: ['total/all'] }] },
          everything: { executor: 'nx:noop', dependsOn: ['all'] },
          lint: { executor: 'nx:noop' },
        },
      }),
    },
    { keep: true, isolated: false },
  );
  await study.sync();
  inStep = study.commit('Lock');
  await study.nx('run-many', '-t', ...TASKS, 'copy');
  expect(study.ran()).toEqual(ALL.toSorted());
});

afterEach(() => {
  study.git('reset', '--quiet', '--hard', inStep);
});

afterAll(() => study.remove());

function edited(path: string, from: string, to: string): Files {
  const text = study.read(path);
  expect(text).toContain(from);
  return { [path]: text.replace(from, () => to) };
}

/** Commits changes without `nx sync`. */
function forgetSync(change: Files): void {
  study.write(change);
  study.commit('Without the lock');
}

const changes: readonly [
  what: string,
  change: () => Files,
  task: string,
  selects: readonly string[],
][] = [
  [
    'a changed definition',
    () => edited(ESTIMATION, "fit: 'fit.json' },", "fit: 'fit.json' }, env: { A: 'b' },"),
    'estimate',
    of('estimate', 'a-logit', 'a-ols', 'b-logit', 'b-ols'),
  ],
  [
    'a new level',
    () => edited(ESTIMATION, "['ols', 'logit']", "['ols', 'logit', 'probit']"),
    'estimate',
    of('estimate', 'a-probit', 'b-probit'),
  ],
  [
    'a removed level',
    () => edited(ESTIMATION, "['ols', 'logit']", "['ols']"),
    'compare',
    of('compare', 'a', 'b'),
  ],
  [
    'a changed field in a catalog that another one imports',
    () => edited(PREPARATION, 'weight: 1', 'weight: 2'),
    'total',
    ['total/all'],
  ],
  [
    'a changed constant that a catalog imports',
    () => edited('src/study/constants.ts', "'bld'", "'bld/x'"),
    'simulate',
    of('simulate', 'logit', 'ols'),
  ],
  ['a new file that a glob matches', () => ({ 'src/files/y.txt': 'y\n' }), 'copy', ['copy/y']],
  [
    'a new import of a module',
    () => edited('src/study/estimation/figure.ts', 'import', "import './seed';\nimport"),
    'figure',
    of('figure', 'a-logit', 'a-ols', 'b-logit', 'b-ols'),
  ],
];

test.each(changes)('%s that the lock does not know', async (_, change, task, selects) => {
  forgetSync(change());
  const [affected, skipping, runMany, explained] = await Promise.all([
    study.run('nx', ['affected', '-t', task, `--base=${inStep}`], { env: CI }),
    study.run('nx', ['affected', '-t', task, `--base=${inStep}`, '--skip-sync']),
    study.run('nx', ['run-many', '-t', task], { env: CI }),
    study.affected([task], inStep),
  ]);
  for (const ended of [affected, skipping, runMany]) {
    expect.soft(ended.exitCode).not.toBe(0);
    expect.soft(outputOf(ended)).toContain('nx sync');
    expect.soft(outputOf(ended)).toContain('config.lock.json');
  }
  expect.soft(explained).toEqual(expect.arrayContaining([...selects]));
  expect(study.ran()).toEqual([]);
});

test('an affected run of a task with no stale experiment stops, too', async () => {
  forgetSync(edited(ESTIMATION, "['ols', 'logit']", "['ols', 'logit', 'probit']"));
  const ended = await study.run('nx', ['affected', '-t', 'prepare', `--base=${inStep}`], {
    env: CI,
  });
  expect(ended.exitCode).not.toBe(0);
  expect(outputOf(ended)).toContain('nx sync');
});

test('a run that reaches stale experiments through other targets stops, and one that does not goes on', async () => {
  forgetSync(
    edited(PREPARATION, "table: 'table.csv' },", "table: 'table.csv' }, env: { A: 'b' },"),
  );
  const [everything, lint] = await Promise.all([
    study.run('nx', ['run-many', '-t', 'everything'], { env: CI }),
    study.run('nx', ['run-many', '-t', 'lint'], { env: CI }),
  ]);
  expect.soft(everything.exitCode).not.toBe(0);
  expect.soft(outputOf(everything)).toContain('nx sync');
  expect(lint.exitCode, outputOf(lint)).toBe(0);
  expect(study.ran()).toEqual([]);
});

test('experiments are not run without what they need', async () => {
  const ended = await study.run('nx', [
    'run-many',
    '-t',
    'estimate',
    '--exclude-task-dependencies',
  ]);
  expect(ended.exitCode).not.toBe(0);
  expect(outputOf(ended)).toContain(`${ESTIMATION}: tasks.estimate.needs: `);
  await study.nx('run-many', '-t', 'prepare', 'lint', '--exclude-task-dependencies');
  expect(study.ran()).toEqual([]);
});

test('Nx itself stops other runs', async () => {
  forgetSync(edited(ESTIMATION, "['ols', 'logit']", "['ols', 'logit', 'probit']"));
  const ended = await study.run('nx', ['run-many', '-t', 'estimate']);
  expect(ended.exitCode).not.toBe(0);
  expect(outputOf(ended)).toMatch(/out of sync(.*\n)*.*The lock of the experiments/);
  expect(study.ran()).toEqual([]);
});

test('in a terminal Nx brings the lock in step by itself', async () => {
  forgetSync(edited(ESTIMATION, "['ols', 'logit']", "['ols', 'logit', 'probit']"));
  // script(1) runs a command in a terminal of its own.
  const command = 'node_modules/.bin/nx run-many -t simulate';
  const ended = await study.run('script', ['-qec', command, '/dev/null'], {
    env: { NX_TUI: 'false' },
  });
  expect(ended.exitCode, outputOf(ended)).toBe(0);
  expect(study.git('status', '--porcelain')).toBe('M src/study/estimation/config.lock.json');
  expect(study.read('src/study/estimation/config.lock.json')).toContain('"simulate/probit"');
  expect(study.ran()).toContain('simulate/probit');
  // Nx's live list would say how many are left.
  expect(ended.stdout).not.toContain('remaining tasks');
});

test('a stale experiment that another one needs gives no wrong hit', async () => {
  forgetSync(
    edited(
      ESTIMATION,
      "run: './estimate.ts'",
      `command: 'echo new > {outputs.fit} && echo estimate/{id} >> "$RUNS_LOG"'`,
    ),
  );
  const ended = await study.run('nx', ['run-many', '-t', 'figure'], { env: CI });
  if (ended.exitCode === 0) {
    expect(study.read('bld/figure/a-ols/figure.svg')).toBe('<svg>new\n</svg>');
    study.ran();
  } else {
    expect(outputOf(ended)).toContain('nx sync');
    expect(study.ran()).toEqual([]);
  }
});

const inStepChanges: readonly [what: string, change: () => Files, selects: readonly string[]][] = [
  [
    'a level',
    () => edited(ESTIMATION, "['ols', 'logit']", "['ols', 'logit', 'probit']"),
    [...of('estimate', 'a-probit', 'b-probit'), ...of('compare', 'a', 'b'), 'total/all'],
  ],
  [
    'a constant that only the lock shows',
    () => edited('src/study/constants.ts', "'bld'", "'bld/x'"),
    ALL,
  ],
  [
    'code outside the folder of the catalog',
    () => edited('src/study/lib/numbers.ts', 'Number', 'parseFloat'),
    ALL.filter((e) => /^(estimate|figure|compare|total)/.test(e)),
  ],
  [
    'a data file',
    () => edited(ODD, '4', '5'),
    ['prepare/b', ...ALL.filter((e) => /^(estimate|figure|compare)\/b/.test(e)), 'total/all'],
  ],
];

test.each(inStepChanges)('project-wise selection is sound for %s', async (_, change, selects) => {
  study.write(change());
  await study.sync();
  study.commit();
  const args = ['affected', '-t', ...TASKS, `--base=${inStep}`, '--graph=stdout'];
  const [legacy, projects] = await Promise.all([
    study.run('nx', args, { env: LEGACY }),
    study.run('nx', ['show', 'projects', '--affected', `--base=${inStep}`, '--json']),
  ]);
  expect(legacy.exitCode, outputOf(legacy)).toBe(0);
  const { tasks } = JSON.parse(legacy.stdout) as { tasks: { tasks: Record<string, unknown> } };
  const selected = Object.keys(tasks.tasks).map((task) => task.slice(0, task.lastIndexOf(':')));
  expect.soft(selected).toEqual(expect.arrayContaining([...selects]));
  expect(projects.exitCode, outputOf(projects)).toBe(0);
  expect.soft(JSON.parse(projects.stdout)).toEqual(expect.arrayContaining([...selects]));
});

/** Data that git ignores: levels that a glob finds, and files that a command names. */
const RAW: Files = { 'raw/a.csv': 'a\n', 'raw/b.csv': 'b\n', 'codes/x.txt': 'x\n' };
const WITHOUT_RAW: Files = { raw: null, codes: null };
const ON_RAW: Files = {
  '.gitignore': 'node_modules\nbld\n.nx\nraw\ncodes\n',
  'src/found/config.ts': `import { defineCatalog, dimension, glob } from 'nx-experiments';

export default defineCatalog({
  dimensions: { file: dimension(glob('raw/*.csv')) },
  tasks: {
    copy: { outputs: { copy: 'c' }, command: 'cp {file.path} {outputs.copy} && ${note('copy')}' },
    gather: {
      over: [],
      needs: { copies: 'copy' },
      outputs: { all: 'all' },
      command: 'cat {needs.copies.copy} > {outputs.all} && ${note('gather')}',
    },
  },
});
`,
  'src/named/config.ts': `import { defineCatalog, dimension } from 'nx-experiments';
import found from '../found/config';

export default defineCatalog({
  dimensions: { data: dimension({ a: { path: 'raw/a.csv' } }) },
  tasks: {
    join: { outputs: { o: 'o' }, command: 'cat {data.path} codes/x.txt > {outputs.o} && ${note('join')}' },
    total: {
      over: [],
      needs: { all: found.tasks.gather },
      outputs: { o: 'o' },
      command: 'cp {needs.all.all} {outputs.o} && ${note('total')}',
    },
  },
});
`,
  'tools/project.json': JSON.stringify({
    name: 'tools',
    targets: { lint: { executor: 'nx:noop' } },
  }),
};

test('a clone without the data that git ignores is in step, and loses nothing', async () => {
  const whole = workspace({ ...ON_RAW, ...RAW }, { isolated: false });
  const base = whole.commit();
  await whole.sync();
  whole.commit('Lock');
  const all = [...of('copy', 'a', 'b'), 'gather/all', 'join/a', 'total/all'];
  const run = () => whole.nx('run-many', '-t', 'copy', 'join', 'total');
  await run();
  expect(whole.ran()).toEqual(all);

  const clone = whole.clone();
  const lint = await clone.run('nx', ['affected', '-t', 'lint', `--base=${base}`], { env: CI });
  expect(lint.exitCode, outputOf(lint)).toBe(0);
  expect(outputOf(lint)).toContain('no file matches raw/*.csv');
  const copies = await clone.run('nx', ['run-many', '-t', 'copy', 'lint'], { env: CI });
  expect(copies.exitCode, outputOf(copies)).toBe(0);
  await clone.nx('sync:check');
  await clone.sync();
  expect(clone.git('status', '--porcelain')).toBe('');
  const failed = await clone.run('nx', ['run-many', '-t', 'join'], { env: CI });
  expect(failed.exitCode).not.toBe(0);
  expect(outputOf(failed)).toContain('raw/a.csv');
  // What failed for want of its data runs as soon as it is there.
  clone.write(RAW);
  await clone.nx('sync:check');
  await clone.nx('run-many', '-t', 'join');
  expect(clone.ran()).toEqual(['join/a']);

  whole.write(WITHOUT_RAW);
  await whole.sync();
  whole.write(RAW);
  await whole.nx('sync:check');
  expect(whole.git('status', '--porcelain')).toBe('');
  await run();
  expect(whole.ran()).toEqual([]);
  whole.write({ 'codes/x.txt': 'y\n' });
  await run();
  expect(whole.ran()).toEqual(['join/a']);
});
