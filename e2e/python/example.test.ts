import { expect, test } from 'vitest';
import { exampleWorkspace } from '../example.js';

test("the guide's project in Python's standard library runs, and its modules are its code", async () => {
  const made = exampleWorkspace('python');
  await made.nx('run-many', '-t', 'estimate', 'compare');
  const fits = made.files('bld/estimate').filter((file) => file.endsWith('fit.json'));
  expect(fits).toHaveLength(12);
  expect(made.git('status', '--porcelain')).toBe('');
  expect(JSON.parse(made.read('bld/estimate/0-logistic_model/fit.json')).n).toBe(333);

  const base = made.commit();
  const models = made.files('src').filter((file) => file.endsWith('models/ols.py'));
  made.write({ [models[0]!]: `${made.read(models[0]!)}\n# a comment\n` });
  const selected = await made.affected(['prepare', 'estimate', 'compare'], base);
  expect(selected.filter((project) => project.startsWith('prepare/'))).toEqual([]);
  expect(selected.filter((project) => project.startsWith('estimate/'))).toHaveLength(12);
});
