import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exampleWorkspace, expectClose, referenceOf } from '../example.js';

test("the guide's project in Python's standard library gives R's numbers, and its modules are its code", async () => {
  const made = exampleWorkspace('python');
  await made.nx('run-many', '-t', 'estimate', 'compare');
  const fits = made.files('bld/estimate').filter((file) => file.endsWith('fit.json'));
  expect(fits).toHaveLength(20);
  expect(made.git('status', '--porcelain')).toBe('');
  const reference = referenceOf('reference');
  for (const file of fits.filter((path) => !path.includes('decision_tree'))) {
    const fit = JSON.parse(made.read(file));
    const known = reference[file.split('/')[2]![0]!][fit.model];
    expectClose(fit.coefficients, known.coefficients);
    expectClose(fit.standard_errors, known[fit.se.split(' ')[0]]);
    expectClose([fit.log_likelihood], [known.log_likelihood]);
  }
  const trees = referenceOf('trees');
  for (const data of ['0', '1', '2', '3']) {
    const fit = JSON.parse(made.read(`bld/estimate/${data}-decision_tree/fit.json`));
    expectClose(fit.importance, trees[data].importance);
  }

  const base = made.commit();
  const models = made.files('src').filter((file) => file.endsWith('models/ols.py'));
  made.write({ [models[0]!]: `${made.read(models[0]!)}\n# a comment\n` });
  const selected = await made.affected(['prepare', 'estimate', 'compare'], base);
  expect(selected.filter((project) => project.startsWith('prepare/'))).toEqual([]);
  expect(selected.filter((project) => project.startsWith('estimate/'))).toHaveLength(20);

  const estimation = join(made.root, 'src/my_project/estimation');
  const { filip } = referenceOf('nist');
  const x = filip.x.map((value: number) => Array.from({ length: 11 }, (_, j) => value ** j));
  const fit = python(
    estimation,
    `print(json.dumps(fit_ols(given["x"], given["y"])["coefficients"]))`,
    { x, y: filip.y },
  );
  for (const [i, value] of JSON.parse(fit.stdout).entries())
    expect(Math.abs(value / filip.coefficients[i] - 1)).toBeLessThan(1e-7);
  const collinear = python(estimation, 'fit_ols(given["x"], given["y"])', {
    x: [1, 2, 3, 5, 8].map((value, i) => [1, value / 3, i / 7, value / 3 + i / 7]),
    y: [0, 1, 0, 1, 1],
  });
  expect(collinear.stderr).toContain('the regressors are collinear (column 3');
});

/** Runs a statement beside the estimators. */
function python(folder: string, statement: string, given: object) {
  const program = `import json, sys\nfrom models.ols import fit_ols\ngiven = json.load(sys.stdin)\n${statement}`;
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const input = JSON.stringify(given);
  return spawnSync('python3', ['-c', program], { cwd: folder, input, env, encoding: 'utf8' });
}
