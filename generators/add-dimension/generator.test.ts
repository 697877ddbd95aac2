import type { Tree } from '@nx/devkit';
import { expect, test } from 'vitest';
import { emptyTree } from '../../src/tree.fixture.js';
import catalog from '../catalog/generator.js';
import addDimension from './generator.js';

const read = (tree: Tree, file: string) => tree.read(file, 'utf8');

test('a dimension is added, and told when it runs everything again', async () => {
  const tree = emptyTree();
  await catalog(tree, { directory: 'study', dimension: 'data:a,b' });
  const lock = read(tree, 'study/config.lock.json')!;
  await addDimension(tree, { name: 'se', levels: 'classical,robust', default: 'classical' });
  expect(read(tree, 'study/config.ts')).toContain('dimensions: { data, se }');
  for (const line of lock.split('\n').filter((line) => line.includes('estimate')))
    expect(read(tree, 'study/config.lock.json')).toContain(line.replace(/,$/, ''));
  await expect(addDimension(tree, { name: 'se', levels: ['x'] })).rejects.toThrow(
    'is there already',
  );
});

test('who is asked for a default may have none', async () => {
  const tree = emptyTree();
  await catalog(tree, { directory: 'study', dimension: 'data:a' });
  await addDimension(tree, { name: 'se', levels: 'classical,robust', default: '' });
  expect(read(tree, 'study/config.ts')).toContain("se = dimension(['classical', 'robust']);");
});
