import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { resetWorkspaceContext } from 'nx/src/utils/workspace-context';
import { afterEach, expect, test } from 'vitest';
import { emptyTree, treeOf } from '../tree.fixture.js';
import { catalogText, type Files, workspace } from '../workspace.fixture.js';
import { diskFiles } from './files.js';
import { syncLocks } from './tree.js';
import { readWorkspace } from './workspace.js';

const STUDY = {
  'study/config.ts': catalogText(
    "{ dimensions: { data: dimension(['a', 'b']) }, tasks: { estimate: { outputs: { fit: 'fit.json' }, run: './estimate' } } }",
  ),
  'study/estimate.ts': "import { half } from './lib/half.js';\nexport default () => half(2);\n",
  'study/lib/half.ts': 'export const half = (x: number) => x / 2;\n',
};

function writeTo(tree: Tree, files: Files): Tree {
  for (const [path, text] of Object.entries(files)) tree.write(path, text);
  return tree;
}

/** The keys of a lock file in a tree. */
function entries(tree: Tree, file: string): string[] {
  const lock = JSON.parse(tree.read(file, 'utf8')!) as { experiments: object };
  return Object.keys(lock.experiments).filter((key) => key !== '~');
}

test('a study that is in the tree alone gets its lock', async () => {
  const tree = writeTo(emptyTree(), STUDY);
  expect(await syncLocks(tree)).toEqual(['study/config.lock.json']);
  expect(entries(tree, 'study/config.lock.json')).toEqual(['estimate/a', 'estimate/b']);
});

test('a second sync changes nothing', async () => {
  const tree = writeTo(emptyTree(), STUDY);
  await syncLocks(tree);
  const before = tree.listChanges().map((c) => [c.path, c.content?.toString()]);
  expect(await syncLocks(tree)).toEqual([]);
  expect(tree.listChanges().map((c) => [c.path, c.content?.toString()])).toEqual(before);
});

test('edits that are not on disk yet count, and leave the disk alone', async () => {
  const root = workspace(STUDY);
  const tree = treeOf(root);
  await syncLocks(tree);
  const first = tree.read('study/config.lock.json', 'utf8');
  tree.write('study/config.ts', STUDY['study/config.ts'].replace("'b'", "'b', 'c'"));
  tree.write('study/lib/half.ts', "import './new.js';\nexport const half = 1;\n");
  tree.write('study/lib/new.ts', '');
  expect(await syncLocks(tree)).toEqual(['study/config.lock.json']);
  expect(entries(tree, 'study/config.lock.json')).toEqual([
    'estimate/a',
    'estimate/b',
    'estimate/c',
  ]);
  // Another list of modules makes another definition.
  expect(tree.read('study/config.lock.json', 'utf8')).not.toContain(
    /"estimate\/a": ".*"/.exec(first!)![0],
  );
  expect(existsSync(join(root, 'study/config.lock.json'))).toBe(false);
});

test('the tree and the disk give the same lock', async () => {
  const onDisk = treeOf(workspace(STUDY));
  const inTree = writeTo(emptyTree(), STUDY);
  await syncLocks(onDisk);
  await syncLocks(inTree);
  expect(inTree.read('study/config.lock.json', 'utf8')).toBe(
    onDisk.read('study/config.lock.json', 'utf8'),
  );
});

test('a module deleted in the tree is missing', async () => {
  const tree = treeOf(workspace(STUDY));
  tree.delete('study/lib/half.ts');
  await expect(syncLocks(tree)).rejects.toThrow(
    'study/config.ts: tasks.estimate.run: study/estimate.ts imports ./lib/half.js, which is not there',
  );
});

test('an import falls from a deleted module to the index of a folder', async () => {
  const tree = treeOf(
    workspace({
      ...STUDY,
      'study/estimate.ts': "import './lib/m';",
      'study/lib/m.ts': '',
      'study/lib/m/index.ts': '',
    }),
  );
  await syncLocks(tree);
  const before = tree.read('study/config.lock.json', 'utf8');
  tree.delete('study/lib/m.ts');
  expect(await syncLocks(tree)).toEqual(['study/config.lock.json']);
  expect(tree.read('study/config.lock.json', 'utf8')).not.toBe(before);
});

