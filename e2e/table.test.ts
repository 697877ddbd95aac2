import { cpSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { COMPARES, expectForeseen, statesIn } from './foreseen.js';
import { installInto, tarballOf } from './packages.js';
import { ALL, ODD, of, STUDY, TASKS } from './study.js';
import { npm } from './template.js';
import { type Files, outputOf, type Workspace, workspace } from './workspace.js';

const PREPARATION = 'src/study/preparation/config.ts';
const ESTIMATION = 'src/study/estimation/config.ts';
const PREPARATION_MOVED = 'src/study/before/config.ts';
const LOCK = 'src/study/estimation/config.lock.json';

/** All tasks that the study ever has. */
const EVERY_TASK = [...TASKS, 'summary', 'contrast'];

/** What reads the outputs of `prepare`, directly or through others. */
const BELOW_PREPARE = [
  ...of('estimate', 'a-logit', 'a-ols', 'b-logit', 'b-ols'),
  ...of('figure', 'a-logit', 'a-ols', 'b-logit', 'b-ols'),
  ...of('compare', 'a', 'b'),
  'total/all',
];

/** The same after `compare` got another name. */
const BELOW = BELOW_PREPARE.map((e) => e.replace('compare', 'contrast'));

const AGGREGATES = [...of('compare', 'a', 'b'), 'total/all'];

const FITS = ['a-logit', 'a-ols', 'b-logit', 'b-ols'];

const ROBUST = FITS.map((id) => `${id}-robust`);

const SUMMARY = of('summary', 'logit', 'ols');

const TSCONFIG = JSON.stringify({
  compilerOptions: { baseUrl: '.', paths: { '#x': ['src/x.ts'] } },
});

let study: Workspace;

beforeAll(async () => {
  study = workspace(
    {
      ...STUDY,
      'src/study/lib/numbers.ts': `import { parse } from 'used';

export const numbers = (text: string) => text.trim().split('\\n').map(parse);
`,
    },
    { keep: true, isolated: false },
  );
  installInto(
    study,
    tarballOf('used', '1.0.0', 'export const parse = Number;\n'),
    tarballOf('other', '1.0.0', 'export {};\n'),
  );
  await study.nx('sync');
  study.commit('Lock');
  await study.nx('run-many', '-t', ...EVERY_TASK);
  expect(study.ran()).toEqual(ALL.toSorted());
});

afterAll(() => study.remove());

/** The text of a file with a part of it replaced. */
function edit(path: string, ...changes: readonly (readonly [from: string, to: string])[]): Files {
  const text = changes.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`${path} has no ${from}`);
    return before.replace(from, () => to);
  }, study.read(path));
  return { [path]: text };
}

interface Row {
  /** What `nx affected` selects. */
  readonly selects: readonly string[];
  /** What really runs; the same unless given. */
  readonly runs?: readonly string[];
}

/** Makes a change, brings the lock in step, commits, and compares selection and executions. */
async function expectRow(change: Files | (() => void), row: Row): Promise<void> {
  if (typeof change === 'function') change();
  else study.write(change);
  await study.sync();
  study.commit();
  await expectLastCommit(row);
}

