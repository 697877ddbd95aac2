import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { soundStudy } from '../study.fixture.js';
import { namedFiles } from './named-files.js';

const FILES = [
  'src/fit.py',
  'src/a.csv',
  'src/b.csv',
  'bld/x.csv',
  'node_modules/x/cli.js',
  'my fit.R',
  'src/my fit.py',
  'src/lib/x.R',
  'src/args.txt',
  'src/a=1,b.csv',
];

/** The files that a command names, of the experiment `a`. */
function named(command: string | readonly string[]) {
  const catalog = defineCatalog({
    dimensions: {
      data: dimension({ a: { path: 'src/a.csv', dir: 'src', command: 'fit "src/a.csv"' } }),
    },
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

const FIT = ['src/fit.py'];

test.each<[string | readonly string[], readonly string[]]>([
  [['sh', '-c', 'python3 src/fit.py "$1"', 'sh', '{data.path}'], FIT],
  ['python3 "src/my fit.py"', ['src/my fit.py']],
  ['python3 src/my\\ fit.py', ['src/my fit.py']],
  ['python3 "src/"my" fit".py', ['src/my fit.py']],
  [['sh', '-c', "python3 'src/my fit.py'"], ['src/my fit.py']],
  ['python3 src/\\\nfit.py', FIT],
  ['cd src && python3 fit.py', FIT],
  ['cd -P -- "$PWD/src"; cd lib && python3 ../fit.py x.R', ['src/fit.py', 'src/lib/x.R']],
  ['(cd src; make); (cd src/lib; cat x.R)', ['src/lib/x.R']],
  [['env', '-C', 'src', 'python3', 'fit.py'], FIT],
  [['make', '--directory=src', '-f', 'fit.py'], FIT],
  ['python3 $PWD/src/fit.py', FIT],
  ['python3 "${{PWD}}"/src/fit.py', FIT],
  ['python3 "$(pwd)/src/fit.py"', FIT],
  ['echo $PWDX/src/fit.py', []],
  [['Rscript', '-e', "source('src/lib/x.R')"], ['src/lib/x.R']],
  [['Rscript', '-e', "setwd('src/lib'); source('x.R')"], ['src/lib/x.R']],
  ['Rscript -e "source(\'src/lib/x.R\')"', ['src/lib/x.R']],
  [['python3', '-c', "exec(open('src/my fit.py').read()) # it's"], ['src/my fit.py']],
  [['pytest', 'src/fit.py::test'], FIT],
  [['java', '@src/args.txt'], ['src/args.txt']],
  [['java', '-cp', 'a.jar:src/fit.py'], FIT],
  [
    ['fit', '--file=src/fit.py', './src/lib/x.R'],
    ['src/fit.py', 'src/lib/x.R'],
  ],
  [['fit', '--file=src/my fit.py'], ['src/my fit.py']],
  [['awk', '-fsrc/fit.py'], FIT],
  [['fit', '--odd=src/a=1,b.csv'], ['src/a=1,b.csv']],
  [['python3', '-m', 'src.fit'], FIT],
  ['PYTHONPATH=lib:src python3 -m fit', FIT],
  ['fit <src/fit.py 2>&1|sort', FIT],
  ['fit "it\'s" src/fit.py', FIT],
  ["fit it's src/fit.py", FIT],
  [['fit', '{"script": ["src/fit.py"]}'], FIT],
])('in %j the code is %j', (command, code) => {
  expect(named(command).code).toEqual(code);
});

test.each<[string | readonly string[]]>([
  ['cd {data.dir} && fit {data}.csv'],
  [['fit', '--tables={data.path},{data.dir}/none']],
  [['sh', '-c', 'eval "$1"', 'sh', '{data.command}']],
  [['fit', '@{data.path}']],
])('in %j the data is the file that a level leads to', (command) => {
  expect(named(command)).toEqual({ code: [], data: ['src/a.csv'] });
});

test.each([
  [['src', '{inputs.i}', '/src/fit.py', '../src/fit.py', 'bld/x.csv', 'node_modules/x/cli.js']],
  ['x{{data}} src/fit.pyc -- "$HOME/src/fit.py"'],
])('what is no file of the workspace, or counted elsewhere, is left out: %j', (command) => {
  expect(named(command)).toEqual({ code: [], data: [] });
});
