import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { describe } from '../problems/problem.js';
import { catalogText, type Files, workspace, write } from '../workspace.fixture.js';
import { loadCatalogs } from './load.js';
import type { Loaded } from './messages.js';

const DIMENSIONS = "dimensions: { data: dimension(['a', 'b']) }";
const TASKS = "tasks: { t: { outputs: { o: 'o' }, command: ['true'] } }";
const GOOD = catalogText(`{ ${DIMENSIONS}, ${TASKS} }`);

afterEach(() => {
  delete process.env.NX_EXPERIMENTS_LOAD_TIMEOUT;
});

/** Loads all `config.ts` among files. */
async function load(root: string, files: Files): Promise<ReadonlyMap<string, Loaded>> {
  const catalogs = Object.keys(files).filter((file) => /(^|\/)config\.[cm]?[jt]s$/.test(file));
  return loadCatalogs({ root, files: catalogs, overlay: {} });
}

/** What is wrong with each catalog; a sound one has its levels instead. */
async function outcomes(
  files: Files,
  root = workspace(files),
): Promise<{ [file: string]: unknown }> {
  const loaded = await load(root, files);
  return Object.fromEntries(
    [...loaded].map(([file, { catalog, problems }]) => [
      file,
      problems.length > 0
        ? problems.map(describe)
        : catalog?.dimensions.flatMap((d) => d.levels.map((l) => l.name)).join(),
    ]),
  );
}

test('each catalog that cannot be evaluated has one clear error, and the others are as ever', async () => {
  const files = {
    'good/config.ts': GOOD,
    'syntax/config.ts': `${GOOD}\nexport const x = = 1;\n`,
    'throws/config.ts': `${GOOD}\nthrow new Error('no data here');\n`,
    'throws-text/config.ts': `${GOOD}\nthrow 'just text';\n`,
    'throws-nothing/config.ts': `${GOOD}\nthrow undefined;\n`,
    'imports/config.ts': `import './deep';\n${GOOD}`,
    'imports/deep.ts': 'const x = { y: undefined } as any;\n\nexport const z = x.y.z;\n',
    'where/config.ts': catalogText(`{ ${DIMENSIONS}, ${TASKS},\n  where: (e) => e.levels.dta.x }`),
    'missing/config.ts': `import './not-there';\n${GOOD}`,
    'package/config.ts': `import 'no-such-package';\n${GOOD}`,
    'no-default/config.ts': GOOD.replace('export default', 'export const catalog ='),
    'other-default/config.ts': `${GOOD.replace('export default', 'const catalog =')}\nexport default [];`,
    'uses-bad/config.ts': `import '../throws/config';\n${GOOD}`,
    'await/config.ts': `await new Promise((r) => setTimeout(r, 5));\n${GOOD}`,
    'printing/config.ts': `console.log('hello');\nsetInterval(() => {}, 1000);\n${GOOD}`,
    'plain/config.mjs': GOOD,
    'late/config.ts': GOOD,
  };
  expect(await outcomes(files)).toEqual({
    'good/config.ts': 'a,b',
    'syntax/config.ts': [
      'syntax/config.ts: has a syntax error: Unexpected token (syntax/config.ts:5); fix it (NXE003)',
    ],
    'throws/config.ts': [
      'throws/config.ts: throws no data here (throws/config.ts:5); fix the code that it runs (NXE002)',
    ],
    'throws-text/config.ts': [
      'throws-text/config.ts: throws just text; fix the code that it runs (NXE002)',
    ],
    'throws-nothing/config.ts': [
      'throws-nothing/config.ts: throws undefined; fix the code that it runs (NXE002)',
    ],
    'imports/config.ts': [
      "imports/config.ts: throws Cannot read properties of undefined (reading 'z') (imports/deep.ts:3); fix the code that it runs (NXE002)",
    ],
    'where/config.ts': [
      "where/config.ts: where: throws for data=a: Cannot read properties of undefined (reading 'x') (where/config.ts:4); fix the code that it runs (NXE002)",
    ],
    'missing/config.ts': [
      'missing/config.ts: imports ./not-there, which is not there (missing/config.ts:1); fix the import (NXE004)',
    ],
    'package/config.ts': [
      'package/config.ts: imports no-such-package, which is not there (package/config.ts:1); install the package, or fix the import (NXE004)',
    ],
    'no-default/config.ts': [
      'no-default/config.ts: has no default export; write export default defineCatalog({ … }) (NXE001)',
    ],
    'other-default/config.ts': [
      'other-default/config.ts: exports an empty array as its default; write export default defineCatalog({ … }) (NXE001)',
    ],
    'uses-bad/config.ts': [
      'uses-bad/config.ts: throws no data here (throws/config.ts:5); fix the code that it runs (NXE002)',
    ],
    'await/config.ts': 'a,b',
    'printing/config.ts': 'a,b',
    'plain/config.mjs': 'a,b',
    'late/config.ts': 'a,b',
  });
});

