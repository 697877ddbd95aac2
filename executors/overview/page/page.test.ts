import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pageOf } from './page.js';
import { makeStudy } from './study.fixture.js';

const built = new URL('../../../dist/executors/overview/page/', import.meta.url);
const empty = makeStudy({ data: 0, models: 0, errors: 0, seeds: 0 }, () => {});

test('the script has at most 350 kB, and the page says whose parts are in it', () => {
  expect(readFileSync(new URL('browser.js', built)).length).toBeLessThanOrEqual(350_000);
  const licenses = readFileSync(new URL('licenses.txt', built), 'utf8');
  for (const name of ['@observablehq/plot', '@tanstack/table-core', 'd3-scale', 'd3-shape'])
    expect(licenses).toContain(`${name} `);
});

test('nothing in the data can end the script that it stands in', () => {
  const html = pageOf({ ...empty, project: '</script><!--<script>' }, '/nowhere');
  expect(html.match(/<script/g)).toHaveLength(3);
  expect(html.match(/<\/script>/g)).toHaveLength(3);
  expect(html).toContain('<title>&#60;/script&#62;&#60;!--&#60;script&#62;</title>');
});

test('the same study gives the same page', () => {
  expect(pageOf(empty, '/nowhere')).toBe(pageOf(empty, '/nowhere'));
});
