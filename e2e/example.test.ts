import { expect, test } from 'vitest';
import { exampleWorkspace, expectClose, installFromRepository, referenceOf } from './example.js';

const PACKAGES = [
  '@observablehq/plot',
  'd3-array',
  'd3-dsv',
  'd3-hierarchy',
  'linkedom',
  'ml-matrix',
];

test("the guide's project gives its fits, figures and tables, with the numbers of R and scikit-learn", async () => {
  const made = exampleWorkspace('scaling-tasks');
  installFromRepository(made, ...PACKAGES);
  const first = await made.nx('run-many', '-t', 'estimate', '--projects=tag:data_0');
  expect(first.stdout).toContain('Successfully ran target estimate for 5 projects and 1 task');
  await made.nx('run-many', '-t', 'estimate', 'figure', 'table', 'numbers');

  const bld = made.files('bld').filter((file) => !file.startsWith('bld/prepare'));
  expect(bld.filter((file) => file.endsWith('fit.json'))).toHaveLength(20);
  expect(bld.filter((file) => file.endsWith('.svg'))).toHaveLength(8);
  // The lock of the example is committed in step with its catalogs: nothing changed it.
  expect(made.git('status', '--porcelain')).toBe('');

  const fitOf = (id: string) => JSON.parse(made.read(`bld/estimate/${id}/fit.json`));
  const reference = referenceOf('reference');
  for (const data of ['0', '1', '2', '3'])
    for (const model of ['linear_probability', 'logistic_model'])
      for (const se of ['classical', 'robust']) {
        const fit = fitOf(`${data}-${model}${se === 'robust' ? '-robust' : ''}`);
        const known = reference[data][model];
        const effects = known.effects ?? known.coefficients.slice(1);
        const errors = known[`${se}_effects`] ?? known[se].slice(1);
        expect(fit.n).toBe(reference[data].n);
        expectClose(each(fit.coefficients, 'estimate'), known.coefficients);
        expectClose(each(fit.coefficients, 'standard_error'), known[se]);
        expectClose(each(fit.effects, 'estimate'), effects);
        expectClose(each(fit.effects, 'standard_error'), errors);
        expectClose([fit.log_likelihood], [known.log_likelihood]);
        if (known.r_squared !== undefined) expectClose([fit.r_squared], [known.r_squared]);
        for (const [end, sign] of [
          ['lower', -1],
          ['upper', 1],
        ] as const) {
          const half = (error: number) => sign * known.critical * error;
          expectClose(
            each(fit.coefficients, end),
            known.coefficients.map((b: number, i: number) => b + half(known[se][i])),
          );
          expectClose(
            each(fit.effects, end),
            effects.map((b: number, i: number) => b + half(errors[i])),
          );
        }
      }
  for (const [data, known] of Object.entries<Tree>(referenceOf('trees'))) {
    const { importance, accuracy, tree } = fitOf(`${data}-decision_tree`);
    expectClose(importance, known.importance);
    expectClose([accuracy], [known.accuracy]);
    expect(JSON.stringify(tree).match(/"n":/g)).toHaveLength(known.nodes);
  }
  expect(made.read('bld/table/all/table.md')).toContain(
    '| All penguins | 333 | linear_probability | robust (HC1)      | 0.447 (0.026) |',
  );
  const figure = made.read('bld/figure/0/effects.svg');
  expect(figure).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(figure).toContain('Change in the probability per standard deviation');

  const again = await made.nx('run-many', '-t', 'estimate', 'figure', 'table', 'numbers');
  // Of the others, the pilot's, each has nothing to run.
  expect(again.stdout).toMatch(/for 30 out of 3\d tasks/);

  const { stdout } = await made.nx('overview', 'estimation');
  expect(stdout).toContain('estimation: 30 experiments   ✔ 30 current');
  expect(stdout).toContain('The page: bld/overview/estimation.html');
  expect(made.read('bld/overview/estimation.html')).toMatch(/^<!doctype html>/i);
});

/** One number of each estimate, in the order of the file. */
function each(estimates: object, of: 'estimate' | 'standard_error' | 'lower' | 'upper'): number[] {
  return Object.values(estimates).map((estimate) => estimate[of]);
}

interface Tree {
  readonly importance: readonly number[];
  readonly accuracy: number;
  readonly nodes: number;
}