test('a renamed folder moves its catalog and its lock follows', async () => {
  const tree = treeOf(workspace(STUDY));
  await syncLocks(tree);
  for (const file of Object.keys(STUDY)) tree.rename(file, file.replace('study/', 'other/'));
  await syncLocks(tree);
  expect(entries(tree, 'other/config.lock.json')).toEqual(['estimate/a', 'estimate/b']);
});

test('glob finds files of the tree and not those deleted in it', async () => {
  const root = workspace({
    'study/config.ts': catalogText(
      "{ dimensions: { data: dimension(glob('data/*.csv')) }, tasks: { t: { outputs: { o: 'o' }, command: ['true'] } } }",
    ),
    'data/a.csv': '',
    'data/b.csv': '',
  });
  const tree = treeOf(root);
  tree.delete('data/a.csv');
  tree.write('data/c.csv', '');
  await syncLocks(tree);
  expect(entries(tree, 'study/config.lock.json')).toEqual(['t/b', 't/c']);
});

test('files that a command names are found in the tree', async () => {
  const tree = writeTo(emptyTree(), {
    'study/config.ts': catalogText(
      "{ dimensions: { d: dimension(['a']) }, tasks: { t: { outputs: { o: 'o' }, command: ['python3', 'study/t.py'] } } }",
    ),
  });
  await syncLocks(tree);
  const before = tree.read('study/config.lock.json', 'utf8');
  tree.write('study/t.py', '');
  await syncLocks(tree);
  expect(tree.read('study/config.lock.json', 'utf8')).not.toBe(before);
});

test('catalogs are found by the pattern in nx.json', async () => {
  const tree = writeTo(emptyTree(), {
    ...STUDY,
    'study/study.catalog.ts': STUDY['study/config.ts'],
    'nx.json': JSON.stringify({
      plugins: [{ plugin: 'nx-experiments/plugin', options: { catalogs: '**/*.catalog.ts' } }],
    }),
  });
  expect(await syncLocks(tree)).toEqual(['study/study.catalog.lock.json']);
});

test('a tsconfig path in the tree leads to a module in the tree', async () => {
  const tree = writeTo(emptyTree(), {
    ...STUDY,
    'tsconfig.base.json': '{ "compilerOptions": { "paths": { "@study/*": ["./study/*"] } } }',
    'study/levels.ts': "export const levels = ['x'];",
    'study/config.ts': `import { levels } from '@study/levels';\n${STUDY['study/config.ts'].replace("['a', 'b']", 'levels')}`,
  });
  await syncLocks(tree);
  expect(entries(tree, 'study/config.lock.json')).toEqual(['estimate/x']);
});

test('a catalog in error leaves the tree as it was', async () => {
  const tree = writeTo(emptyTree(), {
    ...STUDY,
    'bad/config.ts': catalogText('{ dimensions: {}, tasks: 1 }'),
  });
  await expect(syncLocks(tree)).rejects.toThrow('bad/config.ts: tasks: ');
  expect(tree.exists('study/config.lock.json')).toBe(false);
});

/** Commands that name files as they are and through levels; git ignores what is in `raw`. */
const NAMING = {
  '.gitignore': 'raw\n',
  'study/config.ts': catalogText(
    "{ dimensions: { data: dimension({ a: { path: 'raw/a.csv' }, b: { path: 'data/b.csv' } }) }, tasks: { t: { outputs: { o: 'o' }, command: ['python3', 'study/t.py', 'raw/codes.csv', '{data.path}'] } } }",
  ),
  'study/t.py': '',
  'data/b.csv': '',
};

/** The lock of a workspace of its own on disk. */
async function lockOnDisk(files: Files, links: Files = {}): Promise<string> {
  // Nx's view of the files is of the first root that it is asked for.
  resetWorkspaceContext();
  const root = workspace(files);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(root, path));
  const tree = treeOf(root);
  await syncLocks(tree);
  return tree.read('study/config.lock.json', 'utf8')!;
}

afterEach(resetWorkspaceContext);

