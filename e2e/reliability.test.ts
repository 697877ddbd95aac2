import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(pathOf(path), 'utf8');
const pathOf = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** What was tried by hand comes last, and names no tests. */
const [promised = ''] = read('docs/reliability.md').split('## What was tried');

/** The rows of the page's tables: a promise and the cell that names tests. */
const rows = [...promised.matchAll(/^\| (?!Promise|---)(.+) \| (.+) \|$/gm)].map(
  ([, promise = '', tests = '']) => ({
    promise,
    tests: [...tests.matchAll(/`([^`]+)`: “([^”]+)”(?:<br>|$)/g)],
    // What is left of the cell when all of its tests are taken out.
    rest: tests.replace(/`[^`]+`: “[^”]+”(<br>|$)/g, ''),
  }),
);

test('docs/reliability.md has a promise per row', () => {
  expect(rows.length).toBeGreaterThan(30);
});

test.each(rows)('there is a test for: $promise', ({ tests, rest }) => {
  expect(tests).not.toEqual([]);
  expect(rest).toBe('');
  for (const [, file = '', title = ''] of tests) {
    expect(existsSync(pathOf(file)), file).toBe(true);
    // As a whole string, be it the title itself or that of a table of tests.
    const text = read(file);
    const isThere = [`'`, `"`, '`'].some((quote) => text.includes(`${quote}${title}${quote}`));
    expect(isThere, `${file}: ${title}`).toBe(true);
  }
});
