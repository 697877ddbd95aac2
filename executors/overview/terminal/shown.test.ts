import { expect, test } from 'vitest';
import type { ExperimentData, State, StudyData } from '../data.js';
import { groupsOf } from '../groups.js';
import { priceAmong } from '../price.js';
import { shown } from './shown.js';

const DATA = ['a', 'b'];
const MODELS = ['ols', 'logit'];

const PLAIN = { columns: 80, hasColour: false };

type Given = { readonly [id: string]: Partial<ExperimentData> & { readonly state: State } };

/** A study of one task; an experiment is current unless given. */
function study(given: Given, data: readonly string[] = DATA): StudyData {
  const experiments = data.flatMap((a) =>
    MODELS.map(
      (model): ExperimentData => ({
        project: `estimate/${a}-${model}`,
        task: 'estimate',
        id: `${a}-${model}`,
        levels: { data: a, model },
        state: 'current',
        reasons: [],
        seconds: 60,
        outputs: {},
        inputs: {},
        needs: {},
        definition: { args: {}, env: {}, code: [], packages: [] },
        ...given[`${a}-${model}`],
      }),
    ),
  );
  const levels = (names: readonly string[]) => names.map((name) => ({ name, fields: {} }));
  return {
    project: 'estimation',
    bld: 'bld',
    page: 'bld/overview/estimation.html',
    made: 0,
    dimensions: [
      { name: 'data', levels: levels(data), isReplicate: false },
      { name: 'model', levels: levels(MODELS), isReplicate: false },
    ],
    tasks: [{ name: 'estimate', catalog: 'src/config.ts', over: ['data', 'model'] }],
    experiments,
    groups: groupsOf(experiments),
    price: priceAmong(experiments, experiments, 2),
    parallel: 2,
  };
}

const MIXED: Given = {
  'a-ols': { state: 'failed', reasons: ['Error: singular'], log: 'fitting\nError: singular\n' },
  'b-logit': { state: 'changed', reasons: ['src/logit.ts changed'] },
};

test('a study without experiments is another thing than a selection without any', () => {
  const none = { ...study({}), experiments: [], tasks: [], groups: [] };
  expect(shown(none, PLAIN, true)).toBe('There are no such experiments.\n');
  expect(shown({ ...none, dimensions: [] }, PLAIN, true)).toMatch(
    /^estimation has no experiments: /,
  );
});

test('what is wrong is shown to its end, also where it is wider than the terminal', () => {
  const missing = `the input "series" is missing: raw/${'long/'.repeat(8)}a.csv (NXE048)`;
  const log = `Error: the likelihood has no maximum after 3 steps; do the regressors separate the groups?`;
  const given: Given = {
    'a-ols': { state: 'blocked', reasons: [missing] },
    'b-ols': { state: 'failed', reasons: ['no maximum'], log: `${log}\n${'x'.repeat(1000)}\n` },
  };
  const text = shown(study(given), PLAIN, true);
  const words = text.replaceAll(/\s+/g, ' ');
  expect(words).toContain(missing);
  expect(words).toContain(log);
  expect(text).toContain('x…\n');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(80);
});

test('failures come first, then the task, why, the grid and the price', () => {
  expect(shown(study(MIXED), PLAIN, true)).toMatchInlineSnapshot(`
    "estimation: 4 experiments   ✖ 1 failed  ~ 1 changed  ✔ 2 current

    Failed
      ✖ estimate/a-ols  after 60 s
        fitting
        Error: singular

    Tasks
      estimate  4   ✖ 1 failed  ~ 1 changed  ✔ 2 current

    Why
      ~ 1 of estimate with data=b, model=logit: src/logit.ts changed

    estimate by model × data
      model  a    b
      ols    ✖    ✔
      logit  ✔    ~

    2 would run: 2 min of work, 60 s with --parallel=2.

    The page: bld/overview/estimation.html
    "
  `);
});

test('the grid is there while it fits, also where all is done', () => {
  expect(shown(study({}), PLAIN, true)).toMatchInlineSnapshot(`
    "estimation: 4 experiments   ✔ 4 current

    Tasks
      estimate  4   ✔ 4 current

    estimate by model × data
      model  a    b
      ols    ✔    ✔
      logit  ✔    ✔

    Nothing would run.

    The page: bld/overview/estimation.html
    "
  `);
});

test('a dimension of which each level goes with one of another leaves no cells empty', () => {
  const { experiments, dimensions, tasks, ...rest } = study({});
  const regions = ['alpine', 'west'];
  const nested: StudyData = {
    ...rest,
    dimensions: [
      { name: 'region', levels: regions.map((name) => ({ name, fields: {} })), isReplicate: false },
      ...dimensions,
    ],
    tasks: [{ ...tasks[0]!, over: ['region', 'data', 'model'] }],
    experiments: experiments.map((one) => ({
      ...one,
      levels: { region: regions[DATA.indexOf(one.levels.data!)]!, ...one.levels },
    })),
  };
  const text = shown(nested, PLAIN, true);
  expect(text).toContain(`estimate by region × data × model
  region, data  ols  logit
  alpine  a     ✔    ✔
  west    b     ✔    ✔
`);
});

