import { expect, test } from 'vitest';
import { exampleWorkspace, installFromRepository } from './example.js';

test("the guide's project gives twelve estimations, their figures, comparisons and one table", async () => {
  const made = exampleWorkspace('scaling-tasks');
  installFromRepository(
    made,
    'ml-matrix',
    'is-any-array',
    'ml-array-max',
    'ml-array-min',
    'ml-array-rescale',
  );
  const first = await made.nx('run-many', '-t', 'estimate', '--projects=tag:data_0');
  expect(first.stdout).toContain('Successfully ran target estimate for 3 projects and 1 task');
  await made.nx('run-many', '-t', 'estimate', 'figure', 'compare', 'table');

  const bld = made.files('bld').filter((file) => !file.startsWith('bld/prepare'));
  expect(bld.filter((file) => file.endsWith('fit.json'))).toHaveLength(12);
  expect(bld.filter((file) => file.endsWith('figure.svg'))).toHaveLength(12);
  expect(bld.filter((file) => file.endsWith('comparison.md'))).toHaveLength(4);
  // The lock of the example is committed in step with its catalogs: nothing changed it.
  expect(made.git('status', '--porcelain')).toBe('');

  // Computed independently, in exact fractions (OLS) and 50 digits (logit).
  const resultOf = (id: string) => JSON.parse(made.read(`bld/estimate/${id}/fit.json`));
  expect(resultOf('0-linear_probability').n).toBe(333);
  expect(made.read('bld/table/all/table.md')).toContain(
    '| data_0 | all       | 333 | linear_probability | 0.447 (0.029) | 0.008 (0.004)  | 0.186 (0.010) |',
  );

  const again = await made.nx('run-many', '-t', 'estimate', 'figure', 'compare', 'table');
  // Of the others, the pilot's, each has nothing to run.
  expect(again.stdout).toContain('33 out of 37 tasks');

  const { stdout } = await made.nx('overview', 'estimation');
  expect(stdout).toContain('estimation: 33 experiments   ✔ 33 current');
  expect(stdout).toContain('The page: bld/overview/estimation.html');
  expect(made.read('bld/overview/estimation.html')).toMatch(/^<!doctype html>/i);
});
