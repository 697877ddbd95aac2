import type { Files } from './workspace.js';

/** Writes a line into the log of real executions, from a module. */
const NOTE = 'appendFileSync(process.env.RUNS_LOG!, `${e.task}/${e.id}\\n`);';

/** The same from a shell. */
export const note = (task: string) => `echo ${task}/{id} >> "$RUNS_LOG"`;

/**
 * A task module that notes that it ran and returns its output.
 *
 * @param value the text of an expression over `e`, the experiment
 */
export function module(output: string, value: string, imports = ''): string {
  return `${imports}import { appendFileSync, readFileSync } from 'node:fs';
import type { Experiment } from 'nx-experiments';

const read = (path: string) => readFileSync(path, 'utf8');

export default function task(e: Experiment) {
  ${NOTE}
  return { ${output}: ${value} };
}
`;
}

/** The place of a level's data, whose name is full of characters that globs know. */
export const ODD = 'src/data/b [1] (x) {y}!.csv';

const PREPARATION = `import { defineCatalog, dimension } from 'nx-experiments';
import { BLD } from '../constants';

export const data = dimension({
  a: { path: 'src/data/a.csv', weight: 1 },
  b: { path: '${ODD}', weight: 1 },
});

export default defineCatalog({
  bld: BLD,
  dimensions: { data },
  tasks: {
    prepare: {
      inputs: { csv: '{data.path}' },
      outputs: { table: 'table.csv' },
      run: './prepare.ts',
    },
    probe: {
      inputs: { raw: 'raw/{data}.txt' },
      runtime: ['cat raw/version.txt'],
      outputs: { seen: 'seen.txt' },
      command: 'cat {inputs.raw} raw/version.txt > {outputs.seen} && ${note('probe')}',
    },
  },
});
`;

const ESTIMATION = `import { defineCatalog, dimension } from 'nx-experiments';
import { BLD } from '../constants';
import preparation, { data } from '../preparation/config';

export const model = dimension(['ols', 'logit']);

export default defineCatalog({
  bld: BLD,
  dimensions: { data, model },
  tasks: {
    estimate: {
      needs: { prepared: preparation.tasks.prepare },
      outputs: { fit: 'fit.json' },
      run: './estimate.ts',
    },
    figure: {
      needs: { fit: 'estimate', prepared: preparation.tasks.prepare },
      outputs: { svg: 'figure.svg' },
      run: './figure.ts',
    },
    compare: {
      over: ['data'],
      needs: { fits: 'estimate' },
      outputs: { table: 'table.txt' },
      command: ['node', 'src/study/estimation/compare.mjs', '{id}', '{outputs.table}', '{needs.fits.fit}'],
    },
    total: {
      over: [],
      needs: { tables: 'compare' },
      outputs: { total: 'total.txt' },
      command: 'cat {needs.tables.table} > {outputs.total} && ${note('total')}',
    },
    simulate: {
      over: ['model'],
      persist: true,
      outputs: { draws: 'draws.json' },
      run: './simulate.ts',
    },
  },
});
`;

/**
 * Two datasets and two models, in two catalogs: a chain, a task that needs another one and what that
 * one needs, a fan-in, a total, commands and modules, gitignored data and code that does not count.
 */
export const STUDY: Files = {
  'src/study/constants.ts': "export const BLD = 'bld';\n",
  'src/data/a.csv': '# the first\n1\n2\n3\n',
  [ODD]: '# the second\n4\n5\n6\n',
  'src/study/preparation/config.ts': PREPARATION,
  'src/study/preparation/prepare.ts': module(
    'table',
    "read(e.inputs.csv as string).replace(/^#.*\\n/gm, '')",
  ),
  'src/study/estimation/config.ts': ESTIMATION,
  'src/study/estimation/estimate.ts': module(
    'fit',
    `{
    model: e.levels.model!.name,
    data: e.levels.data,
    mean: mean(read((e.needs.prepared as { outputs: { table: string } }).outputs.table)),
  }`,
    "import { mean } from './statistics';\n",
  ),
  'src/study/estimation/statistics.ts': `import { numbers } from '../lib/numbers';

export const mean = (text: string) => numbers(text).reduce((a, b) => a + b) / numbers(text).length;
`,
  'src/study/lib/numbers.ts':
    "export const numbers = (text: string) => text.trim().split('\\n').map(Number);\n",
  'src/study/estimation/figure.ts': module(
    'svg',
    '`<svg>${read((e.needs.fit as { outputs: { fit: string } }).outputs.fit)}</svg>`',
  ),
  'src/study/estimation/compare.mjs': `import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

const [id, table, ...fits] = process.argv.slice(2);
appendFileSync(process.env.RUNS_LOG, \`compare/\${id}\\n\`);
writeFileSync(table, fits.map((fit) => readFileSync(fit, 'utf8')).join('\\n'));
`,
  'src/study/estimation/simulate.ts': module(
    'draws',
    '{ model: e.levels.model!.name, seed: SEED }',
    "import { SEED } from './seed';\n",
  ),
  'src/study/estimation/seed.ts': 'export const SEED = 1;\n',
  '.gitignore': 'node_modules\nbld\n.nx\nraw\n',
  'raw/a.txt': 'raw a\n',
  'raw/b.txt': 'raw b\n',
  'raw/version.txt': 'version 1\n',
};

/** All tasks of the study. */
export const TASKS = ['prepare', 'probe', 'estimate', 'figure', 'compare', 'total', 'simulate'];

/** Names of experiments of one task. */
export function of(task: string, ...ids: readonly string[]): string[] {
  return ids.map((id) => `${task}/${id}`);
}

/** All experiments of the study. */
export const ALL = [
  ...of('prepare', 'a', 'b'),
  ...of('probe', 'a', 'b'),
  ...of('estimate', 'a-ols', 'a-logit', 'b-ols', 'b-logit'),
  ...of('figure', 'a-ols', 'a-logit', 'b-ols', 'b-logit'),
  ...of('compare', 'a', 'b'),
  ...of('total', 'all'),
  ...of('simulate', 'ols', 'logit'),
];