test('where not all grids fit, those with something to do are shown', () => {
  const many = Array.from({ length: 30 }, (_, i) => `d${i}`);
  const one = study({ 'd0-ols': { state: 'changed', reasons: ['src/ols.ts changed'] } }, many);
  const done = one.experiments.map((experiment): ExperimentData => {
    const { id } = experiment;
    return { ...experiment, project: `figure/${id}`, task: 'figure', state: 'current' };
  });
  const both = {
    ...one,
    tasks: [...one.tasks, { name: 'figure', catalog: 'src/config.ts', over: ['data', 'model'] }],
    experiments: [...one.experiments, ...done],
  };
  const text = shown(both, PLAIN, true);
  expect(text).toContain('estimate by data × model');
  expect(text).not.toContain('figure by');
});

test('colours are there where the terminal has them, and nothing else differs', () => {
  const coloured = shown(study(MIXED), { ...PLAIN, hasColour: true }, true);
  expect(coloured).toContain('\u001b[31m✖ 1 failed\u001b[39m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(shown(study(MIXED), PLAIN, true));
});

test('thousands are summarized by level, never a line each', () => {
  const many = Array.from({ length: 2000 }, (_, i) => `d${i}`);
  const given: Given = Object.fromEntries(
    many.map((name) => [`${name}-logit`, { state: 'changed', reasons: [`${name}.csv changed`] }]),
  );
  const text = shown(study(given, many), PLAIN, true);
  expect(text.split('\n').length).toBeLessThan(50);
  expect(text).toMatch(/logit +~ 2,000 changed/);
  expect(text).toContain('and 1,992 more reasons');
  expect(text).toContain('1 with nothing to do');
});

test('levels with as much to do are one line, or stand in the order of the catalog', () => {
  const many = Array.from({ length: 200 }, (_, i) => `d${i}`);
  const given = (ids: readonly string[]): Given =>
    Object.fromEntries(ids.map((id) => [id, { state: 'new' as const }]));
  const all = many.map((name) => `${name}-ols`);
  expect(shown(study(given(all), many), PLAIN, true)).toContain(
    'data\n  each of 200  + 1 new  ✔ 1 current\nmodel\n  ols       + 200 new\n',
  );
  const text = shown(study(given([...all, 'd11-logit']), many), PLAIN, true);
  expect(text.match(/^ {2}d\d+/gm)?.slice(0, 4)).toEqual(['  d11', '  d0', '  d1', '  d2']);
});

test.each([80, 160])('no line is wider than a terminal of %i columns', (columns) => {
  const long = 'x'.repeat(500);
  const given: Given = { 'a-ols': { state: 'failed', reasons: [long], log: `${long}\n` } };
  const text = shown(study({ ...MIXED, ...given }), { ...PLAIN, columns }, true);
  const widest = text.split('\n').map((line) => [...line].length);
  expect(Math.max(...widest)).toBeLessThanOrEqual(columns);
});

test.each([40, 60, 80])(
  'counts of all states fit into %i columns, and none is broken',
  (columns) => {
    const states = ['failed', 'blocked', 'changed', 'new', 'waiting', 'current'] as const;
    const many = Array.from({ length: 600 }, (_, i) => `d${i}`);
    const given: Given = Object.fromEntries(
      many.map((name, i) => [`${name}-ols`, { state: states[i % 6]! }]),
    );
    const text = shown(study(given, many), { ...PLAIN, columns }, true);
    const counts = text.split('\n').filter((line) => /[✖!~+…✔] [\d,]+ [a-z]+$/.test(line));
    expect(Math.max(...counts.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
    expect(text.split('\n').slice(0, 6).join('\n')).toMatch(/✖ 100 failed/);
    expect(text).toMatch(/… 100 waiting/);
  },
);

test('what waits may run, and is counted apart', () => {
  const waits = { state: 'waiting', reasons: ['waits for prepare'] } as const;
  const text = (given: Given) => shown(study(given), PLAIN, true);
  expect(text({ ...MIXED, 'b-ols': waits })).toContain('2 would run, 1 more may: 3 min of work');
  expect(text({ 'b-ols': waits })).toContain('1 may run: 60 s of work');
});

test('paths in what a failed one printed are told from the workspace root', () => {
  const log = 'Error: x\n    at fit (/home/me/study/src/fit.ts:2:3)\n';
  const given: Given = { 'a-ols': { state: 'failed', reasons: ['Error: x'], log } };
  const text = shown(study(given), { ...PLAIN, root: '/home/me/study' }, true);
  expect(text).toContain('    at fit (src/fit.ts:2:3)\n');
  expect(shown(study(given), PLAIN, true)).toContain('(/home/me/study/src/fit.ts:2:3)');
});

test('what an experiment printed moves nothing on the screen', () => {
  const log = 'good\u001b[2J\u001b]0;title\u0007\rbad\n';
  const given: Given = { 'a-ols': { state: 'failed', reasons: ['bad'], log } };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
  expect(shown(study(given), PLAIN, true)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});
