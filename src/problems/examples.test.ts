import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { accept } from '../../executors/run/accept.js';
import { unfitSystem } from '../../executors/run/client/refusals.js';
import { describeFailure } from '../../executors/run/failure.js';
import { changeMessage } from '../../executors/run/outcome.js';
import { plan, type Results, runPlans, study } from '../../executors/run/study.fixture.js';
import { addDimension } from '../../generators/edit/add-dimension.js';
import { addLevel } from '../../generators/edit/add-level.js';
import { removeLevel } from '../../generators/edit/remove-level.js';
import { defineCatalog, dimension } from '../catalog/define.js';
import { COLLECT } from '../collect/name.js';
import { trackedOutputs } from '../graph/tracked-outputs.js';
import { refuseExcludedNeeds } from '../guard/excluded-needs.js';
import { refuseOldGraph } from '../guard/old-graph.js';
import { readProfile } from '../guard/profile.js';
import { refuseStale } from '../guard/stale.js';
import { loadCatalogs } from '../load/load.js';
import { lockOf } from '../lock/lock.js';
import { closures } from '../modules/closure.js';
import { createLoader } from '../modules/loader.js';
import { readCall } from '../nx/call.js';
import { partOfNx } from '../nx/part-of-nx.js';
import { type Catalogs, soundStudy, studyFrom } from '../study.fixture.js';
import { diskFiles } from '../workspace/files.js';
import { obstacles } from '../workspace/obstacles.js';
import { unsteady } from '../workspace/unsteady.js';
import { readWorkspace } from '../workspace/workspace.js';
import { catalogText, type Files, workspace } from '../workspace.fixture.js';
import { CODES, type Code } from './codes.js';
import { describe, type Problem } from './problem.js';
import { reportInto } from './report.js';

const data = dimension(['a', 'b']);
const fit = { outputs: { fit: 'fit.json' }, command: ['true'] };
const nx = (text: string) => readCall(['node', 'nx', ...text.split(' ')]);

/** What is wrong first with catalogs that are given as values. */
function wrong(catalogs: Catalogs): string {
  return firstOf(studyFrom(catalogs).problems);
}

/** What is wrong with the one catalog of a study; a task `fit` is in it. */
function wrongIn(part: object, task: object = fit): string {
  return wrong({
    'config.ts': defineCatalog({ dimensions: { data }, tasks: { fit: task }, ...part } as never),
  });
}

/** What is wrong with a catalog once it is evaluated. */
async function wrongOf(files: Files): Promise<string> {
  const root = workspace(files);
  const loaded = await loadCatalogs({
    root,
    files: Object.keys(files).filter((one) => one.endsWith('config.ts')),
    overlay: {},
  });
  return firstOf([...loaded.values()].flatMap(({ problems }) => problems));
}

function firstOf(problems: readonly Problem[]): string {
  return describe(problems[0]!);
}

function thrownBy(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}

const CATALOG = `{ dimensions: { data: dimension(['a', 'b']) }, tasks: { fit: { outputs: { fit: 'fit.json' }, command: ['true'] } } }`;

/** What a generator edits. */
const filesWith = (levels: string) => ({
  read: (file: string) =>
    file === 'config.ts'
      ? catalogText(`{ dimensions: { data: dimension(${levels}) }, tasks: {} }`)
      : undefined,
});

/** Experiments that fail, each in its own way. */
const FAILING = {
  late: plan('late', { command: 'sleep 60', timeout: 200 }),
  silent: plan('silent', { command: 'true' }),
  killed: plan('killed', { command: 'kill -9 $$' }),
  reads: plan('reads', { run: 'read.mjs' }),
  lacks: plan('lacks', {
    command: 'true',
    experiment: { inputs: { table: 'src/data/a.csv' } },
  }),
  returns: plan('returns', { run: 'return.mjs' }),
  unknown: plan('unknown', { command: ['no-such-program'] }),
};

let failed: Promise<Results> | undefined;

/** The last line of an experiment's output. */
async function failure(name: keyof typeof FAILING): Promise<string> {
  failed ??= runPlans(
    study({
      'read.mjs':
        "import { readFileSync } from 'node:fs';\nexport default () => ({ fit: readFileSync('data.csv', 'utf8') });\n",
      'return.mjs': 'export default () => ({ fti: 1 });\n',
      'data.csv': 'x\n',
    }),
    Object.values(FAILING),
  );
  const { terminalOutput } = (await failed)[`estimate/${name}`]!;
  return terminalOutput.split('\n').find((line) => line.includes('(NXE'))!;
}

