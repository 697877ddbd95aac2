import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runInOne } from '../runner.fixture.js';

const IMPORTS = `
  import fs, { createReadStream, openSync, readFileSync, writeFileSync } from 'node:fs';
  import * as all from 'fs';
  import { open, readdir, readFile } from 'node:fs/promises';
  import { createRequire } from 'node:module';
  import { dirname, join, resolve } from 'node:path';
  import { text } from 'node:stream/consumers';
  import { pathToFileURL } from 'node:url';
  import { promisify } from 'node:util';
  const require = createRequire(import.meta.url);
  void [fs, createReadStream, openSync, readFileSync, writeFileSync, all, open, readdir, readFile, dirname, join,
    resolve, text, pathToFileURL, promisify, require];`;

/** What one attempt is seen to read. */
async function readsOf(body: string, files: Readonly<Record<string, string>> = {}) {
  const [ran] = await runInOne(
    {
      'd/x.csv': 'x',
      'd/y.csv': 'y',
      'd/sub/z.csv': 'z',
      ...files,
      'src/task.ts': `${IMPORTS} export default async () => { ${body}; return { fit: 1 }; };`,
    },
    ['src/task.ts'],
    (root) => symlinkSync('x.csv', join(root, 'd/link.csv')),
  );
  expect(ran).toMatchObject({ fit: 1, loaded: ['src/task.ts'] });
  return ran?.reads;
}

test.each([
  [`fs.readFileSync('d/x.csv')`, ['d/x.csv']],
  [`readFileSync(resolve('d/x.csv'), 'utf8')`, ['d/x.csv']],
  [`all.readFileSync(pathToFileURL('d/x.csv'))`, ['d/x.csv']],
  [`all.default.readFileSync(Buffer.from('./d/../d/x.csv'))`, ['d/x.csv']],
  [`require('fs').readFileSync('d/x.csv')`, ['d/x.csv']],
  [`(await import('node:' + 'fs')).readFileSync('d/x.csv')`, ['d/x.csv']],
  [`process.chdir('d'); readFileSync('x.csv')`, ['d/x.csv']],
  [`await new Promise((end) => fs.readFile('d/x.csv', end))`, ['d/x.csv']],
  [`await promisify(fs.readFile)('d/x.csv')`, ['d/x.csv']],
  [`await fs.promises.readFile('d/x.csv')`, ['d/x.csv']],
  [`await readFile('d/x.csv')`, ['d/x.csv']],
  [`const file = await open('d/x.csv'); await file.readFile(); await file.close()`, ['d/x.csv']],
  [`fs.closeSync(openSync('d/x.csv', 'r'))`, ['d/x.csv']],
  [`fs.closeSync(openSync('d/x.csv', fs.constants.O_RDWR))`, ['d/x.csv']],
  [`fs.closeSync(openSync('d/x.csv', 'r+'))`, ['d/x.csv']],
  [`await text(createReadStream('d/x.csv'))`, ['d/x.csv']],
  [`await text(new fs.ReadStream('d/x.csv'))`, ['d/x.csv']],
  [`await (await fs.openAsBlob('d/x.csv')).text()`, ['d/x.csv']],
  [`fs.copyFileSync('d/x.csv', 'bld/copy.csv')`, ['d/x.csv']],
  [`await fs.promises.cp('d/x.csv', 'bld/copy.csv')`, ['d/x.csv']],
  [`fs.linkSync('d/x.csv', 'bld/hard.csv'); readFileSync('bld/hard.csv')`, ['d/x.csv']],
  [`fs.readdirSync('d')`, ['d/']],
  [`await readdir('d/')`, ['d/']],
  [`for await (const _ of await fs.promises.opendir('d'));`, ['d/']],
  [`fs.cpSync('d/sub', 'bld/sub', { recursive: true }); readFileSync('bld/sub/z.csv')`, ['d/sub/']],
  [`readFileSync('d/link.csv')`, ['d/link.csv']],
  [`readFileSync('package.json')`, ['package.json']],
  [`readFileSync('src/other.ts')`, ['src/other.ts']],
  [`readFileSync('d/x.csv'); writeFileSync('d/x.csv', 'new')`, ['d/x.csv']],
  [`fs.appendFileSync('d/y.csv', '1'); readFileSync('d/y.csv')`, ['d/y.csv']],
  [`fs.symlinkSync('../d/x.csv', 'bld/soft.csv'); readFileSync('bld/soft.csv')`, ['bld/soft.csv']],
])('%s is a read', async (body, reads) => {
  expect(await readsOf(body, { 'package.json': '{}', 'src/other.ts': '' })).toEqual(reads);
});

