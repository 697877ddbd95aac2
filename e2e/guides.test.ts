import { afterAll, beforeAll, expect, test } from 'vitest';
import { edited, missing, stepsOf } from './guide.js';
import { type Guides, namesOfGuides, openGuides } from './guides.js';

let guides: Guides;

beforeAll(async () => {
  guides = await openGuides();
});

afterAll(() => guides.close());

test.each(namesOfGuides('nothing'))('%s does what it says', (name) => guides.follow(name));

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

test('what is to be printed has to be, each line once', () => {
  const output = '\u001b[1mone\u001b[0m  two\nthree\n';
  expect(missing(output, ['one two', 'th…'])).toBeUndefined();
  expect(missing(output, ['three', 'one two'])).toBeUndefined();
  expect(missing(output, ['three', 'three'])).toBe('three');
  expect(missing(output, ['one'])).toBe('one');
});
