import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quote } from './placeholders.js';
import { shellCommands, shellPlaceholders } from './shell.js';

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

test('a quote in a comment opens nothing: the line between is a command', () => {
  const text = "# don't\nsh -c {data}\n# it's";
  expect(shellCommands(text)).toEqual([['sh', '-c', '{data}']]);
  expect(places(text)).toEqual([undefined]);
});

test('commands inside substitutions are commands, also in quotes', () => {
  expect(shellCommands('fit "$(sh -c {x})" `eval y`')).toEqual([
    ['sh', '-c', '{x}'],
    ['eval', 'y'],
    ['fit', '$(sh -c {x})', '`eval y`'],
  ]);
});

test.each([
  'cat <<END\nit\'s "\nEND\nfit {x}',
  "cat <<'END' | sort\n$(a `\nEND\nfit {x}",
  'cat <<-END\n\tx\n\tEND\nfit {x}',
  'cat <<A <<B\nB\nA\nA\nB\nfit {x}',
  'n=$(cat <<END\n)\nEND\n); fit {x}',
])('after a here-document, as in %j, a value is a word of its own', (text) => {
  expect(places(text)).toEqual([undefined]);
});

test.each([
  ["fit $'a\\'b' {x}", "$'…'"],
  ['((y = {x}))', '(('],
  ['y=(a b); fit {x}', 'an array'],
  ['fit "$(case y in y) z;; esac)" {x}', 'case inside brackets'],
  ['cat <<END\n$(date)\nEND\nfit {x}', 'a here-document with substitutions in it'],
  ["fit 'a {x}", 'a quote that nothing closes'],
  ['fit <\\\n<END {x}', 'a backslash at the end of a line'],
])('%j is not followed to its value', (text, what) => {
  expect(places(text)).toEqual([`text after ${what}`]);
});

/** What a value may do if a shell reads it as code. */
const NASTY = '\'"; touch pwned; $(touch pwned) `touch pwned`\ntouch pwned # \\ * ~ EOF\nEOF\n';

const PIECES = [
  ...["'", '"', '`', '#', ' ', '\n', '\\', '$', '(', ')', '$(', '$((', '))', '{', '}', '${', ';'],
  ...['<<EOF\n', 'cat <<EOF\n', '\nEOF\n', "<<'EOF'\n", '<<-E\n\tE\n', '${y}', '${y:-', '{{z}}'],
  ...['case y in y) ', 'esac', ';; esac', ' && ', ' || ', ' | ', '# it', "'s", 'see ', 'see {x} '],
  ...['{x}', ' {x} ', '"{x}"', '$(see {x})', '\\\n', '=', '$#', 'y=', '<<<', '$$', '((', 'see\t'],
];

/** Whether some shell runs a part of the value as code, or hands `see` another one. */
const harm = (shell: string, texts: readonly string[]): string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'shell-text-'));
  try {
    const value = quote(NASTY);
    texts.forEach((text, i) => {
      mkdirSync(join(folder, `${i}`));
      writeFileSync(
        join(folder, `${i}`, 'text'),
        text.replaceAll('{{z}}', '{z}').replaceAll('{x}', value),
      );
    });
    // Each text runs in a folder and a shell of its own, with no program to be found but `touch`, `cat` and `see`.
    mkdirSync(join(folder, 'bin'));
    for (const program of ['touch', 'cat'])
      symlinkSync(
        execFileSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim(),
        join(folder, 'bin', program),
      );
    const see = '#!/bin/sh\nprintf "%s\\0" "$@" >> seen\n';
    writeFileSync(join(folder, 'bin', 'see'), see, { mode: 0o755 });
    const all = `for d in [0-9]*; do (cd "$d" && PATH=../bin ${shell} ./text) </dev/null >/dev/null 2>&1; done; true`;
    execFileSync('/bin/sh', ['-c', all], { cwd: folder });
    return texts.filter((_, i) => {
      const seen = join(folder, `${i}`, 'seen');
      const args = existsSync(seen) ? readFileSync(seen, 'utf8').split('\0') : [];
      const isChanged = args.some((arg) => arg.includes('touch') && !arg.includes(NASTY));
      return isChanged || existsSync(join(folder, `${i}`, 'pwned'));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const shells = ['/bin/dash', '/bin/bash'].filter((shell) => existsSync(shell));

test('whatever the text, no shell runs a value whose place is accepted', () => {
  const text = fc
    .array(fc.constantFrom(...PIECES), { minLength: 2, maxLength: 12 })
    .map((pieces) => pieces.join(''));
  const accepted = fc.sample(text, 3000).filter((one) => {
    const found = shellPlaceholders(one);
    return found.length > 0 && found.every(({ inside }) => inside === undefined);
  });
  expect(accepted.length).toBeGreaterThan(300);
  const some = accepted.slice(0, 150);
  for (const shell of shells) expect(harm(shell, some)).toEqual([]);
});

test('the values would do harm in places that are refused', () => {
  expect(harm('/bin/sh', ['"{x}"', '# {x}', 'see {x}'])).toEqual(['"{x}"', '# {x}']);
});