test('a catalog that never ends, or ends its thread, harms no other', async () => {
  process.env.NX_EXPERIMENTS_LOAD_TIMEOUT = '3000';
  const files = {
    'a/config.ts': GOOD,
    'endless/config.ts': `while (true) {}\n${GOOD}`,
    'pending/config.ts': `setInterval(() => {}, 9);\nawait new Promise(() => {});\n${GOOD}`,
    'never/config.ts': `await new Promise(() => {});\n${GOOD}`,
    'exit/config.ts': `process.exit(0);\n${GOOD}`,
    'rejects/config.ts': `Promise.reject(new Error('later'));\nawait new Promise((r) => setTimeout(r, 50));\n${GOOD}`,
    'z/config.ts': GOOD,
  };
  const endless =
    'is not evaluated within 3 s; look for an endless loop or a promise that never settles, or give it more time: NX_EXPERIMENTS_LOAD_TIMEOUT is in milliseconds (NXE005)';
  const ends =
    'ends the process that evaluates it; remove process.exit(), or await what it waits for (NXE005)';
  expect(await outcomes(files)).toEqual({
    'a/config.ts': 'a,b',
    'endless/config.ts': [`endless/config.ts: ${endless}`],
    'pending/config.ts': [`pending/config.ts: ${endless}`],
    'never/config.ts': [`never/config.ts: ${ends}`],
    'exit/config.ts': [`exit/config.ts: ${ends}`],
    'rejects/config.ts': [
      'rejects/config.ts: ends its thread: later; fix the code that it runs (NXE005)',
    ],
    'z/config.ts': 'a,b',
  });
});

test('a catalog is loaded afresh, with what it imports', async () => {
  const files = {
    'study/config.ts': `import { names } from './names';\n${catalogText(`{ dimensions: { data: dimension(names) }, ${TASKS} }`)}`,
    'study/names.ts': "export const names = ['a'];",
  };
  const root = workspace(files);
  expect(await outcomes(files, root)).toEqual({ 'study/config.ts': 'a' });
  write(root, { 'study/names.ts': "export const names = ['b', 'c'];" });
  expect(await outcomes(files, root)).toEqual({ 'study/config.ts': 'b,c' });
  write(root, { 'study/names.ts': "export const names = ['b', 'c!'];" });
  expect(await outcomes(files, root)).toEqual({
    'study/config.ts': [
      'study/config.ts: dimensions.data: the level name "c!" has other characters than letters, digits, "_", "." and "-"; rename it (NXE011)',
    ],
  });
});

test('a task of another catalog is found by its file, also where others pass it on', async () => {
  const files = {
    'index.ts': "export { default } from './zz/config';\nexport * from './zz/config';",
    'a/config.ts': `import prep from '..';\n${catalogText(`{ ${DIMENSIONS}, tasks: { u: { outputs: { o: 'o' }, needs: { x: prep.tasks.t }, command: ['true'] } } }`)}`,
    'zz/config.ts': GOOD,
  };
  const loaded = await load(workspace(files), files);
  expect(loaded.get('a/config.ts')?.problems).toEqual([]);
  expect(loaded.get('a/config.ts')?.catalog?.tasks[0]?.needs).toEqual({
    x: { catalog: 'zz/config.ts', task: 't' },
  });
  expect(loaded.get('a/config.ts')?.catalog?.evaluated).toEqual([
    'a/config.ts',
    'index.ts',
    'zz/config.ts',
  ]);
});

