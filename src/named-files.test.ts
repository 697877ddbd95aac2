import { expect, test } from 'vitest';
import { defineCatalog, dimension } from './catalog.js';
import { namedFiles } from './named-files.js';
import { soundStudy } from './study.fixture.js';

const FILES = [
  'src/fit.py',
  'src/a.csv',
  'src/b.csv',
  'bld/x.csv',
  'node_modules/x/cli.js',
  'my fit.R',
];

/** The files that a command names, of the experiment `a`. */
function named(command: string | readonly string[]) {
  const catalog = defineCatalog({
    dimensions: { data: dimension({ a: { path: 'src/a.csv', dir: 'src' } }) },
    tasks: { t: { inputs: { i: 'src/b.csv' }, outputs: { o: 'o' }, command } },
  } as never);
  const [experiment] = soundStudy(catalog).experiments;
  return namedFiles(experiment!, (path) => FILES.includes(path));
}

test('files named as they are count as code, and those named through a level as data', () => {
  const both = { code: ['src/fit.py'], data: ['src/a.csv'] };
  expect(named(['python3', 'src/fit.py', '{data.path}'])).toEqual(both);
  expect(named(['python3', './src/../src/fit.py', '--data={data.dir}/{data}.csv'])).toEqual(both);
  expect(named('python3 src/fit.py <{data.path} >{outputs.o} && true')).toEqual(both);
  expect(named("python3 'src/fit.py'; cat {data.path}|sort")).toEqual(both);
  expect(named(['Rscript', 'my fit.R'])).toEqual({ code: ['my fit.R'], data: [] });
});

test.each([
  [['src', '{inputs.i}', '/src/fit.py', '../src/fit.py', 'bld/x.csv', 'node_modules/x/cli.js']],
  ['x{{data}} src/fit.pyc -- "$HOME/src/fit.py"'],
])('what is no file of the workspace, or counted elsewhere, is left out: %j', (command) => {
  expect(named(command)).toEqual({ code: [], data: [] });
});
