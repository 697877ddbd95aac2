import type { ExperimentData, ReasonGroup, State, StudyData } from '../data.js';

/** How large a made-up study is: the product of these is its number of estimates. */
export interface Sizes {
  readonly data: number;
  readonly models: number;
  readonly errors: number;
  readonly seeds: number;
}

const MODELS = ['ols', 'ridge', 'lasso', 'forest', 'boosting', 'logit', 'probit', 'spline'];
const DATA = ['adelie', 'chinstrap', 'gentoo', 'islands', 'survey', 'panel', 'census', 'trial'];
const ERRORS = ['classical', 'robust', 'clustered', 'bootstrap'];

/**
 * A study of estimates with replicates and a comparison for each dataset. The same sizes give the
 * same study.
 *
 * @param write gets its outputs, by paths relative to the workspace root
 */
export function makeStudy(sizes: Sizes, write: (path: string, text: string) => void): StudyData {
  const random = randomOf(7);
  const data = namesOf(DATA, sizes.data);
  const models = namesOf(MODELS, sizes.models);
  const errors = namesOf(ERRORS, sizes.errors);
  const seeds = Array.from({ length: sizes.seeds }, (_, at) => String(at + 1));
  const definition = (task: string): ExperimentData['definition'] => ({
    run: `src/estimation/${task}.ts`,
    args: { folds: 5 },
    env: {},
    code: [`src/estimation/${task}.ts`, 'src/estimation/metrics.ts'],
    packages: ['ml-matrix'],
  });
  const prepares = data.map((name): ExperimentData => {
    const table = `bld/prepare/${name}/table.csv`;
    write(table, `x,y\n${Array.from({ length: 8 }, (_, at) => `${at},${at * 2}`).join('\n')}\n`);
    return {
      project: `prepare/${name}`,
      task: 'prepare',
      id: name,
      levels: { data: name },
      state: 'current',
      reasons: [],
      seconds: 0.4 + random(),
      attempts: 1,
      finished: MADE - 3_600_000,
      log: '',
      inputs: { raw: `src/data/${name}.csv` },
      outputs: { table },
      needs: {},
      definition: definition('prepare'),
    };
  });
  const estimates = data.flatMap((name, d) =>
    models.flatMap((model, m) =>
      errors.flatMap((error, e) =>
        seeds.map((seed, s): ExperimentData => {
          const id = [
            name,
            model,
            ...(e > 0 ? [error] : []),
            ...(seeds.length > 1 ? [seed] : []),
          ].join('-');
          const folder = `bld/estimate/${id}`;
          // Where errors are of one kind, they are taken for the second one, of which some fail.
          const state = stateOf(d, m, e - Math.min(errors.length, 2) + 2, s, random());
          const accuracy =
            0.62 + 0.3 * Math.sin(1 + m * 0.7) ** 2 - 0.05 * d + 0.05 * (random() - 0.5);
          const slope = 1.2 + 0.2 * m + 0.35 * (random() - 0.5);
          const outputs = { fit: `${folder}/fit.json`, figure: `${folder}/residuals.svg` };
          if (state === 'current' || state === 'changed') {
            write(
              outputs.fit,
              JSON.stringify({
                accuracy,
                n: 120 + 31 * d,
                converged: random() > 0.1,
                coefficients: { intercept: 4 * (random() - 0.5), slope },
                se: { slope: (0.05 + 0.04 * random()) * (1 + e * 0.4) },
              }),
            );
            if (d < 3 && s < 2) write(outputs.figure, figure(random));
          }
          return {
            project: `estimate/${id}`,
            task: 'estimate',
            id,
            levels: {
              data: name,
              model,
              ...(errors.length > 1 && { se: error }),
              ...(seeds.length > 1 && { seed }),
            },
            state,
            reasons: REASONS[state] === undefined ? [] : [REASONS[state].replace('MODEL', model)],
            ...(state !== 'new' &&
              state !== 'blocked' && {
                seconds: 2 + 9 * random() * (m + 1),
                attempts: state === 'failed' ? 3 : 1,
                finished: MADE - 60_000 * (d + m),
                log: state === 'failed' ? LOG : `read 120 rows\nfitted ${model} in 8 steps\n`,
              }),
            inputs: { priors: `src/priors/${model}.json` },
            outputs,
            needs: { prepared: [`prepare/${name}`] },
            definition: definition('estimate'),
          };
        }),
      ),
    ),
  );
  const compares = data.map(
    (name): ExperimentData => ({
      project: `compare/${name}`,
      task: 'compare',
      id: name,
      levels: { data: name },
      state: 'waiting',
      reasons: ['needs experiments of estimate that will run'],
      inputs: {},
      outputs: { table: `bld/compare/${name}/table.csv` },
      needs: {
        fits: estimates.filter(({ levels }) => levels.data === name).map(({ project }) => project),
      },
      definition: definition('compare'),
    }),
  );
  const experiments = [...prepares, ...estimates, ...compares];
  const toRun = experiments.filter(({ state }) => state !== 'current');
  const dimension = (name: string, levels: readonly string[], more: object = {}) => ({
    name,
    levels: levels.map((level, at) => ({
      name: level,
      fields: name === 'data' ? { rows: 120 + 31 * at } : {},
    })),
    isReplicate: false,
    ...more,
  });
  return {
    project: 'estimation',
    bld: 'bld',
    page: 'bld/overview/estimation.html',
    made: MADE,
    dimensions: [
      dimension('data', data),
      dimension('model', models),
      ...(errors.length > 1 ? [dimension('se', errors, { default: errors[0] })] : []),
      ...(seeds.length > 1 ? [dimension('seed', seeds, { isReplicate: true })] : []),
    ],
    tasks: [
      { name: 'prepare', catalog: 'src/estimation/config.ts', over: ['data'] },
      {
        name: 'estimate',
        catalog: 'src/estimation/config.ts',
        description: 'Fits a model to a dataset and scores it by cross-validation.',
        over: [
          'data',
          'model',
          ...(errors.length > 1 ? ['se'] : []),
          ...(seeds.length > 1 ? ['seed'] : []),
        ],
      },
      { name: 'compare', catalog: 'src/estimation/config.ts', over: ['data'] },
    ],
    experiments,
    groups: groupsOf(experiments),
    price: {
      experiments: toRun.length,
      work: toRun.length * 21,
      clock: toRun.length * 3,
      unknown: 0,
    },
    parallel: 2,
  };
}