test('catalogs that import each other are told so', async () => {
  const of = (task: string, other: string, need: string) =>
    `import other from '../${other}/config';\n${catalogText(
      `{ ${DIMENSIONS}, tasks: { ${task}: { outputs: { o: 'o' }, needs: { x: other.tasks.${need} }, command: ['true'] } } }`,
    )}`;
  const found = await outcomes({
    'a/config.ts': of('t', 'b', 'u'),
    'b/config.ts': of('u', 'a', 't'),
  });
  const [first] = found['a/config.ts'] as string[];
  expect(first).toContain('a/config.ts: ');
  expect(first).toContain('import each other');
});

test('one problem of each task of a catalog is reported, with a module that is not there', async () => {
  const files = {
    'a/config.ts': catalogText(`{ ${DIMENSIONS}, tasks: {
      gone: { outputs: { o: 'o' }, run: './gone.ts' },
      bare: { outputs: { o: 'o' }, run: 'bare.ts' },
      python: { outputs: { o: 'o' }, run: './x.py' },
      folder: { outputs: { o: 'o' }, run: './lib' },
      broken: { outputs: { o: 'o' }, run: './broken.ts' },
      imports: { outputs: { o: 'o' }, run: './imports.ts' },
      outside: { outputs: { o: 'o' }, run: './outside.ts' },
      fine: { outputs: { o: 'o' }, run: './fine' },
    } }`),
    'a/bare.ts': '',
    'a/x.py': '',
    'a/lib/index.ts': '',
    'a/broken.ts': 'export default = 1;',
    'a/imports.ts': "import './lost.js';\nimport { x } from 'no-such-package';",
    'a/outside.ts': "import '../../outside.ts';",
    'a/fine.ts': '',
  };
  expect(await outcomes(files)).toEqual({
    'a/config.ts': [
      "a/config.ts: tasks.gone.run: the module a/gone.ts is not there; create it, or fix its path ('./' is the catalog's folder, other paths start at the workspace root) (NXE004)",
      "a/config.ts: tasks.bare.run: the module bare.ts is not there; create it, or fix its path ('./' is the catalog's folder, other paths start at the workspace root) (NXE004)",
      "a/config.ts: tasks.python.run: a/x.py is no module of TypeScript or JavaScript; run it by a command, such as ['python3', 'a/x.py'] (NXE021)",
      'a/config.ts: tasks.broken.run: a/broken.ts cannot be read: Unexpected token (line 1); fix it (NXE003)',
      'a/config.ts: tasks.imports.run: a/imports.ts imports ./lost.js, which is not there; fix the import (NXE004)',
      'a/config.ts: tasks.outside.run: a/outside.ts imports ../../outside.ts, which is not there; fix the import (NXE004)',
    ],
  });
});

test('10 million combinations of which 50 are kept load', async () => {
  const dimensions = Array.from({ length: 7 }, (_, i) => `d${i}: dimension([0,1,2,3,4,5,6,7,8,9])`);
  const where =
    '(e) => e.levels.d0.name === "0" && e.levels.d1.name === "0" && e.levels.d2.name === "0" && e.levels.d3.name === "0" && e.levels.d4.name === "0" && Number(e.levels.d5.name) < 5';
  const files = {
    'study/config.ts': catalogText(
      `{ dimensions: { ${dimensions.join(', ')} }, where: ${where}, ${TASKS} }`,
    ),
  };
  const root = workspace(files);
  const loaded = await load(root, files);
  expect(loaded.get('study/config.ts')?.catalog?.tasks[0]?.experiments).toHaveLength(50);
});

