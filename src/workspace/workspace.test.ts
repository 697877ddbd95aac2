import { expect, test } from 'vitest';
import { catalogText, workspace, write } from '../workspace.fixture.js';
import { diskFiles } from './files.js';
import { readWorkspace } from './workspace.js';

test('an edit of what Python, R or Node code loads is seen, also by one process', async () => {
  const root = workspace({
    'config.ts': catalogText(`{ dimensions: {}, tasks: {
      python: { outputs: { o: 'o' }, command: ['python3', '-m', 'pkg.fit'], env: { PYTHONPATH: 'src' } },
      r: { outputs: { o: 'o' }, command: ['Rscript', 'fit.R'] },
      node: { outputs: { o: 'o' }, command: ['node', 'fit.mjs'] },
    } }`),
    'src/pkg/fit.py': 'from pkg import model',
    'src/pkg/model.py': '',
    'src/pkg/other.py': '',
    'fit.R': "source('model.R')",
    'model.R': '',
    'other.R': '',
    'fit.mjs': "import './model.mjs';",
    'model.mjs': '',
    'other.mjs': '',
  });
  const code = async () => {
    const { study, named } = await readWorkspace(diskFiles(root, []), ['config.ts']);
    return Object.fromEntries(study.experiments.map((e) => [e.task.name, named(e).code]));
  };
  expect(await code()).toEqual({
    python: ['src/pkg/fit.py', 'src/pkg/model.py'],
    r: ['fit.R', 'model.R'],
    node: ['fit.mjs', 'model.mjs'],
  });
  write(root, {
    'src/pkg/fit.py': 'from pkg import other',
    'fit.R': "source('other.R')",
    'fit.mjs': "import './other.mjs';",
  });
  expect(await code()).toEqual({
    python: ['src/pkg/fit.py', 'src/pkg/other.py'],
    r: ['fit.R', 'other.R'],
    node: ['fit.mjs', 'other.mjs'],
  });
});
