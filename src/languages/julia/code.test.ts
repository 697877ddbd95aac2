import { expect, test } from 'vitest';
import { followed, loadedBy, type Texts } from '../code.fixture.js';

const TEXTS: Texts = {
  'src/a.jl': '',
  'src/sub/b.jl': 'include("c.jl")',
  'src/sub/c.jl': '',
  'lib/Local.jl': 'module Local end',
  'Project.toml': 'name = "Growth"\n',
  'src/Growth.jl': 'module Growth end',
  'Manifest.toml': '[[deps.Dev]]\npath = "dev/Dev.jl"\nuuid = "x"\n\n[[deps.CSV]]\nversion = "1"\n',
  'dev/Dev.jl/src/Dev.jl': '',
};

const entry = { language: 'julia', kind: 'file', file: 'src/main.jl' } as const;
const loaded = (text: string) => loadedBy(entry.file, 'julia', { ...TEXTS, 'src/main.jl': text });

test.each<[string, readonly string[]]>([
  ['include("a.jl")', ['src/a.jl']],
  ['include(joinpath(@__DIR__, "sub", "b.jl"))', ['src/sub/b.jl', 'src/sub/c.jl']],
  ['include("$(@__DIR__)/a.jl")', ['src/a.jl']],
  ['for f in ["a", "sub/c"]\n  include("$f.jl")\nend', ['src/a.jl', 'src/sub/c.jl']],
  ['Base.include(Main, "a.jl")', ['src/a.jl']],
  ['#= #= include("a.jl") =# =# x = "include(\\"sub/c.jl\\")" # include("a.jl")', []],
  ['s = """a "quoted" include("a.jl")"""; c = \'"\'; y = x\'; include("a.jl")', ['src/a.jl']],
  ['push!(LOAD_PATH, "lib")\nusing Local', ['lib/Local.jl']],
  ['using Growth: fit,\n  predict', ['src/Growth.jl']],
  ['import Dev', ['dev/Dev.jl/src/Dev.jl']],
  ['run(`python3 x.py`)', []],
])('%s', (text, files) => {
  expect(loaded(text)).toEqual(files);
});

test('packages and what cannot be told are named', () => {
  const text = 'using CSV, DataFrames\nusing .Inner\ninclude(ARGS[1])\n';
  const code = followed({ ...TEXTS, 'src/main.jl': text }, [entry]);
  expect(code.packages.julia).toEqual(['CSV', 'DataFrames']);
  expect(code.unknown).toEqual([{ file: 'src/main.jl', line: 3, what: 'include(ARGS[1])' }]);
});