/** How a message of each kind comes about. */
const MADE: { readonly [code in Code]: () => string | Promise<string> } = {
  NXE001: () => wrong({ 'config.ts': undefined }),
  NXE002: () =>
    wrongIn({
      where: (e: { levels: { model: { name: string } } }) => e.levels.model.name === 'ols',
    }),
  NXE003: () => wrongOf({ 'config.ts': `${catalogText(CATALOG)}const x = = 1;\n` }),
  NXE004: () => wrongOf({ 'config.ts': `import './levels';\n${catalogText(CATALOG)}` }),
  NXE005: () => wrongOf({ 'config.ts': catalogText(CATALOG, 'process.exit();') }),
  NXE006() {
    const importing = (task: string, other: string, need: string) =>
      catalogText(
        `{ dimensions: {}, tasks: { ${task}: { needs: { x: other.tasks.${need} }, outputs: { o: 'o' }, command: 'true' } } }`,
        `import other from '../${other}/config';`,
      );
    return wrongOf({
      'data/config.ts': importing('prepare', 'models', 'fit'),
      'models/config.ts': importing('fit', 'data', 'prepare'),
    });
  },
  async NXE007() {
    const root = workspace({ 'config.ts': catalogText(CATALOG), 'config.lock.json': '{}' });
    const disk = diskFiles(root, []);
    const read = (path: string) => (path === 'config.lock.json' ? undefined : disk.read(path));
    return firstOf((await readWorkspace({ ...disk, read }, ['config.ts'])).problems);
  },
  NXE008() {
    const at = (seed: number) =>
      soundStudy(
        defineCatalog({
          dimensions: { data: dimension({ a: { seed } }) },
          tasks: { fit },
        } as never),
      ).catalogs;
    return firstOf(unsteady(at(1), at(2)));
  },
  NXE009: () => wrongIn({ taks: {} }),
  NXE010: () => wrongIn({}, { ...fit, retries: 'twice' }),
  NXE011: () => wrongIn({ dimensions: { data: dimension(['penguins 2020']) } }),
  NXE012: () => wrongIn({ dimensions: { data: dimension(['a', 'b', 'a']) } }),
  NXE013: () => wrongIn({}, { ...fit, over: ['dta'] }),
  NXE014: () =>
    wrongIn({
      dimensions: {
        se: dimension(
          { classical: { hc: 0 }, robust: { hc: 1 } } as never,
          { default: 'classical' } as never,
        ),
      },
    }),
  NXE015: () => wrongIn({ dimensions: { data: dimension({ a: { load: () => 1 } } as never) } }),
  NXE016: () => wrongIn({ bld: '../results' }),
  NXE017: () => wrongIn({}, { ...fit, outputs: { plots: 'plots', fit: 'plots/fit.svg' } }),
  NXE018() {
    const root = workspace({ 'config.ts': '', bld: '' });
    return firstOf(obstacles([{ file: 'config.ts', bld: 'bld' }] as never, diskFiles(root, [])));
  },
  async NXE019() {
    const root = workspace({ 'bld/fit/a/fit.json': '' });
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
    ])
      execFileSync('git', args, { cwd: root });
    const { experiments } = soundStudy(
      defineCatalog({ dimensions: { data }, tasks: { fit } } as never),
    );
    return firstOf(await trackedOutputs(root, experiments));
  },
  NXE020: () => wrongIn({}, { outputs: fit.outputs }),
  NXE021() {
    const root = workspace({ 'fit.py': '' });
    const problems: Problem[] = [];
    closures(root, createLoader(root))(
      'fit.py',
      reportInto(problems, 'config.ts', 'tasks.fit.run'),
    );
    return firstOf(problems);
  },
  NXE022() {
    const ten = dimension([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    return wrongIn({
      dimensions: { a: ten, b: ten, c: ten, d: ten, e: ten, f: ten, g: ten, h: ten },
    });
  },
  NXE023: () => wrongIn({}, { ...fit, command: ['fit', '{dta.path}'] }),
  NXE024: () => wrongIn({}, { ...fit, command: "fit '{data}'" }),
  NXE025() {
    const prepare = { outputs: { table: 'table.csv' }, command: ['true'] };
    const other = defineCatalog({ dimensions: { data: dimension(['a']) }, tasks: { prepare } });
    const own = defineCatalog({
      dimensions: { data },
      tasks: { fit: { ...fit, needs: { table: other.tasks.prepare } } },
    } as never);
    return wrong({ 'data/config.ts': other, 'config.ts': own });
  },
  NXE026: () =>
    wrongIn({
      tasks: {
        fit: { ...fit, needs: { figure: 'figure' } },
        figure: { ...fit, needs: { fit: 'fit' } },
      },
    }),
  NXE027() {
    const other = defineCatalog({
      dimensions: { data },
      tasks: { prepare: fit },
    } as never) as unknown as { tasks: { prepare: unknown } };
    return wrongIn({}, { ...fit, needs: { table: other.tasks.prepare } });
  },
  NXE028: () =>
    wrongIn({
      tasks: {
        fit,
        figure: { outputs: { svg: 'figure.svg' }, command: ['plot', 'bld/fit/{data}/fit.json'] },
      },
    }),
  NXE029: () => wrongIn({ dimensions: { a: dimension(['b_c']), a_b: dimension(['c']) } }),
  NXE030() {
    const catalog = () => defineCatalog({ dimensions: { data }, tasks: { fit } } as never);
    return wrong({ 'growth/config.ts': catalog(), 'trade/config.ts': catalog() });
  },
  NXE031() {
    const of = (level: string, before = {}) =>
      lockOf(
        soundStudy(
          defineCatalog({
            dimensions: { se: dimension(['classical', 'robust'], { default: level } as never) },
            tasks: { fit },
          } as never),
        ),
        before,
        (e) => e.id,
      );
    return firstOf(of('robust', of('classical').texts).problems);
  },
  async NXE032() {
    const root = workspace({ 'config.ts': catalogText(CATALOG) });
    const read = await readWorkspace(diskFiles(root, []), ['config.ts']);
    return thrownBy(() => refuseStale(read, nx('affected -t fit'), undefined));
  },
  async NXE033() {
    const root = workspace({ 'config.ts': catalogText(CATALOG), 'config.lock.json': '' });
    return firstOf((await readWorkspace(diskFiles(root, []), ['config.ts'])).problems);
  },
  NXE034() {
    const tasks = { prepare: fit, fit: { ...fit, needs: { table: 'prepare' } } };
    const { catalogs } = soundStudy(defineCatalog({ dimensions: { data }, tasks } as never));
    return thrownBy(() =>
      refuseExcludedNeeds(catalogs, nx('run-many -t fit --exclude-task-dependencies')),
    );
  },
  NXE035() {
    const project = (digest: string) => ({
      name: 'fit/a',
      root: 'bld/fit/a',
      targets: { fit: { options: { digest }, inputs: [], metadata: { plan: {} } } },
    });
    return thrownBy(() =>
      refuseOldGraph(nx('run-many -t fit'), { 'fit/a': project('old') }, [project('new')]),
    );
  },
  NXE036: () =>
    thrownBy(() => partOfNx<{ readonly gone: unknown }>('nx/src/utils/is-ci', ['gone'])).replace(
      /nx \d+\.\d+\.\d+/,
      'nx 22.0.0',
    ),
  NXE037() {
    const root = workspace({ 'profile.json': '{ "launch": "srun" }' });
    return thrownBy(() => readProfile(root, 'profile.json', 1));
  },
  NXE038: () =>
    wrongIn({
      tasks: {
        fit,
        table: { over: [], needs: { fits: 'fit' }, outputs: { table: 'table.txt' }, run: COLLECT },
      },
    }),
  NXE039: () => thrownBy(() => addLevel(filesWith("['a', 'b']"), 'config.ts', 'data', 'b', {})),
  NXE040: () => thrownBy(() => addLevel(filesWith('levels()'), 'config.ts', 'data', 'c', {})),
  NXE041: () => thrownBy(() => addDimension(filesWith("['a']"), 'config.ts', 'model', [])),
  NXE042: () => thrownBy(() => removeLevel(filesWith("['a']"), 'config.ts', 'data', 'a')),
  NXE043: () => failure('late'),
  NXE044: () => failure('silent'),
  NXE045: () => failure('killed'),
  NXE046: () => failure('reads'),
  NXE047: () => changeMessage('src/data/a.csv'),
  NXE048: () => failure('lacks'),
  async NXE049() {
    vi.stubEnv('NX_EXPERIMENTS_PROFILE', 'profile.json');
    const root = study({ 'profile.json': '{ "launch": ["false"] }' });
    const results = await runPlans(root, [plan('a', { command: 'true' })]);
    return results['estimate/a']!.terminalOutput.trim();
  },
  NXE050: () => failure('returns'),
  NXE051() {
    const root = workspace({ 'bld/fit': '' });
    try {
      mkdirSync(join(root, 'bld/fit/a'));
    } catch (thrown) {
      return describeFailure(thrown, root);
    }
    throw new Error('it could be made');
  },
  NXE052() {
    const state = workspace({});
    const taken = accept('signature', [], plan('a', {}), { state } as never);
    return 'refused' in taken ? taken.refused : '';
  },
  NXE053: () => unfitSystem('win32')!.trim(),
  NXE054: () => failure('unknown'),
};

test.each(Object.entries(CODES))(
  '%s: its example is a message that is made',
  async (code, { example }) => {
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await MADE[code as Code]()).toBe(`${example} (${code})`);
  },
);
