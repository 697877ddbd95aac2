import { expect, test } from 'vitest';
import { emptyTree } from '../../src/tree.fixture.js';
import preset from './generator.js';

test('a new workspace has a catalog, its tasks, its lock, a README and settings', async () => {
  const tree = emptyTree();
  await preset(tree, { name: 'my-study' });
  for (const file of ['README.md', '.gitignore', 'nx.json', 'package.json', 'tsconfig.json'])
    expect(tree.exists(file)).toBe(true);
  expect(tree.children('src/study').sort()).toEqual([
    'compare.ts',
    'config.lock.json',
    'config.ts',
    'estimate.ts',
  ]);
  expect(tree.read('README.md', 'utf8')).toMatch(/^# my-study\n/);
  expect(tree.read('README.md', 'utf8')).toContain('\nnpx nx overview study ');
  expect(tree.read('src/study/config.ts', 'utf8')).toMatchInlineSnapshot(`
    "import { defineCatalog, dimension } from 'nx-experiments';

    export const data = dimension(['a', 'b']);
    export const model = dimension(['ols', 'logit']);

    export default defineCatalog({
      dimensions: { data, model },
      tasks: {
        // One per experiment.
        estimate: {
          outputs: { result: 'result.json' },
          run: './estimate.ts',
        },
        // One per level of data; it reads the estimates of every model.
        compare: {
          over: ['data'],
          needs: { estimate: 'estimate' },
          outputs: { result: 'result.json' },
          run: './compare.ts',
        },
      },
    });
    "
  `);
  expect(tree.read('src/study/compare.ts', 'utf8')).toMatchInlineSnapshot(`
    "import { readFile } from 'node:fs/promises';
    import type { Experiment } from 'nx-experiments';
    import type catalog from './config';

    /**
     * Called once per data. Paths are relative to the workspace root;
     * what is returned is written to the task's outputs.
     */
    export default async function compare(e: Experiment<typeof catalog, 'compare'>) {
      const estimates = [];
      for (const one of e.needs.estimate) {
        estimates.push({
          id: one.id,
          result: JSON.parse(await readFile(one.outputs.result, 'utf8')),
        });
      }
      return { result: { data: e.levels.data.name, estimates } };
    }
    "
  `);
});