test('a clone that lacks files that git ignores has the same lock, although commands name them', async () => {
  const raw = { 'raw/a.csv': 'a', 'raw/codes.csv': 'codes' };
  expect(await lockOnDisk({ ...NAMING, ...raw })).toBe(await lockOnDisk(NAMING));
});

test('so has one that lacks what is at the end of a link', async () => {
  const { 'data/b.csv': _, ...others } = { ...NAMING, 'data/other.csv': '' };
  const links = { 'data/b.csv': '../raw/b.csv' };
  expect(await lockOnDisk({ ...others, 'raw/b.csv': 'b' }, links)).toBe(
    await lockOnDisk(others, links),
  );
});

test.each(['study/t.py', 'data/b.csv'])(
  'without %s, which every clone has, the lock is another one',
  async (file) => {
    const { [file]: _, ...others }: Files = NAMING;
    expect(await lockOnDisk(others)).not.toBe(await lockOnDisk(NAMING));
  },
);

test('a clone that lacks the files of a glob keeps the lock as it is', async () => {
  const text =
    "{ dimensions: { data: dimension(glob('raw/*.csv')) }, tasks: { t: { outputs: { o: 'o' }, command: ['true'] } } }";
  const study = { '.gitignore': 'raw\n', 'study/config.ts': catalogText(text) };
  const lock = await lockOnDisk({ ...study, 'raw/a.csv': '' });
  expect(lock).toContain('"t/a"');
  expect(await lockOnDisk({ ...study, 'study/config.lock.json': lock })).toBe(lock);
});

test('a level field and an argument that are others each time are named, and nothing else is', async () => {
  const tree = writeTo(emptyTree(), {
    'study/config.ts': catalogText(
      "{ dimensions: { data: dimension({ a: { at: performance.now(), x: 1 } }) }, tasks: { t: { args: { seed: Math.random() }, outputs: { x: 'x' }, command: ['echo', '{data.at}', '{args.seed}'] } } }",
    ),
  });
  const failed = await syncLocks(tree).then(() => '', String);
  const what = 'is another value each time the catalog is evaluated';
  expect(failed).toContain(`study/config.ts: dimensions.data.a.at: ${what}`);
  expect(failed).toContain(`study/config.ts: tasks.t.args: ${what}`);
  expect(failed.split(what)).toHaveLength(3);
});

test.each([
  ['', 'empty'],
  ['{\n  "defaults": {\n    "se": "class', 'cut off'],
  ['\0\0\0\0', 'cut off'],
])(
  'a lock whose writing was cut off as %j is not taken for one that remembers nothing',
  async (text, wrong) => {
    const tree = writeTo(emptyTree(), STUDY);
    tree.write('study/config.lock.json', text);
    await expect(syncLocks(tree)).rejects.toThrow(
      `study/config.ts: its lock study/config.lock.json is ${wrong}; bring it back (git restore study/config.lock.json)`,
    );
    expect(tree.read('study/config.lock.json', 'utf8')).toBe(text);
  },
);

test('a lock that is gone is made again with what it remembers, as git has it', async () => {
  const root = workspace(STUDY);
  const lock = join(root, 'study/config.lock.json');
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root });
  git('init', '--quiet');
  const sync = async () => {
    const tree = treeOf(root);
    await syncLocks(tree);
    writeFileSync(lock, tree.read('study/config.lock.json', 'utf8')!);
    return readFileSync(lock, 'utf8');
  };
  await sync();
  const text = STUDY['study/config.ts'];
  const data = "dimension(['a', 'b'])";
  const se = "se: dimension(['x', 'y'], { default: 'x' })";
  writeFileSync(join(root, 'study/config.ts'), text.replace(data, `${data}, ${se}`));
  const adopted = await sync();
  git('add', '--all');
  rmSync(lock);
  expect(await sync()).toBe(adopted);
  rmSync(lock);
  const { lock: made, study } = await readWorkspace(diskFiles(root, []), ['study/config.ts']);
  expect(study.experiments.every(made.isStale), 'until it is written').toBe(true);
  git('rm', '--quiet', '--cached', 'study/config.lock.json');
  expect(await sync(), 'where git does not have it').not.toBe(adopted);
});
