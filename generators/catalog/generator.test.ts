import type { Tree } from '@nx/devkit';
import { expect, test } from 'vitest';
import { emptyTree } from '../../src/tree.fixture.js';
import catalog from './generator.js';

const read = (tree: Tree, file: string) => tree.read(file, 'utf8');

test('a catalog and its task', async () => {
  const tree = emptyTree();
  await catalog(tree, { directory: './src/study/', dimension: 'data:a,b model:ols' });
  expect(read(tree, 'src/study/config.ts')).toMatchInlineSnapshot(`
    "import { defineCatalog, dimension } from 'nx-experiments';

    export const data = dimension(['a', 'b']);
    export const model = dimension(['ols']);

    export default defineCatalog({
      dimensions: { data, model },
      tasks: {
        estimate: {
          outputs: { result: 'result.json' },
          run: './estimate.ts',
        },
      },
    });
    "
  `);
  expect(read(tree, 'src/study/estimate.ts')).toMatchInlineSnapshot(`
    "import type { Experiment } from 'nx-experiments';
    import type catalog from './config';

    /**
     * Called once per data and model. Paths are relative to the workspace root;
     * what is returned is written to the task's outputs.
     */
    export default function estimate(e: Experiment<typeof catalog, 'estimate'>) {
      return { result: { data: e.levels.data.name, model: e.levels.model.name } };
    }
    "
  `);
  expect(read(tree, 'src/study/config.lock.json')?.match(/a-ols/g)).not.toHaveLength(0);
  expect(read(tree, 'nx.json')).toContain('nx-experiments/plugin');
});

test('a task of a new catalog may be a script', async () => {
  const tree = emptyTree();
  const options = { directory: 'src/grid', dimension: 'depth:2,4', task: 'fit' };
  await catalog(tree, { ...options, language: 'python' });
  expect(read(tree, 'src/grid/config.ts')).toContain(
    "      command: ['python3', 'src/grid/fit.py'],\n",
  );
  expect(read(tree, 'src/grid/fit.py')).toContain('experiment.levels["depth"]["name"]');
  for (const [path, isThere] of [
    ['src/grid/experiment.py', true],
    ['src/grid/fit.ts', false],
  ] as const)
    expect(tree.exists(path)).toBe(isThere);
  expect(read(tree, 'src/grid/config.lock.json')).toContain('"fit/2"');
  await expect(catalog(tree, { ...options, language: 'r' })).rejects.toThrow('is there already');
});

test('dimensions may come as the command line takes them apart', async () => {
  const texts = await Promise.all(
    [['data:a,b', 'model:ols'], ['data:a', 'b', 'model:ols'], 'data:a,b,model:ols'].map(
      async (dimension) => {
        const tree = emptyTree();
        await catalog(tree, { directory: '.', dimension });
        return read(tree, 'config.ts');
      },
    ),
  );
  expect(new Set(texts).size).toBe(1);
  expect(texts[0]).toContain('dimensions: { data, model }');
});

test('words of JavaScript as names, a name of the catalog, and no dimension', async () => {
  const tree = emptyTree();
  await catalog(tree, {
    directory: 'growth',
    dimension: 'class:1,2',
    task: 'delete',
    name: 'growth',
  });
  expect(read(tree, 'growth/config.ts')).toMatchInlineSnapshot(`
    "import { defineCatalog, dimension } from 'nx-experiments';

    export default defineCatalog({
      name: 'growth',
      dimensions: { class: dimension(['1', '2']) },
      tasks: {
        delete: {
          outputs: { result: 'result.json' },
          run: './delete.ts',
        },
      },
    });
    "
  `);
  expect(read(tree, 'growth/delete.ts')).toMatchInlineSnapshot(`
    "import type { Experiment } from 'nx-experiments';
    import type catalog from './config';

    /**
     * Called once per class. Paths are relative to the workspace root;
     * what is returned is written to the task's outputs.
     */
    export default function deleteTask(e: Experiment<typeof catalog, 'delete'>) {
      return { result: { class: e.levels.class.name } };
    }
    "
  `);
  await catalog(tree, { directory: 'once', dimension: '', task: 'all' });
  expect(read(tree, 'once/config.ts')).toContain('dimensions: {},');
});

test('imports end in .js where the root tsconfig resolves as Node.js does', async () => {
  const tree = emptyTree();
  tree.write('tsconfig.base.json', '{ // so\n "compilerOptions": { "module": "NodeNext" } }');
  await catalog(tree, { directory: 'a' });
  expect(read(tree, 'a/estimate.ts')).toContain("import type catalog from './config.js';");
});

test('what is there already or bad is refused, and nothing is written', async () => {
  const tree = emptyTree();
  await catalog(tree, { directory: 'src/study' });
  const before = tree.listChanges().length;
  const refused = (options: object) =>
    expect(catalog(tree, { directory: 'src/other', ...options })).rejects;
  await refused({ directory: 'src/study' }).toThrow('src/study/config.ts: is there already');
  await refused({ directory: '../out' }).toThrow('directory: ../out is not inside the workspace');
  await refused({ directory: '/tmp' }).toThrow('directory: /tmp is not inside the workspace');
  await refused({ dimension: 'a,b' }).toThrow(
    '--dimension: a: has no name; write --dimension=data:a,b',
  );
  await refused({ dimension: 'data:' }).toThrow('--dimension: data: has no levels');
  await refused({ dimension: 'data:a,a' }).toThrow('--dimension: data: names a level twice');
  await refused({ dimension: 'data:a data:b' }).toThrow('--dimension: data: is named twice');
  await refused({ dimension: 'id:a' }).toThrow('the dimension name "id" is reserved');
  await refused({ task: 'a/b' }).toThrow('--task: the task name "a/b"');
  await refused({ name: '../x' }).toThrow('--name: the catalog name "../x"');
  // The projects of the first catalog would have the same names.
  await refused({}).toThrow(
    /is the same project as tasks.estimate of .*; give --name, .* or another --task \(NXE030\)$/m,
  );
  expect(tree.listChanges()).toHaveLength(before);
});

test('a catalog where the plugin does not look is refused', async () => {
  const tree = emptyTree();
  tree.write(
    'nx.json',
    '{"plugins":[{"plugin":"nx-experiments/plugin","options":{"catalogs":"**/study.ts"}}]}',
  );
  await expect(catalog(tree, { directory: 'src', language: 'python' })).rejects.toThrow(
    'src/config.ts: is not where the plugin looks for catalogs',
  );
  expect(tree.children('src')).toEqual([]);
});
