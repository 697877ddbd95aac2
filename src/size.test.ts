import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalogText, workspace } from './workspace.fixture.js';

interface Seen {
  readonly projects: readonly string[];
  /** How many digests there are. */
  readonly digests: number;
  /** How many experiments the lock files name. */
  readonly entries: number;
  readonly problems: readonly string[];
}

const TASK = "{ outputs: { o: 'o.txt' }, command: 'true' }";
const DIGITS = '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]';

/** `a: d, b: d, …`: dimensions of one kind. */
const dimensions = (n: number, levels: string) =>
  Array.from({ length: n }, (_, i) => `${'abcdefghijkl'[i]}: dimension(${levels})`).join(', ');

/** Reads one catalog in a process whose memory is too small for 10 million of anything. */
function read(definition: string): Seen {
  const root = workspace({ 'src/config.ts': catalogText(definition) });
  const entry = fileURLToPath(new URL('./read-process.fixture.mjs', import.meta.url));
  const args = ['--max-old-space-size=300', entry, root, 'src/config.ts'];
  const text = execFileSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(text);
}

test('10,000 levels are loaded, hashed and locked', () => {
  const { projects, digests, entries, problems } = read(
    `{
      dimensions: {
        n: dimension(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => ['n' + i, { i }]))),
      },
      tasks: { t: ${TASK}, all: { over: [], needs: { t: 't' }, outputs: { o: 'o' }, command: 'true' } },
    }`,
  );
  expect(problems).toEqual([]);
  expect(projects).toHaveLength(10_001);
  expect(digests).toBe(10_001);
  expect(entries).toBe(10_001);
});

test('12 dimensions are loaded, hashed and locked', () => {
  const { projects, digests, entries, problems } = read(
    `{ dimensions: { ${dimensions(12, "['x', 'y']")} }, tasks: { t: ${TASK} } }`,
  );
  expect(problems).toEqual([]);
  expect(projects).toHaveLength(2 ** 12);
  expect(projects[0]).toBe('t/x-x-x-x-x-x-x-x-x-x-x-x');
  expect(digests).toBe(2 ** 12);
  expect(entries).toBe(2 ** 12);
});

test('of a cross product of 10 million, where may keep 50', () => {
  const { projects, problems } = read(
    `{
      dimensions: { ${dimensions(7, DIGITS)} },
      where: ({ levels: { a, b, c, d, e, f } }) =>
        [a, b, c, d, e].every(({ name }) => name === '7') && Number(f.name) < 5,
      tasks: { t: ${TASK} },
    }`,
  );
  expect(problems).toEqual([]);
  expect(projects).toHaveLength(50);
  expect(projects[0]).toBe('t/7-7-7-7-7-0-0');
});
