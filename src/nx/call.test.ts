import { expect, test } from 'vitest';
import { namedTargets } from './call.js';

const split = (text: string) => ['/usr/bin/node', '/w/node_modules/.bin/nx', ...text.split(' ')];

test.each<[string, string[]]>([
  ['run-many -t estimate', ['estimate']],
  ['run-many -t estimate figure -p a-ols', ['estimate', 'figure']],
  ['run-many -p a-ols --targets=estimate,figure', ['estimate', 'figure']],
  ['run-many --target estimate', ['estimate']],
  ['run-many -t=estimate figure', ['estimate', 'figure']],
  ['run-many -t lint -- -t estimate', ['lint']],
  ['affected -t lint --base=main', ['lint']],
  ['lint estimate/a-ols', ['lint']],
  ['run p:build:prod', ['p', 'p:build', 'p:build:prod', 'build', 'build:prod', 'prod']],
  ['p:"lint"', ['p', 'p:lint', 'lint']],
  ['run p -t lint', ['lint', 'p']],
  ['release publish', ['nx-release-publish']],
])('nx %s names %j', (text, expected) => {
  expect(namedTargets(split(text))).toEqual(expected);
});

test.each([
  'run-many',
  'run-many -testimate',
  'run-many -pt estimate',
  '--verbose run-many -t lint',
  'run --verbose',
])('what nx %s names is not plain', (text) => {
  expect(namedTargets(split(text))).toBeUndefined();
});

test('nor is what a script of the user runs', () => {
  expect(namedTargets(['node', '/w/tools/run-all.js', 'lint'])).toBeUndefined();
});
