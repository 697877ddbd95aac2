import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workspace } from '../../src/workspace.fixture.js';
import { EXPERIMENT_PY, pythonScript } from './python-script.js';
import { EXPERIMENT_R, rScript } from './r-script.js';

const LANGUAGES = [
  ['python3', 'experiment.py', EXPERIMENT_PY, pythonScript],
  ['Rscript', 'experiment.R', EXPERIMENT_R, rScript],
] as const;

/** A program that is missing makes tests fail in CI, and is said aloud elsewhere. */
const isThere = (program: string) => {
  const isMissing = spawnSync(program, ['--version']).status !== 0;
  if (isMissing && process.env.CI !== 'true')
    console.warn(`SKIPPED: the scripts are not run, as there is no ${program}`);
  return !isMissing || process.env.CI === 'true';
};
const THERE = LANGUAGES.filter(([program]) => isThere(program));

const NASTY = 'é "quoted" \\ back\n\t\u0001 \u{1f600} {data} $HOME';

const fitOf = (data: string, model: string) => ({
  id: `${data}-${model}`,
  levels: { data: { name: data }, model: { name: model } },
  outputs: { fit: `bld/fit-${model}.json`, 'the-table': 'bld/table.csv', plot: 'bld/plot.pdf' },
});

const EXPERIMENT = {
  id: 'a',
  task: 'compare',
  levels: { data: { name: 'a', path: 'a.csv' } },
  args: { depth: 3, none: null, empty: {}, few: [1, [], { if: true }] },
  inputs: { priors: 'priors.json', all: ['a.csv', 'b.csv'] },
  needs: {
    estimate: [fitOf('a', 'ols'), fitOf('a', 'logit')],
    'pre-pare': fitOf('a', 'ols'),
    if: fitOf('a', 'ols'),
    result: fitOf('a', 'ols'),
  },
  outputs: { result: 'bld/result.json' },
};

const OUTPUTS = [
  ['fit', 'fit.json'],
  ['the-table', '{data}.csv'],
  ['plot', 'plot.pdf'],
] as const;

const OUTLINE = {
  over: ['data'],
  needs: [
    { name: 'estimate', over: ['data', 'model'], outputs: OUTPUTS },
    { name: 'pre-pare', over: ['data'], outputs: OUTPUTS },
    { name: 'if', over: [], outputs: OUTPUTS },
    { name: 'result', over: [], outputs: [] },
  ],
};

const FITS = { ols: { x: 0.1, text: NASTY }, logit: { list: [1, null], empty: {}, none: [] } };

test.each(THERE)(
  '%s runs a script at once, in any locale, and it reads all that it needs',
  (...given) => {
    const [program, experiment, text, script] = given;
    const experimentFile = `a "study"/${experiment}`;
    const root = workspace({
      'experiment.json': JSON.stringify(EXPERIMENT),
      'bld/fit-ols.json': JSON.stringify(FITS.ols),
      'bld/fit-logit.json': JSON.stringify(FITS.logit, undefined, 2),
      'bld/table.csv': 'ä,b\r\n1,2\n',
      [experimentFile]: text,
      'a "study"/task': script({ ...OUTLINE, experimentFile }),
      'a "study"/once': script({ over: [], needs: [], experimentFile }),
    });
    const table = program === 'python3' ? 'ä,b\n1,2\n' : 'ä,b\r\n1,2\n';
    const rest = { 'the-table': table, plot: 'bld/plot.pdf' };
    const results = ['C', 'C.UTF-8'].flatMap((locale) =>
      ['task', 'once'].map((name) => {
        const env = { ...process.env, LC_ALL: locale, EXPERIMENT: 'experiment.json' };
        execFileSync(program, [`a "study"/${name}`], { cwd: root, env });
        return JSON.parse(readFileSync(join(root, 'bld/result.json'), 'utf8'));
      }),
    );
    const compared = {
      data: 'a',
      estimates: [
        { id: 'a-ols', fit: FITS.ols, ...rest },
        { id: 'a-logit', fit: FITS.logit, ...rest },
      ],
      pre_pare: { fit: FITS.ols, ...rest },
      if_task: { fit: FITS.ols, ...rest },
      result_task: { outputs: fitOf('a', 'ols').outputs },
    };
    expect(results).toEqual([compared, { id: 'a' }, compared, { id: 'a' }]);
  },
);

const SHOW = {
  python3: `import dataclasses, json
from experiment import experiment
print(json.dumps(dataclasses.asdict(experiment)))
`,
  Rscript: `source("src/experiment.R")
write_json(experiment, "shown.json")
cat(readLines("shown.json", encoding = "UTF-8"))
`,
};

test.each(THERE)('%s gets the whole experiment', (program, experiment, text) => {
  const root = workspace({
    'experiment.json': JSON.stringify(EXPERIMENT),
    [`src/${experiment}`]: text,
    'src/show': SHOW[program],
  });
  const env = { ...process.env, EXPERIMENT: 'experiment.json' };
  const shown = execFileSync(program, ['src/show'], { cwd: root, env, encoding: 'utf8' });
  expect(JSON.parse(shown)).toEqual(EXPERIMENT);
});

const R_TOO = THERE.some(([program]) => program === 'Rscript');

test.runIf(R_TOO)('R writes the JSON that it read, whatever is in it', () => {
  // R has no text with the character NUL, and reads the last bit of some fractions otherwise.
  const text = fc.string({ unit: 'binary' }).map((some) => some.replaceAll('\0', ''));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(
        text,
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        fc.integer().map((one) => one / 64),
      ),
      fc.array(tie('value')),
      fc.array(fc.tuple(text, tie('value'))).map((entries) => Object.fromEntries(entries)),
    ),
  }));
  const values = fc.sample(value, 100);
  const root = workspace({
    'experiment.json': JSON.stringify(values),
    'escaped.json': JSON.stringify(values).replace(
      /[^\0-\x7f]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
    'experiment.R': EXPERIMENT_R,
    'show.R': `source("experiment.R")
write_json(experiment, "shown.json")
write_json(read_json("escaped.json"), "again.json")
`,
  });
  for (const locale of ['C', 'C.UTF-8']) {
    const env = { ...process.env, LC_ALL: locale, EXPERIMENT: 'experiment.json' };
    execFileSync('Rscript', ['show.R'], { cwd: root, env });
    for (const file of ['shown.json', 'again.json'])
      expect(JSON.parse(readFileSync(join(root, file), 'utf8'))).toEqual(values);
  }
});

test.runIf(R_TOO).each(['', '{', '{"a" 1}', '[1 2]', '[nil]', '"open', '[1]]'])(
  'R refuses %j, which is no JSON',
  (text) => {
    const root = workspace({ 'no.json': text, 'experiment.R': EXPERIMENT_R });
    const env = { ...process.env, EXPERIMENT: 'no.json' };
    const { status, stderr } = spawnSync('Rscript', ['experiment.R'], { cwd: root, env });
    expect(status).toBe(1);
    expect(String(stderr)).toContain('no.json: is no JSON at');
  },
);