const MADE = Date.UTC(2026, 4, 12, 9, 30);

const REASONS: Readonly<Partial<Record<State, string>>> = {
  failed: 'ValueError: the matrix is singular',
  blocked: 'src/priors/MODEL.json is missing',
  changed: 'src/estimation/models/MODEL.ts changed',
};

const LOG = `read 120 rows
Traceback (most recent call last):
  File "src/estimation/estimate.py", line 31, in <module>
    fit = solve(x.T @ x, x.T @ y)
ValueError: the matrix is singular
`;

function stateOf(data: number, model: number, error: number, seed: number, chance: number): State {
  if (data === 1 && model === 2 && error === 1) return 'failed';
  if (model === 3 && data === 3) return 'blocked';
  if (model === 1 && seed % 2 === 0 && data > 1) return 'changed';
  if (data > 4 && error === 2) return 'new';
  return chance < 0.004 ? 'failed' : 'current';
}

function groupsOf(experiments: readonly ExperimentData[]): readonly ReasonGroup[] {
  const groups = new Map<string, ReasonGroup>();
  for (const { task, state, reasons, levels } of experiments)
    for (const reason of reasons) {
      const key = `${task} ${state} ${reason}`;
      const where = state === 'changed' || state === 'blocked' ? [`model=${levels.model}`] : [];
      const known = groups.get(key)?.experiments ?? 0;
      groups.set(key, { task, state, reason, where, experiments: known + 1 });
    }
  return [...groups.values()].sort((a, b) => b.experiments - a.experiments);
}

function namesOf(names: readonly string[], count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => {
    const name = names[at % names.length]!;
    return at < names.length ? name : `${name}_${Math.floor(at / names.length) + 1}`;
  });
}

function figure(random: () => number): string {
  const dots = Array.from(
    { length: 60 },
    () => `<circle cx="${20 + 280 * random()}" cy="${20 + 140 * random()}" r="2.5"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180" width="640"><rect width="320" height="180" fill="#fff"/><g fill="#0072b2" fill-opacity=".7">${dots.join('')}</g><path d="M20 90H300" stroke="#666"/></svg>`;
}

/** Mulberry32 (Tommy Ettinger, public domain): numbers between 0 and 1, the same for one seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
