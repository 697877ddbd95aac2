import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CODES } from './codes.js';
import { contents, pages } from './pages.fixture.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = `${ROOT}docs/reference/errors`;

/** The sources of what is published, but for the table itself. */
const SOURCES = ['src', 'generators', 'executors'].flatMap((folder) =>
  readdirSync(`${ROOT}${folder}`, { recursive: true })
    .map((path) => `${folder}/${String(path).replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !/\.(test|fixture|test-d)\.ts$/.test(path))
    .filter((path) => path !== 'src/problems/codes.ts'),
);

const textOf = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8');

test.each([...pages, ['README.md', contents] as const])(
  'docs/reference/errors/%s is in step with the table',
  async (file, text) => {
    await expect(text).toMatchFileSnapshot(`${PAGES}/${file}`);
  },
);

test('there is a page for each code, and no other', () => {
  const names = [...Object.keys(CODES).map((code) => `${code}.md`), 'README.md'];
  expect(readdirSync(PAGES).sort()).toEqual(names.sort());
});

test('codes are numbered from 1 without a gap', () => {
  const numbers = Object.keys(CODES).map((_, i) => `NXE${String(i + 1).padStart(3, '0')}`);
  expect(Object.keys(CODES)).toEqual(numbers);
});

test('each code is carried by a message, and no message carries one that is not in the table', () => {
  const used = new Set(SOURCES.flatMap((path) => textOf(path).match(/'NXE\d+'/g) ?? []));
  expect([...used].sort()).toEqual(Object.keys(CODES).map((code) => `'${code}'`));
});

/** Nobody looks these up: they are caught, stand for an error of the language, or their text has its codes already. */
const WITHOUT = [
  'executors/run/runner/task-loader.ts: Error',
  'executors/run/runner/watched.ts: TypeError',
  'src/guard/profile.ts: ProfileError',
  'src/load/load.ts: Error',
  'src/modules/imports.ts: SyntaxError',
  'src/read/combinations.ts: TooManyError',
];

test('no error of this package lacks a code', () => {
  const bare = SOURCES.flatMap((path) =>
    [...textOf(path).matchAll(/throw new (\w+)\(([\s\S]*?)\);\n/g)]
      .filter(([, kind = '', text = '']) => !/'NXE\d{3}'/.test(text) && !CARRIES.test(kind))
      .map(([, kind]) => `${path}: ${kind}`),
  );
  expect(bare.sort()).toEqual(WITHOUT);
});

/** They are made of problems, and a problem has a code. */
const CARRIES = /^(CatalogError|AggregateCreateNodesError)$/;