test.each([
  `fs.existsSync('d/x.csv'); fs.statSync('d/x.csv')`,
  `try { readFileSync('d/gone.csv') } catch {}; await readFile('d/gone.csv').catch(() => {})`,
  `writeFileSync('d/new.csv', ''); readFileSync('d/new.csv')`,
  `writeFileSync('d/x.csv', 'new'); readFileSync('d/x.csv')`,
  `await fs.promises.writeFile('d/x.csv', 'new'); await readFile('d/x.csv')`,
  `fs.createWriteStream('d/x.csv').end('new'); await new Promise((end) => setTimeout(end, 50)); readFileSync('d/x.csv')`,
  `fs.appendFileSync('d/new.csv', '1'); fs.appendFileSync('d/new.csv', '2'); readFileSync('d/new.csv')`,
  `fs.mkdirSync('d/tmp/deep', { recursive: true }); fs.readdirSync('d/tmp'); fs.rmSync('d/tmp', { recursive: true })`,
  `const tmp = fs.mkdtempSync('d/tmp-'); writeFileSync(tmp + '/x', ''); fs.renameSync(tmp + '/x', tmp + '/y'); readFileSync(tmp + '/y')`,
  `await new Promise((end) => setTimeout(end, 30)); require('child_process').execSync('echo 1 > d/new.csv'); readFileSync('d/new.csv')`,
  `readFileSync('node_modules/dep/data.json'); readFileSync('/etc/hostname'); readFileSync(process.execPath)`,
  `await import('dep')`,
])('%s is none', async (body) => {
  const files = {
    'package.json': '{ "type": "module" }',
    'tsconfig.json': '{}',
    'node_modules/dep/package.json': '{}',
    'node_modules/dep/index.js': '',
    'node_modules/dep/data.json': '',
  };
  expect(await readsOf(body, files)).toEqual([]);
});

test('a file of a workspace package that is read through node_modules, or through a link to the workspace, is told by its place', async () => {
  const [ran] = await runInOne(
    {
      'packages/lib/data.csv': '',
      'src/task.ts': `
        import { readFileSync } from 'node:fs';
        export default () => {
          readFileSync('node_modules/lib/data.csv');
          readFileSync('/proc/self/cwd/src/x.csv');
          return { fit: 1 };
        };`,
      'src/x.csv': '',
    },
    ['src/task.ts'],
    (root) => {
      mkdirSync(join(root, 'node_modules'));
      symlinkSync('../packages/lib', join(root, 'node_modules/lib'));
    },
  );
  expect(ran?.reads).toEqual(['packages/lib/data.csv', 'src/x.csv']);
});

test('what a package reads is seen, in each experiment and as it is loaded', async () => {
  const ran = await runInOne(
    {
      '.env': '',
      'rc.json': '{}',
      'node_modules/lazy/index.js': `exports.find = () => require('fs').readFileSync('rc.json');`,
      'node_modules/eager/index.js': `require('fs').readFileSync('.env');`,
      'src/lazy.ts': `import { find } from 'lazy'; export default () => { find(); return { fit: 1 }; };`,
      'src/eager.ts': `import 'eager'; export default () => ({ fit: 1 });`,
    },
    ['src/lazy.ts', 'src/lazy.ts', 'src/eager.ts'],
  );
  expect(ran).toMatchObject([
    { reads: ['rc.json'], clean: true },
    { reads: ['rc.json'], clean: true },
    { reads: ['.env'], clean: false },
  ]);
});

test('packages are told that the study itself loads, whenever and however it does', async () => {
  const ran = await runInOne(
    {
      'node_modules/a/index.js': `require('b');`,
      'node_modules/b/index.js': '',
      'node_modules/@s/c/package.json': '{ "type": "module", "exports": "./c.js" }',
      'node_modules/@s/c/c.js': `import 'b';`,
      'src/local.cjs': `require(['a'][0]);`,
      'src/task.ts': `
        import './local.cjs';
        export default async () => { await import(['@s/c'][0]!); return { fit: 1 }; };`,
    },
    ['src/task.ts', 'src/task.ts'],
  );
  for (const { packages } of ran)
    expect(packages?.map((folder) => folder.split('/node_modules/')[1])).toEqual(['@s/c', 'a']);
});
