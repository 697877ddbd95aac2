import { expect, test } from 'vitest';
import { followed, loadedBy, type Texts } from '../code.fixture.js';

const TEXTS: Texts = {
  'lib.sh': '',
  'bin/own.sh': '',
  'bin/tool': '#!/bin/bash\n. ./lib.sh\n',
  'prog/help': '#!/bin/bash\n. ./lib.sh\n',
  'sub/fit.R': '',
  'sub/fit.c': '',
  'sub/fit.sed': '',
  'fit.py': '',
};

const loaded = (text: string) => loadedBy('bin/run.sh', 'shell', { ...TEXTS, 'bin/run.sh': text });

test.each<[string, readonly string[]]>([
  ['. lib.sh', ['lib.sh']],
  ['source ./lib.sh && true', ['lib.sh']],
  ['. "$(dirname "$0")/own.sh"', ['bin/own.sh']],
  ['source $(dirname "${BASH_SOURCE[0]}")/own.sh', ['bin/own.sh']],
  ['source "${BASH_SOURCE%/*}/own.sh"', ['bin/own.sh']],
  ['DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\n. "$DIR/own.sh"', ['bin/own.sh']],
  ['HERE=bin\n. ${HERE}/own.sh', ['bin/own.sh']],
  ['bin/tool x', ['bin/tool', 'lib.sh']],
  ['cd sub && Rscript fit.R', ['sub/fit.R']],
  ['set -e\nif true; then\n  Rscript sub/fit.R || exit 1\nfi', ['sub/fit.R']],
  ["# it's\n. lib.sh # it's", ['lib.sh']],
  ['bash -c ". lib.sh"', ['lib.sh']],
  ['RUN="sub/fit.R"; Rscript "$RUN"', ['sub/fit.R']],
  ['for script in fit sweep; do Rscript "sub/$script.R"; done', ['sub/fit.R']],
  ['for script in sub/*.R; do Rscript "$script"; done', ['sub/fit.R']],
  ['export SCRIPT=sub/fit.R && make', ['sub/fit.R']],
  ['cc -o fit sub/*.c', ['sub/fit.c']],
  ['export PATH="$PWD/prog:$PATH"\nhelp x', ['lib.sh', 'prog/help']],
  ['PATH=$(dirname "$0")/../prog:$PATH help x', ['lib.sh', 'prog/help']],
  ['help x', []],
  ['sed -f sub/fit.sed x.csv', ['sub/fit.sed']],
])('%s', (text, files) => {
  expect(loaded(text)).toEqual(files);
});

test('a script that is sourced by a computed name cannot be told', () => {
  const texts = { 'a.sh': '#!/bin/sh\n\n. "$CONF/env.sh"\nmake x\n' };
  expect(followed(texts, [{ language: 'shell', kind: 'file', file: 'a.sh' }]).unknown).toEqual([
    { file: 'a.sh', line: 3, what: '. $CONF/env.sh' },
    { file: 'a.sh', line: 4, what: 'make' },
  ]);
});

test.each<[string, string]>([
  ['python3 "models/$1.py" "$2"', 'python3 models/$1.py $2'],
  ['while read -r model; do\nRscript "$model"; done', 'Rscript $model'],
  ["find st -name '*.sh' | xargs -n1 sh", 'sh'],
  ['load() { . "lib/$1.sh"; }', '. lib/$1.sh'],
])('in %j it is chosen at run time what runs', (text, what) => {
  const { unknown } = followed({ 'a.sh': text }, [
    { language: 'shell', kind: 'file', file: 'a.sh' },
  ]);
  expect(unknown.map((one) => one.what)).toEqual([what]);
});

test.each(['python3 "$1"', 'exec python3 "$@"', 'python3 --version', 'Rscript "${1}" > "$2"'])(
  'in %j what runs is what the caller names',
  (text) => {
    const { unknown } = followed({ 'a.sh': text }, [
      { language: 'shell', kind: 'file', file: 'a.sh' },
    ]);
    expect(unknown).toEqual([]);
  },
);

test('no pattern is taken for all files, nor for data', () => {
  expect(loaded('case $x in\n*) cat *.json * sub/*;;\nesac')).toEqual([]);
});
