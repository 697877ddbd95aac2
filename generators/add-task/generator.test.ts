import type { Tree } from '@nx/devkit';
import { expect, test } from 'vitest';
import { emptyTree } from '../../src/tree.fixture.js';
import catalog from '../catalog/generator.js';
import addTask from './generator.js';

const read = (tree: Tree, file: string) => tree.read(file, 'utf8');

test('a task is added with a module that reads what it needs', async () => {
  const tree = emptyTree();
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
  const tree = emptyTree();
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
  const tree = emptyTree();
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
  const tree = emptyTree();
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

test('a task in Python or R is a command, with a script and what gives that its experiment', async () => {
  const tree = emptyTree();
  await catalog(tree, { directory: 'src/study' });
  await addTask(tree, { name: 'figure', needs: 'estimate', language: 'python' });
  await addTask(tree, { name: 'compare-all', over: 'data', needs: 'figure', language: 'r' });
  const experiments = ['src/study/experiment.py', 'src/study/experiment.R'];
  const written = experiments.map((file) => read(tree, file));
  await addTask(tree, { name: 'table', over: '', needs: 'figure', language: 'python' });
  await addTask(tree, { name: 'total', over: '', language: 'r' });
  expect(experiments.map((file) => read(tree, file))).toEqual(written);
  const tasks = read(tree, 'src/study/config.ts')?.split("run: './estimate.ts',")[1];
  expect(tasks).toMatchInlineSnapshot(`
    "
        },
        figure: {
          needs: { estimate: 'estimate' },
          outputs: { result: 'result.json' },
          command: ['python3', 'src/study/figure.py'],
        },
        'compare-all': {
          over: ['data'],
          needs: { figure: 'figure' },
          outputs: { result: 'result.json' },
          command: ['Rscript', 'src/study/compare-all.R'],
        },
        table: {
          over: [],
          needs: { figure: 'figure' },
          outputs: { result: 'result.json' },
          command: ['python3', 'src/study/table.py'],
        },
        total: {
          over: [],
          outputs: { result: 'result.json' },
          command: ['Rscript', 'src/study/total.R'],
        },
      },
    });
    "
  `);
  expect(read(tree, 'src/study/figure.py')).toMatchInlineSnapshot(`
    """"Runs once per data and model. Paths are relative to the workspace root, the working directory."""

    import json
    from pathlib import Path

    from experiment import experiment

    estimate = {
        "result": json.loads(Path(experiment.needs["estimate"].outputs["result"]).read_text("utf-8")),
    }
    result = {
        "data": experiment.levels["data"]["name"],
        "model": experiment.levels["model"]["name"],
        "estimate": estimate,
    }
    text = json.dumps(result, indent=2)
    Path(experiment.outputs["result"]).write_text(text + "\\n", "utf-8")
    "
  `);
  expect(read(tree, 'src/study/table.py')).toMatchInlineSnapshot(`
    """"Runs once. Paths are relative to the workspace root, the working directory."""

    import json
    from pathlib import Path

    from experiment import experiment

    figures = [
        {
            "id": one.id,
            "result": json.loads(Path(one.outputs["result"]).read_text("utf-8")),
        }
        for one in experiment.needs["figure"]
    ]
    result = {
        "figures": figures,
    }
    text = json.dumps(result, indent=2)
    Path(experiment.outputs["result"]).write_text(text + "\\n", "utf-8")
    "
  `);
  expect(read(tree, 'src/study/compare-all.R')).toMatchInlineSnapshot(`
    "# Runs once per data. Paths are relative to the workspace root, the working directory.
    source("src/study/experiment.R")

    figures <- lapply(experiment$needs[["figure"]], function(one) {
      list(
        "id" = one$id,
        "result" = read_json(one$outputs[["result"]])
      )
    })
    result <- list(
      "data" = experiment$levels[["data"]]$name,
      "figures" = figures
    )
    write_json(result, experiment$outputs$result)
    "
  `);
  expect(read(tree, 'src/study/total.R')).toMatchInlineSnapshot(`
    "# Runs once. Paths are relative to the workspace root, the working directory.
    source("src/study/experiment.R")

    result <- list(
      "id" = experiment$id
    )
    write_json(result, experiment$outputs$result)
    "
  `);
  expect(read(tree, '.gitignore')).toMatch(/^__pycache__\/$/m);
});

test.each([
  ['python', 'experiment.py', 'study/experiment.py: is there already, and is another file'],
  ['r', 'experiment.R', 'study/experiment.R: is there already, and is another file'],
  ['python', 'figure.py', 'study/figure.py: is there already'],
] as const)('a task in %s overwrites no %s', async (language, file, message) => {
  const tree = emptyTree();
  await catalog(tree, { directory: 'study' });
  tree.write(`study/${file}`, 'mine\n');
  const before = tree.listChanges();
  await expect(addTask(tree, { name: 'figure', language })).rejects.toThrow(message);
  expect(tree.listChanges()).toEqual(before);
});

test.each([
  ['python', 'statistics', 'study/statistics.py: would hide the module "statistics" of Python'],
  ['python', 'experiment', 'study/experiment.py: is what gives scripts their experiment'],
  ['r', 'Experiment', 'study/Experiment.R: is what gives scripts their experiment'],
] as const)('no task in %s is called %s', async (language, name, message) => {
  const tree = emptyTree();
  await catalog(tree, { directory: 'study' });
  const before = tree.listChanges();
  await expect(addTask(tree, { name, language })).rejects.toThrow(message);
  expect(tree.listChanges()).toEqual(before);
});
