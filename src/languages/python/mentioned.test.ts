import { expect, test } from 'vitest';
import { textFiles } from '../code.fixture.js';
import { pythonCode } from './python-code.js';

const TEXTS = {
  'src/models/a.stan': '',
  'src/models/b.stan': '',
  'src/y.R': '',
  'k.cu': '',
  'other.py': '',
};

const loaded = (text: string) => {
  const files = textFiles({ ...TEXTS, 'src/run.py': text });
  const { files: found, unknown } = pythonCode([{ kind: 'script', file: 'src/run.py' }], files);
  return {
    files: found.filter((file) => file !== 'src/run.py'),
    unknown: unknown.map(({ what }) => what),
  };
};

test.each<[string, readonly string[]]>([
  ["m = CmdStanModel(stan_file='models/a.stan')", ['src/models/a.stan']],
  ['r(\'source("y.R")\')', ['src/y.R']],
  ["load(name='k', sources=['k.cu'])", ['k.cu']],
  [
    "import os\nopen(os.path.join(os.path.dirname(__file__), 'models', 'a.stan')).read()",
    ['src/models/a.stan'],
  ],
  [
    "from pathlib import Path\n(Path(__file__).parent / 'models' / 'a.stan').read_text()",
    ['src/models/a.stan'],
  ],
  [
    "for m in ('a', 'b'):\n  fit(f'src/models/{m}.stan')",
    ['src/models/a.stan', 'src/models/b.stan'],
  ],
  ["'''Writes to y.R'''\ndef f():\n  'Reads k.cu'", []],
  ["x = 'none.R'\ny = 'other.py'", []],
])('%s', (text, files) => {
  expect(loaded(text)).toEqual({ files, unknown: [] });
});

test.each([
  ["import sys\nfit(f'models/{sys.argv[1]}.stan')", "(f'models/{sys.argv[1]}.stan')"],
  ["fit('models/{}.stan'.format(x))", "'models/{}.stan'.format"],
  ["fit('models/%s.stan' % x)", "'models/%s.stan' % x"],
])('in %s it cannot be told which', (text, what) => {
  expect(loaded(text).unknown).toEqual([what]);
});
