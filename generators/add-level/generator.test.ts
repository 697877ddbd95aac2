import type { Tree } from '@nx/devkit';
import { expect, test } from 'vitest';
import { emptyTree } from '../../src/tree.fixture.js';
import { catalogsIn } from '../../src/workspace/tree.js';
import removeLevel from '../remove-level/generator.js';
import addLevel from './generator.js';

const DATA = `import { dimension } from 'nx-experiments';

export const data = dimension({ a: {}, b: {} });
`;

const catalog = (
  dimensions: string,
  imports = '',
) => `import { defineCatalog, dimension } from 'nx-experiments';
${imports}
export default defineCatalog({
  dimensions: { ${dimensions} },
  tasks: { TASK: { outputs: { result: 'result.json' }, command: ['true'] } },
});
`;

/** A tree with these files, and the texts of all its files. */
function treeOf(files: { readonly [file: string]: string }) {
  const tree = emptyTree();
  for (const [file, text] of Object.entries(files))
    tree.write(file, text.replace('TASK', `task_${file.split('/')[0]}`));
  return tree;
}

function textsOf(tree: Tree): { readonly [file: string]: string | undefined } {
  return Object.fromEntries(
    tree.listChanges().map(({ path, content }) => [path, content?.toString()]),
  );
}

test('a level is added, and the lock gets its lines', async () => {
  const tree = treeOf({ 'study/config.ts': catalog("data: dimension(['a', 'b'])") });
  await addLevel(tree, { level: 'c', dimension: 'data' });
  expect(tree.read('study/config.ts', 'utf8')).toContain("dimension(['a', 'b', 'c'])");
  const lock = tree.read('study/config.lock.json', 'utf8')!;
  await removeLevel(tree, { level: 'c', dimension: 'data' });
  expect(tree.read('study/config.ts', 'utf8')).toContain("dimension(['a', 'b'])");
  const after = tree.read('study/config.lock.json', 'utf8')!;
  expect(lock.split('\n').length).toBe(after.split('\n').length + 1);
});

test('a level gets its fields', async () => {
  const tree = treeOf({ 'study/config.ts': catalog('data: dimension({ a: {} })') });
  await addLevel(tree, { level: 'c', dimension: 'data', fields: '{"path":"c.csv","n":[1]}' });
  expect(tree.read('study/config.ts', 'utf8')).toContain(
    "dimension({ a: {}, c: { path: 'c.csv', n: [1] } })",
  );
});

test('a second run says that it is there already, and writes nothing', async () => {
  const tree = treeOf({ 'study/config.ts': catalog("data: dimension(['a', 'b'])") });
  await addLevel(tree, { level: 'c', dimension: 'data' });
  const before = textsOf(tree);
  await expect(addLevel(tree, { level: 'c', dimension: 'data' })).rejects.toThrow(
    'study/config.ts: dimensions.data.c: is there already',
  );
  expect(textsOf(tree)).toEqual(before);
});

test('a dimension that catalogs share needs no --catalog', async () => {
  const imported = "import { data } from '../data/config';";
  const tree = treeOf({
    'data/config.ts': DATA,
    'one/config.ts': catalog('data', imported),
    'two/config.ts': catalog('data', imported),
    'three/config.ts': catalog("model: dimension(['ols'])"),
  });
  expect(await catalogsIn(tree)).toHaveLength(3);
  await addLevel(tree, { level: 'c', dimension: 'data' });
  expect(tree.read('data/config.ts', 'utf8')).toBe(DATA.replace('b: {}', 'b: {}, c: {}'));
  expect(tree.read('one/config.lock.json', 'utf8')).toContain('c');
  expect(tree.read('two/config.lock.json', 'utf8')).toContain('c');
});

test('where several are meant, the candidates are listed and nothing is written', async () => {
  const tree = treeOf({
    'one/config.ts': catalog("data: dimension(['a'])"),
    'two/config.ts': catalog("data: dimension(['a'])"),
    'three/config.ts': catalog("model: dimension(['ols'])"),
  });
  const before = textsOf(tree);
  await expect(addLevel(tree, { level: 'c', dimension: 'data' })).rejects.toThrow(
    '--catalog: could be any of 2 catalogs; give one of --catalog=one/config.ts, --catalog=two/config.ts',
  );
  await expect(addLevel(tree, { level: 'c', dimension: 'dato' })).rejects.toThrow(
    '--catalog: none of 3 catalogs has what is named; give one of --catalog=one/config.ts',
  );
  await expect(addLevel(tree, { level: 'c', dimension: 'data', catalog: 'four' })).rejects.toThrow(
    '--catalog: four is no catalog; it may be one/config.ts, three/config.ts, two/config.ts',
  );
  expect(textsOf(tree)).toEqual(before);
  await addLevel(tree, { level: 'c', dimension: 'data', catalog: './two/' });
  expect(tree.read('one/config.ts', 'utf8')).not.toContain("'c'");
  expect(tree.read('two/config.ts', 'utf8')).toContain("'c'");
});

test('a level that would bring the catalog into error is not written', async () => {
  const both = "data: dimension(['a', 'b'])";
  const tree = treeOf({
    'one/config.ts': catalog(both).replace('  tasks', "  exclude: [{ data: ['b'] }],\n  tasks"),
  });
  const before = textsOf(tree);
  await expect(removeLevel(tree, { level: 'b', dimension: 'data' })).rejects.toThrow(
    'one/config.ts: exclude[0].data: names the level "b"; remove it there first',
  );
  await expect(addLevel(tree, { level: 'A', dimension: 'data' })).rejects.toThrow('case');
  expect(textsOf(tree)).toEqual(before);
});

test('bad options are refused', async () => {
  const tree = treeOf({ 'study/config.ts': catalog('data: dimension({ a: {} })') });
  const refused = (options: { level?: string; dimension?: string; fields?: string }) =>
    expect(addLevel(tree, { level: 'c', dimension: 'data', ...options })).rejects;
  await refused({ level: '../c' }).toThrow('the level name "../c" starts with');
  await refused({ dimension: 'model' }).toThrow('there is no dimension "model"');
  await refused({ fields: '{path}' }).toThrow('--fields: {path} is not JSON');
  await refused({ fields: '[]' }).toThrow('--fields: [] is not an object');
  await refused({ fields: '{"name":1}' }).toThrow('--fields: name: is a reserved name');
  await expect(addLevel(emptyTree(), { level: 'c', dimension: 'data' })).rejects.toThrow(
    'there is no catalog in this workspace',
  );
});