/** Tasks write their own names, without their catalog's; `contrast` is what `compare` was. */
const loggedAs = (project: string) =>
  project.replace(/^first\//, '').replace(/^contrast\//, 'compare/');

async function expectLastCommit({ selects, runs = selects }: Row): Promise<void> {
  const before = COMPARES ? await statesIn(study) : undefined;
  const [selected] = await Promise.all([
    study.affected(EVERY_TASK, 'HEAD~1'),
    study.nx('run-many', '-t', ...EVERY_TASK),
  ]);
  expect.soft(selected, 'what nx affected selects').toEqual(selects.toSorted());
  const ran = study.ran();
  expect.soft(ran, 'what runs').toEqual(runs.toSorted());
  if (before !== undefined) expectForeseen(before, ran, loggedAs);
}

/** What a commit did to a file, as added and removed lines. */
function changedLines(path: string): string[] {
  return study
    .git('diff', '--unified=0', 'HEAD~1', '--', path)
    .split('\n')
    .filter((line) => /^[+-] /.test(line));
}

test('nothing', () => expectRow({}, { selects: [] }));

test('comments, formatting, renamed variables and the order of levels and tasks', async () => {
  const text = study.read(ESTIMATION);
  const simulate = /\n {4}simulate: \{[^}]*\{[^}]*\}[^}]*\},/.exec(text)![0];
  const mixed = text
    .replace(simulate, '')
    .replace('tasks: {', () => `tasks: {\n // Comes first now.${simulate}`)
    .replaceAll('preparation.', 'prep.')
    .replace('import preparation', 'import prep')
    .replace("['ols', 'logit']", '[ "logit",\n"ols" ]')
    .replace("over: ['data'],", '')
    .replace("needs: { fits: 'estimate' },", "needs: { fits: 'estimate' }, over: ['data'],");
  expect(mixed).not.toBe(text);
  const data = edit(PREPARATION, [
    `path: 'src/data/a.csv', weight: 1`,
    `weight: 1.0, path: "src/data/a.csv"`,
  ]);
  await expectRow({ [ESTIMATION]: mixed, ...data }, { selects: [] });
});

test('line endings', () =>
  expectRow(
    Object.fromEntries(
      [ESTIMATION, PREPARATION].map((path) => [path, study.read(path).replaceAll('\n', '\r\n')]),
    ),
    { selects: [] },
  ));

test('line endings back again, and a config.ts that is no catalog', () =>
  expectRow(
    {
      ...Object.fromEntries(
        [ESTIMATION, PREPARATION].map((path) => [path, study.read(path).replaceAll('\r\n', '\n')]),
      ),
      'src/other/config.ts': 'export const unrelated = true;\n',
    },
    { selects: [] },
  ));

test('add a level', async () => {
  const added = [
    ...of('estimate', 'a-probit', 'b-probit'),
    ...of('figure', 'a-probit', 'b-probit'),
    'simulate/probit',
  ];
  const aggregates = [...of('compare', 'a', 'b'), 'total/all'];
  await expectRow(edit(ESTIMATION, ['"logit",', '"probit", "logit",']), {
    selects: [...added, ...aggregates],
  });
  const names = changedLines(LOCK).map((line) => /"([^"]+)"/.exec(line)![1]!);
  expect(names.filter((name) => name.startsWith('compare/')).length).toBe(4);
  expect(
    names.filter((name) => !/^(compare|total)\//.test(name)),
    'lines of the lock that are no aggregates',
  ).toEqual(added.toSorted());
});

test('rename a level', () =>
  expectRow(edit(ESTIMATION, ['"probit"', '"tobit"']), {
    selects: [
      ...of('estimate', 'a-tobit', 'b-tobit'),
      ...of('figure', 'a-tobit', 'b-tobit'),
      'simulate/tobit',
      ...of('compare', 'a', 'b'),
      'total/all',
    ],
  }));

test('exclude drops a combination', () =>
  expectRow(
    edit(ESTIMATION, [
      'dimensions: { data, model },',
      "dimensions: { data, model },\n  exclude: [{ data: 'b*', model: 'tobit' }],",
    ]),
    // compare/b sees what it saw before there was the level.
    { selects: ['compare/b', 'total/all'], runs: ['total/all'] },
  ));

test('where adds it again and drops another one', () =>
  expectRow(
    edit(ESTIMATION, [
      "exclude: [{ data: 'b*', model: 'tobit' }],",
      "where: ({ levels }) => levels.model.name !== 'tobit' || levels.data.name === 'b',",
    ]),
    {
      selects: [
        ...of('estimate', 'b-tobit'),
        ...of('figure', 'b-tobit'),
        ...of('compare', 'a', 'b'),
        'total/all',
      ],
      // b-tobit is in the cache, and so is what compare/a now sees.
      runs: ['total/all'],
    },
  ));

test('remove a level', () =>
  expectRow(
    edit(
      ESTIMATION,
      ['"tobit", ', ''],
      ["\n  where: ({ levels }) => levels.model.name !== 'tobit' || levels.data.name === 'b',", ''],
    ),
    // What it was before there was the level: all is in the cache.
    { selects: ['compare/b', 'total/all'], runs: [] },
  ));

