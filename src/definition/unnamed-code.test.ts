import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { soundStudy } from '../study.fixture.js';
import { namedFiles } from './named-files.js';
import { unnamedCode } from './unnamed-code.js';

/** The warnings for a task in a workspace with the file src/fit.py. */
function warnings(task: object): string[] {
  const catalog = defineCatalog({
    dimensions: { data: dimension({ a: { path: 'a.csv' }, b: { path: 'b.csv' } }) },
    tasks: { t: { inputs: { i: 'a.py' }, outputs: { o: 'o' }, ...task } },
  } as never);
  const isFile = (path: string) => path === 'src/fit.py';
  return unnamedCode(soundStudy(catalog).experiments, (e) => namedFiles(e, isFile));
}

test.each<[string | readonly string[], string]>([
  [['python3', '-m', 'analysis', '{data.path}'], 'python3'],
  [['conda', 'run', '-n', 'x', 'Rscript', 'src/gone.R'], 'Rscript'],
  ['FILE=src/fit; /usr/bin/python3.12 $FILE.py', '/usr/bin/python3.12'],
  ['cd {outputs.o} && matlab -batch fit', 'matlab'],
  [['bash', '-o', 'pipefail', '-c', 'node "$FIT" | sort', 'bash'], 'node'],
])(
  'a command that runs an interpreter, but none of the files there, is a warning: %j',
  (command, program) => {
    expect(warnings({ command })).toEqual([
      `study/config.ts: tasks.t.command: runs ${program}, but names no file of the workspace as its code, so that edits of that code would go unnoticed; add the files that it runs to sources`,
    ]);
  },
);

test.each<[object]>([
  [{ command: 'true' }],
  [{ command: 'cat {data.path} > {outputs.o}' }],
  [{ command: ['python3', 'src/fit.py'] }],
  [{ command: ['python3', '-m', 'src.fit'] }],
  [{ command: ['python3', '-m', 'analysis'], sources: ['src/*.py'] }],
  [{ command: ['python3', '-m', 'analysis'], persist: true }],
  [{ command: ['python3', '{inputs.i}'] }],
  [{ command: 'Rscript --vanilla models/{data}.R' }],
  [{ command: ['python3', '-c', 'print(1)'] }],
  [{ command: 'node --version > {outputs.o}; perl -pe 1 {data.path}; python3 - < {data.path}' }],
  [{ command: ['bash', '-euo', 'pipefail', '-c', 'sort "$1"', 'bash', 'x'] }],
  [{ command: 'python3 <<END\nprint(1)\nEND' }],
  [{ command: ['fit', '--engine', 'R'] }],
  [{ run: 'src/fit.ts' }],
])('nothing is amiss with %j', (task) => {
  expect(warnings(task)).toEqual([]);
});