test('a study beyond the limits is refused clearly', async () => {
  process.env.NX_EXPERIMENTS_LOAD_TIMEOUT = '60000';
  const dimensions = Array.from(
    { length: 12 },
    (_, i) => `d${i}: dimension([0,1,2,3,4,5,6,7,8,9])`,
  );
  const files = {
    'a/config.ts': catalogText(`{ dimensions: { ${dimensions.join(', ')} }, ${TASKS} }`),
    'b/config.ts': catalogText(
      `{ dimensions: { ${dimensions.join(', ')} }, where: () => false, ${TASKS} }`,
    ),
    'c/config.ts': catalogText(
      `{ dimensions: { x: dimension(Array.from({ length: 10000 }, (_, i) => i)) }, ${TASKS} }`,
    ),
  };
  const loaded = await load(workspace(files), files);
  expect([...loaded.values()].map(({ problems }) => problems.map(describe))).toEqual([
    [
      'a/config.ts: dimensions: one task would have more than 100,000 experiments; exclude more, or split the catalog (NXE022)',
    ],
    [
      'b/config.ts: dimensions: more than 20,000,000 combinations of levels would have to be judged; exclude more, or split the catalog (NXE022)',
    ],
    [],
  ]);
});

test('a workspace that is reached through a symbolic link is read as any other', async () => {
  const files = {
    'study/config.ts': GOOD.replace("command: ['true']", "run: './m'"),
    'study/m.ts': "import './n';",
    'study/n.ts': '',
  };
  const root = workspace(files);
  const outer = workspace({});
  symlinkSync(root, join(outer, 'linked'));
  const loaded = await load(join(outer, 'linked'), files);
  expect(loaded.get('study/config.ts')?.problems).toEqual([]);
  expect(loaded.get('study/config.ts')?.catalog).toMatchObject({
    evaluated: ['study/config.ts'],
    tasks: [{ run: 'study/m.ts', closure: { files: ['study/m.ts', 'study/n.ts'], packages: [] } }],
  });
});

test('folders with spaces and letters of any language are fine', async () => {
  const root = workspace({});
  const folder = join(root, 'mein Ordner é 日本');
  const files = {
    'stüdy x/config.ts': GOOD.replace("command: ['true']", "run: './möd'"),
    'stüdy x/möd.ts': "import './n m';",
    'stüdy x/n m.ts': '',
  };
  write(folder, files);
  const loaded = await load(folder, files);
  expect(loaded.get('stüdy x/config.ts')?.problems).toEqual([]);
  expect(loaded.get('stüdy x/config.ts')?.catalog?.tasks[0]?.closure.files).toEqual([
    'stüdy x/möd.ts',
    'stüdy x/n m.ts',
  ]);
});