test('change a field of one level', () =>
  expectRow(
    edit(PREPARATION, ['weight: 1.0, path: "src/data/a.csv"', 'weight: 2, path: "src/data/a.csv"']),
    {
      selects: [
        'prepare/a',
        'probe/a',
        ...of('estimate', 'a-logit', 'a-ols'),
        ...of('figure', 'a-logit', 'a-ols'),
        'compare/a',
        'total/all',
      ],
    },
  ));

test('add a dimension with a default level', async () => {
  const added = [
    ...of('estimate', 'a-logit-robust', 'a-ols-robust', 'b-logit-robust', 'b-ols-robust'),
    ...of('figure', 'a-logit-robust', 'a-ols-robust', 'b-logit-robust', 'b-ols-robust'),
  ];
  await expectRow(
    edit(
      ESTIMATION,
      ['dimensions: { data, model },', 'dimensions: { data, model, se },'],
      [
        'export default',
        "export const se = dimension(['classical', 'robust'], { default: 'classical' });\n\nexport default",
      ],
    ),
    { selects: [...added, ...of('compare', 'a', 'b'), 'total/all'] },
  );
  const removed = changedLines(LOCK).filter((line) => line.startsWith('-'));
  expect(removed.map((line) => /"([^"]+)"/.exec(line)![1])).toEqual(['compare/a', 'compare/b']);
});

test('the tag of the default level selects the experiments that have it', async () => {
  const args = ['run-many', '-t', 'estimate', '--projects=tag:se_classical', '--graph=stdout'];
  const { stdout } = await study.nx(...args);
  const { tasks } = JSON.parse(stdout) as { tasks: { tasks: Record<string, unknown> } };
  expect(Object.keys(tasks.tasks).filter((task) => task.startsWith('estimate/'))).toEqual(
    ['a-logit', 'a-ols', 'b-logit', 'b-ols'].map((id) => `estimate/${id}:estimate`),
  );
});

test('another default level later is an error that says why', async () => {
  const before = study.read(ESTIMATION);
  study.write(edit(ESTIMATION, ["default: 'classical'", "default: 'robust'"]));
  const ended = await study.run('nx', ['sync']);
  study.write({ [ESTIMATION]: before });
  expect(ended.exitCode).not.toBe(0);
  expect(outputOf(ended)).toMatch(
    /src\/study\/estimation\/config\.ts: dimensions\.se: the default level is "robust", but .*remembers "classical"/,
  );
  expect(study.git('status', '--porcelain')).toBe('');
});

test('rename a dimension', () =>
  expectRow(
    edit(ESTIMATION, [
      'dimensions: { data, model, se },',
      'dimensions: { data, model, errors: se },',
    ]),
    {
      selects: [...of('estimate', ...ROBUST), ...of('figure', ...ROBUST), ...AGGREGATES],
      // Both comparisons end as before.
      runs: [...of('estimate', ...ROBUST), ...of('figure', ...ROBUST), ...of('compare', 'a', 'b')],
    },
  ));

test('reorder dimensions so that ids change', () => {
  const ids = ['a-robust-logit', 'a-robust-ols', 'b-robust-logit', 'b-robust-ols'];
  const aggregates = of('compare', 'a', 'b');
  return expectRow(
    edit(ESTIMATION, ['{ data, model, errors: se }', '{ data, errors: se, model }']),
    {
      selects: [...of('estimate', ...ids), ...of('figure', ...ids), ...AGGREGATES],
      // The order of the fits is another one now.
      runs: [...of('estimate', ...ids), ...of('figure', ...ids), ...aggregates, 'total/all'],
    },
  );
});

test('add a dimension without a default', () => {
  const ids = ['a-logit-s1', 'a-ols-s1', 'b-logit-s1', 'b-ols-s1'];
  return expectRow(
    edit(
      ESTIMATION,
      ['{ data, errors: se, model }', '{ data, model, seed }'],
      [
        "const se = dimension(['classical', 'robust'], { default: 'classical' })",
        "const seed = dimension(['s1'])",
      ],
    ),
    {
      selects: [...of('estimate', ...ids), ...of('figure', ...ids), ...AGGREGATES],
      // Both comparisons end as before.
      runs: [...of('estimate', ...ids), ...of('figure', ...ids), ...of('compare', 'a', 'b')],
    },
  );
});

