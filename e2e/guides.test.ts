import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { edited, follow, missing, stepsOf } from './guide.js';
import { type Workspace, workspace } from './workspace.js';

const GUIDES = fileURLToPath(new URL('../docs/guides', import.meta.url));

const read = (name: string) => readFileSync(join(GUIDES, name), 'utf8');

let study: Workspace;

const shell = (command: string) => execFileSync('sh', ['-ec', command], { cwd: study.root });

beforeAll(async () => {
  study = workspace({}, { keep: true, isolated: false });
  await follow(read('README.md'), study);
  shell('cp -a bld .nx ..');
});

afterAll(() => study.remove());

const guides = readdirSync(GUIDES).filter((name) => name.endsWith('.md') && name !== 'README.md');

test.each(guides)('%s does what it says', async (name) => {
  expect(stepsOf(read(name))).not.toEqual([]);
  shell(
    'git reset --quiet --hard && git clean -fdxq --exclude=node_modules && cp -a ../bld ../.nx .',
  );
  await follow(read(name), study);
});

test('a guide is read as it is written', () => {
  const guide = [
    'Text.',
    '```ts title="x.ts"\na\n```',
    '```diff title="x.ts"\n a\n+b\n```',
    '```console\n$ not run\n```',
    '- indented\n  ```sh fails\n  exit 1\n  ```',
    '```text\none   …\n\n```',
  ].join('\n');
  expect(stepsOf(guide)).toEqual([
    { kind: 'write', line: 2, path: 'x.ts', text: 'a\n' },
    { kind: 'edit', line: 5, path: 'x.ts', text: ' a\n+b\n' },
    { kind: 'run', line: 13, script: 'exit 1\n', fails: true, prints: ['one …'] },
  ]);
});

test('an edit finds its place, or fails', () => {
  expect(edited('a\nb\nc\n', ' a\n-b\n+d\n@@\n c\n+e\n', 1)).toBe('a\nd\nc\ne\n');
  expect(() => edited('a\nb\n', ' a\n-c\n', 1)).toThrow('does not stand there once');
  expect(() => edited('a\na\n', '-a\n', 1)).toThrow('does not stand there once');
});

test('what is to be printed has to be, in order', () => {
  const output = '\u001b[1mone\u001b[0m  two\nthree\n';
  expect(missing(output, ['one two', 'th…'])).toBeUndefined();
  expect(missing(output, ['three', 'one two'])).toBe('one two');
  expect(missing(output, ['one'])).toBe('one');
});
