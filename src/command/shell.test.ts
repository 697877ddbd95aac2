import { expect, test } from 'vitest';
import { shellPlaceholders } from './shell.js';

/** Where each placeholder of a text stands. */
function places(text: string): (string | undefined)[] {
  return shellPlaceholders(text).map(({ inside }) => inside);
}

test.each([
  'fit {x}',
  'fit --out={x} && cat <{x} >{x}',
  'fit "$HOME" {x}',
  "fit 'a b' {x} | sort",
  '(cd y; fit {x})',
  'n=$(wc -l < y); fit {x}',
  'n=$(wc -l < {x}); fit',
  'fit "$(cat {x})" $( (cat a); cat {x}) $((1 + 2)) {x}',
  'fit "`date`" "$(date)" {x}',
  'fit a#b {x}',
  'fit \\"a {x}',
  'fit "a\\"b" {x}',
  'fit # why\n {x}',
  'fit <<<word {x}',
  'fit ${{HOME}} ${HOME:-/root} {x}',
  "awk '{{print}}' {x}",
])('a value in %j is a word of its own', (text) => {
  expect(places(text)).toEqual(text.match(/(?<!\{)\{x\}/g)!.map(() => undefined));
});

test.each([
  ["fit '{x}'", 'single quotes'],
  ['fit "{x}"', 'double quotes'],
  ['fit "a\\" {x}"', 'double quotes'],
  ['fit `cat {x}`', 'backticks'],
  ['fit $((1 + {x}))', '$((…))'],
  ['fit "$(echo "{x}")"', 'double quotes'],
  ['fit `echo $(cat {x})`', 'backticks'],
  ['fit $( (cat a); echo $((2 * ({x}))))', '$((…))'],
  ['fit ${y:-{x}}', '${…}'],
  ['fit # {x}', 'a comment'],
  ['cat <<END\n{x}\nEND', 'a here-document'],
  ['cat << {x}', 'a here-document'],
  ['fit \\{x}', 'the reach of a backslash'],
  ['fit ${x}', 'the reach of a $'],
])('a value in %j would not stay quoted', (text, where) => {
  expect(places(text)).toEqual([where]);
});

test('a placeholder that touches other text is a part of a word', () => {
  const parts = shellPlaceholders('{x} --y={x} <{x} ({x});{x}.csv');
  expect(parts.map((p) => p.isPart)).toEqual([false, true, false, false, true]);
});

test('a name in braces after a dollar may be a variable', () => {
  const found = shellPlaceholders('${x} "${y}" ${z-none.txt} ${a.b} {c} ${{d}}');
  expect(found.filter((p) => p.isVariable).map((p) => p.name)).toEqual(['x', 'y', 'z-none.txt']);
});