test('remove a dimension: what was there before is in the cache', () =>
  expectRow(edit(ESTIMATION, ['{ data, model, seed }', '{ data, model }']), {
    selects: BELOW_PREPARE,
    runs: [],
  }));

test('give a catalog a name', () =>
  expectRow(edit(PREPARATION, ['bld: BLD', "name: 'first',\n  bld: BLD"]), {
    selects: [...of('first/prepare', 'a', 'b'), ...of('first/probe', 'a', 'b'), ...BELOW_PREPARE],
    runs: [
      ...of('prepare', 'a', 'b'),
      ...of('probe', 'a', 'b'),
      ...of('estimate', ...FITS),
      ...of('figure', ...FITS),
    ],
  }));

test('change the build folder', () =>
  expectRow(edit(ESTIMATION, ['bld: BLD', 'bld: `${BLD}/second`']), {
    selects: [...BELOW_PREPARE, ...of('simulate', 'logit', 'ols')],
  }));

test("change a catalog's folder", () =>
  expectRow(
    () => {
      study.git('mv', 'src/study/preparation', 'src/study/before');
      study.write(edit(ESTIMATION, ['../preparation/config', '../before/config']));
    },
    {
      // Nx selects everything when a file that matches the plugin's glob is gone.
      selects: [
        ...of('first/prepare', 'a', 'b'),
        ...of('first/probe', 'a', 'b'),
        ...BELOW_PREPARE,
        ...of('simulate', 'logit', 'ols'),
      ],
      // The path of its module is another one; the command of probe is what it was.
      runs: of('prepare', 'a', 'b'),
    },
  ));

test('add a task', () =>
  expectRow(
    {
      ...edit(ESTIMATION, [
        'tasks: {',
        `tasks: {
    summary: {
      over: ['model'],
      inputs: { notes: 'src/notes' },
      sources: ['src/words/*.txt'],
      outputs: { text: 'text.txt' },
      command: ['node', 'src/study/estimation/summary.mjs', '{model}', '{outputs.text}'],
    },`,
      ]),
      'src/notes/first.md': 'first\n',
      'src/words/first.txt': 'first\n',
      'src/study/estimation/summary.mjs': `import { appendFileSync, writeFileSync } from 'node:fs';

const [model, text] = process.argv.slice(2);
appendFileSync(process.env.RUNS_LOG, \`summary/\${model}\\n\`);
writeFileSync(text, model);
`,
    },
    { selects: SUMMARY },
  ));

test('add a file to a folder that is an input', () =>
  expectRow({ 'src/notes/more/second.md': 'second\n' }, { selects: SUMMARY }));

test('edit a file that sources match', () =>
  expectRow({ 'src/words/first.txt': 'changed\n' }, { selects: SUMMARY }));

test('add a file that sources match', () =>
  expectRow({ 'src/words/second.txt': 'second\n' }, { selects: SUMMARY }));

test('edit a file that a command names', () =>
  expectRow(
    edit('src/study/estimation/summary.mjs', ['writeFileSync(text', ' writeFileSync(text']),
    {
      selects: SUMMARY,
    },
  ));

test('rename a task', () =>
  expectRow(
    edit(ESTIMATION, ['compare: {', 'contrast: {'], ["tables: 'compare'", "tables: 'contrast'"]),
    {
      selects: [...of('contrast', 'a', 'b'), 'total/all'],
      // The command still calls itself compare.
      runs: [...of('compare', 'a', 'b'), 'total/all'],
    },
  ));

