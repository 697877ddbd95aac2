import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { expect, test } from 'vitest';
import catalog from '../catalog/generator.js';
import addTask from './generator.js';

const read = (tree: Tree, file: string) => tree.read(file, 'utf8');

test('a task is added with a module that reads what it needs', async () => {
  const tree = createTreeWithEmptyWorkspace();
  await catalog(tree, { directory: 'study' });
  await addTask(tree, { name: 'figure', needs: ['estimate'] });
  await addTask(tree, { name: 'compare-all', over: 'data', needs: 'estimate,figure' });
  await addTask(tree, { name: 'total', over: '', needs: 'compare-all' });
  expect(read(tree, 'study/config.ts')).toMatchInlineSnapshot(`
    "import { defineCatalog, dimension } from 'nx-experiments';

    export const data = dimension(['a', 'b']);
    export const model = dimension(['ols', 'logit']);

    export default defineCatalog({
      dimensions: { data, model },
      tasks: {
        estimate: {
          outputs: { result: 'result.json' },
          run: './estimate.ts',
        },
        figure: {
          needs: { estimate: 'estimate' },
          outputs: { result: 'result.json' },
          run: './figure.ts',
        },
        'compare-all': {
          over: ['data'],
          needs: { estimate: 'estimate', figure: 'figure' },
          outputs: { result: 'result.json' },
          run: './compare-all.ts',
        },
        total: {
          over: [],
          needs: { 'compare-all': 'compare-all' },
          outputs: { result: 'result.json' },
          run: './total.ts',
        },
      },
    });
    "
  `);
  expect(read(tree, 'study/figure.ts')).toMatchInlineSnapshot(`
    "import { readFile } from 'node:fs/promises';
    import type { Experiment } from 'nx-experiments';
    import type catalog from './config';

    /**
     * Called once per data and model. Paths are relative to the workspace root;
     * what is returned is written to the task's outputs.
     */
    export default async function figure(e: Experiment<typeof catalog, 'figure'>) {
      const estimate = {
        result: JSON.parse(await readFile(e.needs.estimate.outputs.result, 'utf8')),
      };
      return { result: { data: e.levels.data.name, model: e.levels.model.name, estimate } };
    }
    "
  `);
  expect(read(tree, 'study/compare-all.ts')).toMatchInlineSnapshot(`
    "import { readFile } from 'node:fs/promises';
    import type { Experiment } from 'nx-experiments';
    import type catalog from './config';

    /**
     * Called once per data. Paths are relative to the workspace root;
     * what is returned is written to the task's outputs.
     */
    export default async function compareAll(e: Experiment<typeof catalog, 'compare-all'>) {
      const estimates = [];
      for (const one of e.needs.estimate) {
        estimates.push({
          id: one.id,
          result: JSON.parse(await readFile(one.outputs.result, 'utf8')),
        });
      }
      const figures = [];
      for (const one of e.needs.figure) {
        figures.push({
          id: one.id,
          result: JSON.parse(await readFile(one.outputs.result, 'utf8')),
        });
      }
      return { result: { data: e.levels.data.name, estimates, figures } };
    }
    "
  `);
  expect(read(tree, 'study/total.ts')).toMatchInlineSnapshot(`
    "import { readFile } from 'node:fs/promises';
    import type { Experiment } from 'nx-experiments';
    import type catalog from './config';

    /**
     * Called once. Paths are relative to the workspace root;
     * what is returned is written to the task's outputs.
     */
    export default async function total(e: Experiment<typeof catalog, 'total'>) {
      const compareAlls = [];
      for (const one of e.needs['compare-all']) {
        compareAlls.push({
          id: one.id,
          result: JSON.parse(await readFile(one.outputs.result, 'utf8')),
        });
      }
      return { result: { compareAlls } };
    }
    "
  `);
  expect(read(tree, 'study/config.lock.json')).toContain('total');
});

test('a task reads every output by what it is, and paths where outputs are computed', async () => {
  const tree = createTreeWithEmptyWorkspace();
  tree.write(
    'study/config.ts',
    `import { defineCatalog, dimension } from 'nx-experiments';
const outputs = { fit: 'fit.json', 'the-table': 'table.csv' };
export default defineCatalog({
  dimensions: { data: dimension(['a']) },
  tasks: {
    estimate: { outputs, command: ['true'] },
    prepare: { outputs: Object.fromEntries([['x', 'x.csv']]), command: ['true'] },
  },
});
`,
  );
  await addTask(tree, { name: 'figure', needs: 'estimate,prepare' });
  expect(read(tree, 'study/figure.ts')).toMatchInlineSnapshot(`
    "import { readFile } from 'node:fs/promises';
    import type { Experiment } from 'nx-experiments';
    import type catalog from './config';

    /**
     * Called once per data. Paths are relative to the workspace root;
     * what is returned is written to the task's outputs.
     */
    export default async function figure(e: Experiment<typeof catalog, 'figure'>) {
      const estimate = {
        fit: JSON.parse(await readFile(e.needs.estimate.outputs.fit, 'utf8')),
        'the-table': await readFile(e.needs.estimate.outputs['the-table'], 'utf8'),
      };
      const prepare = {
        outputs: e.needs.prepare.outputs,
      };
      return { result: { data: e.levels.data.name, estimate, prepare } };
    }
    "
  `);
});

test('what a module reads has names of its own', async () => {
  const tree = createTreeWithEmptyWorkspace();
  await catalog(tree, { directory: 'one', task: 'data' });
  await addTask(tree, { name: 'models', over: 'model', needs: 'data' });
  await addTask(tree, { name: 'model', needs: 'data' });
  await addTask(tree, { name: 'fits', over: 'data', needs: 'model,models,data' });
  const returned = (task: string) => /result: \{.*\}/.exec(read(tree, `one/${task}.ts`)!)?.[0];
  expect(['models', 'model', 'fits'].map(returned)).toMatchInlineSnapshot(`
    [
      "result: { model: e.levels.model.name, datas } }",
      "result: { data: e.levels.data.name, model: e.levels.model.name, dataTask } }",
      "result: { data: e.levels.data.name, models, modelss, datas } }",
    ]
  `);
});

test('a task finds the one catalog that has what it needs, and overwrites no module', async () => {
  const tree = createTreeWithEmptyWorkspace();
  await catalog(tree, { directory: 'one' });
  await catalog(tree, { directory: 'two', task: 'prepare', dimension: 'data:a' });
  await addTask(tree, { name: 'figure', needs: 'prepare' });
  expect(tree.exists('two/figure.ts')).toBe(true);
  await expect(addTask(tree, { name: 'table' })).rejects.toThrow('could be any of 2 catalogs');
  await expect(addTask(tree, { name: 'figure', catalog: 'two' })).rejects.toThrow(
    'is there already',
  );
  tree.write('two/mine.ts', 'export {}');
  await expect(addTask(tree, { name: 'mine', catalog: 'two' })).rejects.toThrow(
    'two/mine.ts: is there already',
  );
  expect(read(tree, 'two/config.ts')).not.toContain('mine');
});
