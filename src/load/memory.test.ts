import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { catalogText, type Files, workspace, write } from '../workspace.fixture.js';
import { loadCatalogs } from './load.js';
import { createLoadMemory } from './memory.js';

const TASK = "tasks: { t: { outputs: { o: 'o' }, run: './task.ts' } }";
const CATALOG = catalogText(
  `{ dimensions: { data }, ${TASK} }`,
  "import { data } from './levels';",
).replace(', glob', '');
const FILES: Files = {
  'package.json': '{}',
  'tsconfig.json': '{ "compilerOptions": {} }',
  'study/config.ts': CATALOG,
  'study/levels.ts':
    "import { dimension } from 'nx-experiments';\nexport const data = dimension(['a', 'b']);\n",
  'study/task.ts': "import { fit } from '../lib/fit';\nimport 'kit';\nexport default () => fit;\n",
  'lib/fit.ts': 'export const fit = 1;\n',
  'node_modules/kit/package.json': '{ "name": "kit", "version": "1.0.0", "main": "index.js" }',
  'node_modules/kit/index.js': '',
  // Where the loader keeps what it compiled, as it is there since the first call.
  'node_modules/.cache/jiti/x': '',
};

afterEach(() => {
  delete process.env.NX_EXPERIMENTS_TEST;
});

function load(root: string, overlay: { readonly [file: string]: string | null } = {}) {
  return loadCatalogs({ root, files: ['study/config.ts'], overlay });
}

const requestIn = (root: string) => ({ root, files: ['study/config.ts'], overlay: {}, env: {} });

/** After how many milliseconds the times of files tell them apart. */
const SETTLES = 150;

/** A workspace whose files are old enough for that. */
async function settled(files: Files = {}): Promise<string> {
  const root = workspace({ ...FILES, ...files });
  await sleep(SETTLES);
  return root;
}

/** A workspace for many tests, and what was loaded in it. */
let root: string;
let loaded: Awaited<ReturnType<typeof load>>;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-experiments-')));
  write(root, FILES);
  loaded = await load(root);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a catalog that can be nothing else is evaluated once', async () => {
  const root = await settled();
  const first = await load(root);
  expect([...first.values()]).toMatchObject([{ problems: [] }]);
  expect(await load(root)).toBe(first);
});

test('a catalog whose file is edited, or whose environment is another one, is evaluated again', async () => {
  const root = await settled();
  const first = await load(root);
  process.env.NX_EXPERIMENTS_TEST = '1';
  const second = await load(root);
  expect(second).not.toBe(first);
  expect(await load(root)).toBe(second);
  write(root, { 'study/config.ts': `${CATALOG}//` });
  expect(await load(root)).not.toBe(second);
});

test.each<readonly [what: string, change: (root: string) => void]>([
  ['its file is edited', (root) => write(root, { 'study/config.ts': `${CATALOG}//` })],
  ['its file is written again as it was', (root) => write(root, { 'study/config.ts': CATALOG })],
  [
    'a module that it imports is edited',
    (root) =>
      write(root, { 'study/levels.ts': FILES['study/levels.ts']!.replace("'b'", "'b', 'c'") }),
  ],
  [
    'the module of a task is edited',
    (root) => write(root, { 'study/task.ts': 'export default 1' }),
  ],
  [
    'a module of a task is edited',
    (root) => write(root, { 'lib/fit.ts': 'export const fit = 2;' }),
  ],
  ['an import may lead elsewhere', (root) => write(root, { 'lib/fit.js': '' })],
  ['a folder may stand for a module', (root) => write(root, { 'study/levels/index.ts': '' })],
  ['a module is gone', (root) => unlinkSync(join(root, 'lib/fit.ts'))],
  ['tsconfig.json is edited', (root) => write(root, { 'tsconfig.json': '{}' })],
  ['tsconfig.json is gone', (root) => unlinkSync(join(root, 'tsconfig.json'))],
  ['there is a tsconfig.base.json', (root) => write(root, { 'tsconfig.base.json': '{}' })],
  ['package.json is edited', (root) => write(root, { 'package.json': '{ "type": "module" }' })],
  ['a folder has a package.json', (root) => write(root, { 'lib/package.json': '{}' })],
  ['a package is installed nearer', (root) => write(root, { 'study/node_modules/kit/x.js': '' })],
  [
    'a package is another version',
    (root) => write(root, { 'node_modules/kit/package.json': '{ "version": "2.0.0" }' }),
  ],
  ['a package is gone', (root) => rmSync(join(root, 'node_modules/kit'), { recursive: true })],
])('it is forgotten where %s', async (_, change) => {
  for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true });
  write(root, FILES);
  await sleep(SETTLES);
  const request = requestIn(root);
  const memory = createLoadMemory();
  memory.keep(request, loaded, Date.now());
  expect(memory.recall(request)).toBe(loaded);
  change(root);
  expect(memory.recall(request)).toBeUndefined();
});