test('change the definitions of tasks that nothing needs', () =>
  expectRow(
    {
      ...edit(
        ESTIMATION,
        ["svg: 'figure.svg'", "svg: 'plot.svg'"],
        ["draws: 'draws.json' },", "draws: 'draws.json' },\n      batch: false,"],
        ["text: 'text.txt' },", "text: 'text.txt' },\n      version: 2,"],
      ),
      ...edit(PREPARATION_MOVED, ["seen: 'seen.txt' },", "seen: 'seen.txt' },\n env: { X: '1' },"]),
    },
    {
      selects: [
        ...of('figure', 'a-logit', 'a-ols', 'b-logit', 'b-ols'),
        ...of('simulate', 'logit', 'ols'),
        ...of('first/probe', 'a', 'b'),
        ...SUMMARY,
      ],
      runs: [
        ...of('figure', 'a-logit', 'a-ols', 'b-logit', 'b-ols'),
        ...of('simulate', 'logit', 'ols'),
        ...of('probe', 'a', 'b'),
        ...SUMMARY,
      ],
    },
  ));

test('change the definition of a task that others need', () =>
  expectRow(
    edit(
      ESTIMATION,
      ["fit: 'fit.json' },", "fit: 'fit.json' },\n      env: { MODE: 'fast' },"],
      ["svg: 'plot.svg' },", "svg: 'plot.svg' },\n      persist: true,"],
    ),
    {
      selects: BELOW,
      runs: [...of('estimate', ...FITS), ...of('figure', ...FITS)],
    },
  ));

test('description, timeout, retries and resources', () =>
  expectRow(
    edit(
      ESTIMATION,
      [
        "fit: 'fit.json' },",
        "fit: 'fit.json' }, description: 'Fits', timeout: '1m', retries: 1, resources: { cpus: 2 },",
      ],
      ["total: 'total.txt' },", "total: 'total.txt' }, retries: 2, timeout: 60_000,"],
      ["draws: 'draws.json' },", "draws: 'draws.json' }, description: 'Draws',"],
    ),
    { selects: [] },
  ));

test("edit a task's module, to the same results", () =>
  expectRow(edit('src/study/estimation/estimate.ts', ['fit: {', 'fit: /* the same */ {']), {
    selects: BELOW,
    runs: of('estimate', ...FITS),
  }));

test('edit a local module that it imports through another one, to other results', () =>
  expectRow(edit('src/study/lib/numbers.ts', ['.map(parse)', '.map((n) => 10 * parse(n))']), {
    selects: BELOW,
    runs: BELOW_PREPARE,
  }));

test('move a local module', () =>
  expectRow(
    () => {
      study.git('mv', 'src/study/estimation/statistics.ts', 'src/study/lib/statistics.ts');
      study.write({
        ...edit('src/study/estimation/estimate.ts', ['./statistics', '../lib/statistics']),
        ...edit('src/study/lib/statistics.ts', ['../lib/numbers', './numbers']),
      });
    },
    { selects: BELOW, runs: of('estimate', ...FITS) },
  ));

test('add a module that an import would resolve to if another one were not there', () =>
  expectRow(
    { 'src/study/lib/numbers/index.ts': study.read('src/study/lib/numbers.ts') },
    { selects: [] },
  ));

test('an import resolves elsewhere', () =>
  expectRow(
    { 'src/study/lib/numbers.ts': null },
    { selects: BELOW, runs: of('estimate', ...FITS) },
  ));

test('edit the code of tasks with persist', () =>
  expectRow(
    {
      ...edit('src/study/estimation/seed.ts', ['SEED = 1', 'SEED = 2']),
      ...edit('src/study/estimation/simulate.ts', ['const read', '// New.\nconst read']),
      ...edit('src/study/estimation/figure.ts', ['<svg>', '<svg >']),
    },
    { selects: [] },
  ));

test('a new version of a task with persist', () =>
  expectRow(edit(ESTIMATION, ['batch: false,', 'batch: false, version: 2,']), {
    selects: of('simulate', 'logit', 'ols'),
  }));

test('change a data file, to the same prepared data', () =>
  expectRow(edit(ODD, ['# the second', '# another comment']), {
    selects: ['first/prepare/b', ...BELOW.filter((e) => !/\/a(-|$)/.test(e))],
    runs: ['prepare/b'],
  }));

