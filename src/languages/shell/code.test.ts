import { expect, test } from 'vitest';
import { followed, loadedBy, type Texts } from '../code.fixture.js';

const TEXTS: Texts = {
  'lib.sh': '',
  'bin/own.sh': '',
  'bin/tool': '#!/bin/bash\n. ./lib.sh\n',
  'sub/fit.R': '',
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
