import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { leftOf } from './state/left.js';
import { study, write } from './study.fixture.js';
import { untilVisible } from './visible.js';

const PATHS = ['bld/a/fit.json', 'bld/a/folder'];
const FILES = { 'bld/a/fit.json': 'new', 'bld/a/folder/x': 'x', 'bld/a/folder/y/z': '' };

test('what another machine left is waited for: missing, half written, old of the same size, too much', async () => {
  const [far, here] = [study(FILES), study({ 'bld/a/fit.json': 'old', 'bld/a/folder/old': 'o' })];
  const left = await leftOf(far, PATHS);
  let seen: string | undefined | null = null;
  const waited = untilVisible(here, PATHS, left).then((unseen) => {
    seen = unseen;
  });
  const soon = () => new Promise((resolve) => setTimeout(resolve, 60));
  const steps = [
    () => write(here, { 'bld/a/folder/x': '' }),
    () => write(here, { 'bld/a/folder/x': 'x', 'bld/a/folder/y/z': '' }),
    () => rmSync(join(here, 'bld/a/folder/old')),
  ];
  for (const step of steps) {
    step();
    await soon();
    expect(seen).toBeNull();
  }
  writeFileSync(join(here, 'bld/a/fit.json'), 'new');
  await waited;
  expect(seen).toBeUndefined();
});

test('what never shows is named', async () => {
  const far = study(FILES);
  const unseen = await untilVisible(study({}), PATHS, await leftOf(far, PATHS), 100);
  expect(unseen).toContain('bld/a/fit.json: the machine that wrote it sees other content');
});

test('a folder that a link leads back into comes to an end', async () => {
  const far = study(FILES);
  symlinkSync('..', join(far, 'bld/a/folder/loop'));
  expect(Object.keys(await leftOf(far, PATHS))).toEqual([
    'bld/a/fit.json',
    'bld/a/folder/x',
    'bld/a/folder/y/z',
  ]);
});