test('change a data file', () =>
  expectRow(edit('src/data/a.csv', ['3', '4']), {
    selects: ['first/prepare/a', ...BELOW.filter((e) => !/\/b(-|$)/.test(e))],
    runs: [
      'prepare/a',
      ...of('estimate', 'a-logit', 'a-ols'),
      ...of('figure', 'a-logit', 'a-ols'),
      'compare/a',
      'total/all',
    ],
  }));

test('change a data file, to another one of the same size and time', () =>
  expectRow(
    () => {
      const path = join(study.root, 'src/data/a.csv');
      const before = statSync(path);
      study.write(edit('src/data/a.csv', ['4', '7']));
      utimesSync(path, before.atime, before.mtime);
    },
    {
      selects: ['first/prepare/a', ...BELOW.filter((e) => !/\/b(-|$)/.test(e))],
      runs: [
        'prepare/a',
        ...of('estimate', 'a-logit', 'a-ols'),
        ...of('figure', 'a-logit', 'a-ols'),
        'compare/a',
        'total/all',
      ],
    },
  ));

test('change a gitignored data file', () =>
  expectRow({ 'raw/a.txt': 'another raw a\n' }, { selects: [], runs: ['probe/a'] }));

test('change what a runtime command prints', () =>
  expectRow({ 'raw/version.txt': 'version 2\n' }, { selects: [], runs: of('probe', 'a', 'b') }));

test('upgrade a package that modules import', () =>
  expectRow(
    () =>
      installInto(study, tarballOf('used', '1.1.0', 'export const parse = (t) => Number(t);\n')),
    { selects: BELOW, runs: of('estimate', ...FITS) },
  ));

test('upgrade another package', () =>
  expectRow(() => installInto(study, tarballOf('other', '1.1.0', 'export const more = 1;\n')), {
    selects: [],
  }));

test('upgrade this package, as its range in package.json allows', () =>
  expectRow(
    () => {
      const { 'package.json': manifest } = edit('package.json');
      installInto(study, nextVersion());
      // Where package.json names another version of a plugin, Nx takes all packages for changed.
      study.write({ 'package.json': manifest! });
    },
    { selects: [] },
  ));

/** The package as it is, under a higher version. */
function nextVersion(): string {
  const tarball = inject('tarball');
  const folder = join(inject('folder'), 'next');
  cpSync(dirname(tarball), folder, { recursive: true, filter: (path) => !/\.tgz$/.test(path) });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, version: '99.0.0' }));
  npm(folder, 'pack', '--silent', '--ignore-scripts');
  return join(folder, 'nx-experiments-99.0.0.tgz');
}

test('edit other files', () =>
  expectRow(
    {
      'README.md': '# A study\n',
      'src/data/c.csv': '7\n',
      'src/study/estimation/notes.md': 'Notes.\n',
      'src/study/estimation/unused.ts': 'export {};\n',
      'src/words/third.md': 'no text\n',
      ...edit('src/study/constants.ts', ['export', 'export const UNUSED = 1;\nexport']),
    },
    { selects: [] },
  ));

test('delete some other config.ts', async () => {
  study.write({ 'src/other/config.ts': null });
  study.commit();
  await study.nx('run-many', '-t', ...EVERY_TASK);
  expect(study.ran()).toEqual([]);
});

test.each([
  ['nx.json', () => edit('nx.json', ['"analytics"', '"parallel": 2,\n  "analytics"'])],
  ['.gitignore', () => edit('.gitignore', ['raw', 'raw\nother'])],
  ['.nxignore', (): Files => ({ '.nxignore': 'other\n' })],
  ["the root tsconfig's paths", (): Files => ({ 'tsconfig.base.json': TSCONFIG })],
])('edit %s, which Nx hashes into every task', (_, change) =>
  expectRow(change(), {
    selects: [
      ...of('first/prepare', 'a', 'b'),
      ...of('first/probe', 'a', 'b'),
      ...BELOW,
      ...of('simulate', 'logit', 'ols'),
      ...SUMMARY,
    ],
    // Tasks write their own names into the log, without those of catalogs.
    runs: [
      ...of('prepare', 'a', 'b'),
      ...of('probe', 'a', 'b'),
      ...BELOW_PREPARE,
      ...of('simulate', 'logit', 'ols'),
      ...SUMMARY,
    ],
  }),
);