test.each<readonly [what: string, files: Files]>([
  [
    'has levels from files',
    {
      'study/levels.ts':
        "import { dimension, glob } from 'nx-experiments';\nexport const data = dimension(glob('lib/*.ts'));\n",
    },
  ],
  [
    'reads the clock',
    {
      'study/levels.ts':
        "import { dimension } from 'nx-experiments';\nexport const data = dimension({ a: { at: Date.now() } });\n",
    },
  ],
  [
    'lists a folder',
    {
      'study/levels.ts':
        "import { readdirSync } from 'node:fs';\nimport { dimension } from 'nx-experiments';\nexport const data = dimension(readdirSync('lib').map((f) => f.slice(0, 3)));\n",
    },
  ],
  [
    'asks whether a file is there',
    {
      'study/levels.ts':
        "import { existsSync } from 'node:fs';\nimport { dimension } from 'nx-experiments';\nexport const data = dimension(existsSync('lib/x') ? ['a'] : ['b']);\n",
    },
  ],
  [
    'asks for the environment',
    {
      'study/levels.ts':
        "import { dimension } from 'nx-experiments';\nexport const data = dimension([process.env.USER ?? 'a']);\n",
    },
  ],
  [
    'has a task whose module names a file',
    { 'lib/fit.ts': "export const fit = new URL('./a.csv', import.meta.url);" },
  ],
  [
    'is resolved by paths',
    { 'tsconfig.json': '{ "compilerOptions": { "paths": { "~/*": ["./*"] } } }' },
  ],
  ['is resolved by what a tsconfig extends', { 'tsconfig.json': '{ "extends": "./other.json" }' }],
  ['fails', { 'study/levels.ts': "throw new Error('no');\nexport const data = 1;" }],
  ['has a problem', { 'study/task.ts': "import './nowhere';\nexport default 1;" }],
])('a catalog that %s is not remembered', async (_, files) => {
  const root = await settled(files);
  const memory = createLoadMemory();
  memory.keep(requestIn(root), await load(root), Date.now());
  expect(memory.recall(requestIn(root))).toBeUndefined();
});

test('a catalog that was just written is evaluated again', async () => {
  const root = workspace(FILES);
  const first = await load(root);
  expect(await load(root)).not.toBe(first);
});

test('a link on the way to a module that leads elsewhere counts', async () => {
  const root = await settled({ 'one/fit.ts': 'export const fit = 1;', 'two/fit.ts': '' });
  const task = "import { fit } from './ways/on/fit';\nexport default () => fit;\n";
  write(root, { 'study/task.ts': task });
  mkdirSync(join(root, 'study/ways'));
  symlinkSync('../../one', join(root, 'study/ways/on'));
  await sleep(150);
  const first = await load(root);
  expect(await load(root)).toBe(first);
  unlinkSync(join(root, 'study/ways/on'));
  symlinkSync('../../two', join(root, 'study/ways/on'));
  expect(await load(root)).not.toBe(first);
});

test('what a generator sees is neither remembered nor taken from memory', async () => {
  const root = await settled();
  const first = await load(root);
  const seen = await load(root, { 'lib/fit.ts': 'export const fit = 2;' });
  expect(seen).not.toBe(first);
  expect(await load(root, { 'lib/fit.ts': 'export const fit = 2;' })).not.toBe(seen);
});

test('it is remembered for ten seconds, of one workspace, and not by a clock that was set back', async () => {
  const root = await settled();
  const loaded = await load(root);
  let now = Date.now();
  const memory = createLoadMemory(() => now);
  const request = requestIn(root);
  memory.keep(request, loaded, now);
  expect(memory.recall(request)).toBe(loaded);
  expect(memory.mayKnow(root)).toBe(true);
  expect(memory.mayKnow(`${root}/other`)).toBe(false);
  expect(memory.recall({ ...request, files: [] })).toBeUndefined();
  expect(memory.recall({ ...request, env: { A: '1' } })).toBeUndefined();
  now += 10_000;
  expect(memory.recall(request)).toBe(loaded);
  now += 1;
  expect(memory.recall(request)).toBeUndefined();
  expect(memory.mayKnow(root)).toBe(false);
  now -= 20_000;
  expect(memory.recall(request)).toBeUndefined();
});
