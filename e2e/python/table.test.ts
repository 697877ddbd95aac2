import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Files, type Workspace, workspace } from '../workspace.js';

const LOG = `import os

def log(name):
    with open(os.environ["RUNS_LOG"], "a") as file:
        file.write(name + "\\n")
`;

/** The layout of a template that many economists use: a package below src/, run as modules. */
const STUDY: Files = {
  'src/config.ts': `import { defineCatalog, dimension } from 'nx-experiments';

export default defineCatalog({
  dimensions: { data: dimension(['a', 'b']), model: dimension(['ols', 'logit']) },
  tasks: {
    prepare: {
      over: ['data'],
      inputs: { csv: 'data/{data}.csv' },
      outputs: { table: 'table.csv' },
      command: ['python3', '-m', 'project.run_prepare', '{id}', '{inputs.csv}', '{outputs.table}'],
      env: { PYTHONPATH: 'src' },
    },
    fit: {
      needs: { prepared: 'prepare' },
      outputs: { fit: 'fit.json' },
      command: ['python3', 'src/project/run_fit.py', '{id}', '{needs.prepared.table}', '{outputs.fit}'],
    },
  },
});
`,
  'src/project/__init__.py': '',
  'src/project/log.py': LOG,
  'src/project/clean/__init__.py': 'from .rules import clean\n',
  'src/project/clean/rules.py': 'def clean(text):\n    return text.strip()\n',
  'src/project/models.py':
    'from numpy import mean\n\n\ndef fit(text):\n    return mean(len(text))\n',
  'src/project/run_prepare.py': `import sys

from project.clean import clean
from .log import log

id, source, target = sys.argv[1:]
log("prepare/" + id)
with open(source) as file, open(target, "w") as out:
    out.write(clean(file.read()))
`,
  'src/project/run_fit.py': `import json
import sys

from log import log
from models import fit

id, source, target = sys.argv[1:]
log("fit/" + id)
with open(source) as file, open(target, "w") as out:
    json.dump(fit(file.read()), out)
`,
  // A package of the study's own, so that no other one has to be installed.
  'numpy/__init__.py': 'def mean(x):\n    return x\n',
  'pyproject.toml': '[project]\nname = "project"\nversion = "1"\ndependencies = ["scipy"]\n',
  'uv.lock': lock('1.0'),
  'data/a.csv': '1\n',
  'data/b.csv': '22\n',
};

/** A lock file in which a package that the study does not import has a version. */
function lock(version: string): string {
  return `version = 1\n\n[[package]]\nname = "scipy"\nversion = "${version}"\nsource = { registry = "https://pypi.org/simple" }\n`;
}

const PREPARE = ['prepare/a', 'prepare/b'];
const FIT = ['fit/a-logit', 'fit/a-ols', 'fit/b-logit', 'fit/b-ols'];

let study: Workspace;

beforeAll(async () => {
  study = workspace(STUDY, {
    keep: true,
    isolated: false,
    env: { PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: '.' },
  });
  await study.sync();
  study.commit();
  await study.nx('run-many', '-t', 'prepare', 'fit');
  expect(study.ran()).toEqual([...FIT, ...PREPARE]);
});

afterAll(() => study.remove());

/** Makes a change, and compares what `nx affected` selects with what is executed. */
async function expectRow(change: Files, selects: readonly string[], runs = selects): Promise<void> {
  study.write(change);
  await study.sync();
  study.commit();
  const [selected] = await Promise.all([
    study.affected(['prepare', 'fit'], 'HEAD~1'),
    study.nx('run-many', '-t', 'prepare', 'fit'),
  ]);
  expect.soft(selected, 'what nx affected selects').toEqual(selects.toSorted());
  expect.soft(study.ran(), 'what runs').toEqual(runs.toSorted());
}

const append = (path: string, text: string): Files => ({ [path]: `${study.read(path)}${text}` });

test('nothing', () => expectRow({}, []));

test('the script of a task', () => expectRow(append('src/project/run_fit.py', '# More.\n'), FIT));

test('a module that it imports', () =>
  expectRow(append('src/project/models.py', '\n\nTHREE = 3\n'), FIT));

test('a module that is imported through a package, by a task that runs a module', () =>
  expectRow(append('src/project/clean/rules.py', '# More.\n'), [...PREPARE, ...FIT], PREPARE));

test('a module that both tasks import', () =>
  expectRow(append('src/project/log.py', '# More.\n'), [...PREPARE, ...FIT]));

test('the __init__.py of a package on the way', () =>
  expectRow(append('src/project/__init__.py', '# More.\n'), [...PREPARE, ...FIT], PREPARE));

test('a module that none imports', () => expectRow({ 'src/project/unused.py': 'x = 1\n' }, []));

test('a module that appears and wins an import', () =>
  expectRow(
    {
      'src/project/models/__init__.py':
        'from numpy import mean\n\n\ndef fit(text):\n    return 7\n',
    },
    FIT,
  ));

test('the version of a package that no code imports', () =>
  expectRow({ 'uv.lock': lock('2.0') }, []));

test('a data file', () =>
  expectRow({ 'data/a.csv': '333\n' }, ['prepare/a', 'fit/a-logit', 'fit/a-ols']));
