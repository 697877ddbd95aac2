import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { contentsOf } from './contents.js';

const root = mkdtempSync(join(tmpdir(), 'contents-'));
afterAll(() => rmSync(root, { recursive: true }));

test('a missing output is said to be, with nothing else', () => {
  expect(contentsOf(root, 'a.json')).toEqual([{ path: 'a.json' }]);
});

test('small texts are shown, values are read from larger JSON, and the rest is linked', () => {
  writeFileSync(join(root, 'small.json'), '{"a":1}');
  writeFileSync(join(root, 'broken.json'), '{');
  writeFileSync(join(root, 'large.json'), `{"a":1,"b":"${'x'.repeat(30_000)}"}`);
  writeFileSync(join(root, 'large.csv'), 'x'.repeat(30_000));
  writeFileSync(join(root, 'image.png'), 'png');
  expect(contentsOf(root, 'small.json')).toEqual([
    { path: 'small.json', bytes: 7, text: '{"a":1}', json: { a: 1 } },
  ]);
  expect(contentsOf(root, 'broken.json')).toEqual([{ path: 'broken.json', bytes: 1, text: '{' }]);
  const [large] = contentsOf(root, 'large.json');
  expect(large).toMatchObject({ bytes: 30_014, json: { a: 1 } });
  expect(large).not.toHaveProperty('text');
  expect(contentsOf(root, 'large.csv')).toEqual([{ path: 'large.csv', bytes: 30_000 }]);
  expect(contentsOf(root, 'image.png')).toEqual([{ path: 'image.png', bytes: 3 }]);
});

test('of a folder, its first files are linked', () => {
  mkdirSync(join(root, 'figures'));
  for (let at = 0; at < 30; at++) writeFileSync(join(root, 'figures', `${10 + at}.svg`), 'x');
  const found = contentsOf(root, 'figures');
  expect(found).toHaveLength(20);
  expect(found[0]).toEqual({ path: 'figures/10.svg', bytes: 1 });
});