test('catalogs are evaluated in the workspace root, wherever the process is, and what they read is known', async () => {
  const config = catalogText(
    `{ dimensions: { data: dimension(levels) }, tasks: { t: { outputs: { o: 'o' }, command: ['true'] } } }`,
    `import { existsSync, readdirSync, readFileSync } from 'node:fs';
     import { resolve } from 'node:path';
     const levels = [
       ...JSON.parse(readFileSync('levels.json', 'utf8')),
       ...readdirSync(resolve('more')).map((name) => name[0]),
     ];`,
  );
  const files = {
    'src/config.ts': config,
    'levels.json': '["a"]',
    'src/levels.json': '["wrong"]',
    'more/b.txt': '',
  };
  const root = workspace(files);
  const before = process.cwd();
  try {
    process.chdir(join(root, 'src'));
    const { catalog, problems } = (await load(root, files)).get('src/config.ts')!;
    expect(problems).toEqual([]);
    expect(catalog?.dimensions[0]?.levels.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(catalog?.evaluated).toEqual(['levels.json', 'src/config.ts']);
    expect(catalog?.listed).toEqual(['more']);
    expect(process.cwd()).toBe(join(root, 'src'));
  } finally {
    process.chdir(before);
  }
});

test.each([
  ["existsSync('gone.csv')", { files: ['gone.csv'], folders: ['gone.csv'] }],
  ["existsSync('a.csv')", { files: ['a.csv'], folders: [] }],
  ["statSync('d')", { files: [], folders: ['d'] }],
  ["lstatSync('a.csv')", { files: ['a.csv'], folders: [] }],
  ["accessSync('a.csv')", { files: ['a.csv'], folders: [] }],
  ["realpathSync(new URL('../a.csv', import.meta.url))", { files: ['a.csv'], folders: [] }],
  ["await promises.stat('a.csv')", { files: ['a.csv'], folders: [] }],
  ["await promisify(exists)('a.csv')", { files: ['a.csv'], folders: [] }],
  ["await promises.readdir('d', { recursive: true })", { files: [], folders: ['d'] }],
  ["readdirSync('.')", { files: [], folders: [''] }],
  ["fg.sync('d/*.csv')", { files: [], folders: ['d'] }],
  ["readFileSync(process.argv0 + '/../x')", { files: [], folders: [] }],
  ["existsSync('node_modules')", { files: [], folders: [] }],
])('a catalog that evaluates %s is made by what it asks for', async (asks, { files, folders }) => {
  const texts = {
    'src/config.ts': catalogText(
      `{ ${DIMENSIONS}, ${TASKS} }`,
      `import { accessSync, exists, existsSync, lstatSync, promises, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
       import { promisify } from 'node:util';
       import fg from '${fileURLToPath(import.meta.resolve('fast-glob'))}';
       try { ${asks}; } catch {}`,
    ),
    'a.csv': '',
    'd/deep/b.csv': '',
  };
  const root = workspace(texts);
  const { catalog, problems } = (await load(root, texts)).get('src/config.ts')!;
  expect(problems).toEqual([]);
  expect(catalog?.evaluated).toEqual([...files, 'src/config.ts'].sort());
  expect(catalog?.listed).toEqual(folders);
});

test('of a glob, the folder counts in which its files lie, for one that is gone', async () => {
  const files = {
    'src/config.ts': catalogText(`{ dimensions: { data: dimension(glob('d/*.csv')) }, ${TASKS} }`),
    'd/a.csv': '',
  };
  const { catalog } = (await load(workspace(files), files)).get('src/config.ts')!;
  expect(catalog?.evaluated).toEqual(['d/a.csv', 'src/config.ts']);
  expect(catalog?.listed).toEqual(['d']);
});

test('where the process cannot go to the workspace root, catalogs are not evaluated elsewhere', async () => {
  const files = {
    'src/config.ts': catalogText(
      `{ dimensions: { data: dimension(JSON.parse(readFileSync('levels.json', 'utf8'))) }, ${TASKS} }`,
      `import { readFileSync } from 'node:fs';`,
    ),
    'levels.json': '["a"]',
  };
  const root = workspace(files);
  // A thread cannot change the folder of its process.
  const thread = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     import(workerData.module)
       .then(({ loadCatalogs }) => loadCatalogs(workerData.request))
       .then((loaded) => parentPort.postMessage(loaded.get('src/config.ts').problems));`,
    {
      eval: true,
      workerData: {
        module: new URL('../../dist/src/load/load.js', import.meta.url).href,
        request: { root, files: ['src/config.ts'], overlay: {} },
      },
    },
  );
  const [[problem]] = await once(thread, 'message');
  await thread.terminate();
  expect(describe(problem)).toMatch(
    /^src\/config\.ts: cannot be evaluated in the workspace root, where its paths begin: .*chdir.*; call nx in the workspace root \(NXE053\)$/,
  );
});

test('catalogs of two workspaces are not evaluated in the folder of one', async () => {
  const one = { 'one/config.ts': `await new Promise((r) => setTimeout(r, 50));\n${GOOD}` };
  const other = { 'other/config.ts': GOOD };
  const [first, second] = await Promise.all([outcomes(one), outcomes(other)]);
  expect(first).toEqual({ 'one/config.ts': 'a,b' });
  expect(second).toEqual({
    'other/config.ts': [expect.stringContaining('cannot be evaluated in the workspace root')],
  });
});
