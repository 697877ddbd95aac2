import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runInOne } from '../runner.fixture.js';

const COUNT = `let n = 0; export const count = () => ++n;`;

test.each([
  ['.mjs', 'src/count.mjs', COUNT],
  ['.js under "type": "module"', 'src/esm/count.js', COUNT],
  ['.cjs', 'src/count.cjs', `let n = 0; exports.count = () => ++n;`],
  ['.js', 'src/count.js', `let n = 0; module.exports = { count: () => ++n };`],
])('local JavaScript is evaluated afresh for each experiment: %s', async (_, path, text) => {
  const ran = await runInOne(
    {
      'src/esm/package.json': '{ "type": "module" }',
      [path]: text,
      'src/task.ts': `
        import { count } from '../${path}';
        export default () => ({ fit: count() });`,
    },
    ['src/task.ts', 'src/task.ts'],
  );
  expect(ran.map(({ fit }) => fit)).toEqual([1, 1]);
  expect(ran[1]).toMatchObject({ clean: true, loaded: expect.arrayContaining([path]) });
});

test('local CommonJS is that of Node, sloppy mode and all', async () => {
  const ran = await runInOne(
    {
      'src/sloppy.js': `
        exports.octal = 017;
        exports.self = (function () { return this === globalThis; })();
        exports.count = require('./count').count;`,
      'src/count.js': `let n = 0; exports.count = () => ++n;`,
      'src/task.ts': `
        import { count, octal, self } from './sloppy.js';
        export default () => ({ fit: [octal, self, count()] });`,
    },
    ['src/task.ts', 'src/task.ts'],
  );
  expect(ran.map(({ fit }) => fit)).toEqual([
    [15, true, 1],
    [15, true, 1],
  ]);
  expect(ran[1]?.loaded.toSorted()).toEqual(['src/count.js', 'src/sloppy.js', 'src/task.ts']);
});

test.each([
  [
    'an ES module',
    '{ "type": "module", "exports": "./index.js" }',
    `${COUNT} export const more = () => import('./more.js');`,
  ],
  [
    'CommonJS',
    '{ "main": "index.js" }',
    `let n = 0; exports.count = () => ++n; exports.more = async () => require('./more.js');`,
  ],
])(
  'so is a package of the workspace, linked in node_modules, and all that it loads is known: %s',
  async (_, manifest, text) => {
    const ran = await runInOne(
      {
        'packages/lib/package.json': manifest,
        'packages/lib/index.js': text,
        'packages/lib/more.js': '',
        'src/task.ts': `
        import { count, more } from '@me/lib';
        export default async () => { await more(); return { fit: count() }; };`,
      },
      ['src/task.ts', 'src/task.ts'],
      (root) => {
        mkdirSync(join(root, 'node_modules/@me'), { recursive: true });
        symlinkSync('../../packages/lib', join(root, 'node_modules/@me/lib'));
      },
    );
    for (const { fit, loaded } of ran) {
      expect(fit).toBe(1);
      expect(loaded.toSorted()).toEqual([
        'packages/lib/index.js',
        'packages/lib/more.js',
        'src/task.ts',
      ]);
    }
  },
);

const PACKAGES = {
  'node_modules/esm/package.json': '{ "type": "module", "exports": "./index.js" }',
  'node_modules/esm/index.js': `
    export class Decimal { static precision = 20; static set(to) { Object.assign(Decimal, to); } plus() {} }
    export let locale = 'en';
    export const setLocale = (to) => { locale = to; };
    export default { defaults: { url: 'a' } };`,
  'node_modules/cjs/package.json': '{ "main": "index.js" }',
  'node_modules/cjs/index.js': `
    function format() {}
    format.options = { digits: 2 };
    exports.format = format;
    exports.list = ['a'];
    exports.inner = require('./inner.js');
    exports.inner.late = true;
    exports.read = process.env.CHOICE;`,
  'node_modules/cjs/inner.js': 'exports.count = 0; exports.bump = () => { exports.count++; };',
};

const IMPORTS = `
  import esm, { Decimal, locale, setLocale } from 'esm';
  import { format, inner, list } from 'cjs';
`;

test.each([
  ['nothing', `new Decimal().plus(); format(); void [esm, locale, inner, list];`, true],
  ['a static property', `Decimal.set({ precision: 50 })`, false],
  ['a method', `Decimal.prototype.plus = () => 1`, false],
  ['a new method', `Decimal.prototype.minus = () => 1`, false],
  ['a variable', `setLocale('de')`, false],
  ['a property of the default export', `esm.defaults.url = 'b'`, false],
  ['a property of a function', `format.options.digits = 3`, false],
  ['an element', `list[0] = 'b'`, false],
  ['a longer list', `list.push('b')`, false],
  ['a variable of an inner module', `inner.bump()`, false],
  ['a removed property', `delete format.options.digits`, false],
])('a change of what a package exports is noticed: %s', async (_, change, clean) => {
  const ran = await runInOne(
    {
      ...PACKAGES,
      'src/good.ts': `${IMPORTS} export default () => ({ fit: [esm, Decimal, locale, setLocale, format, inner, list].length });`,
      'src/bad.ts': `${IMPORTS} export default () => { ${change}; return { fit: 1 }; };`,
    },
    ['src/good.ts', 'src/bad.ts'],
  );
  expect(ran).toMatchObject([{ clean: true }, { clean }]);
});

test('so is a change by a module that requires the package, in its first run', async () => {
  const [ran] = await runInOne(
    {
      ...PACKAGES,
      'src/task.cjs': `
        const { format } = require('cjs');
        format.options.digits = 3;
        module.exports = () => ({ fit: 1 });`,
    },
    ['src/task.cjs'],
  );
  expect(ran).toMatchObject({ fit: 1, clean: false });
});

test('a package that was loaded in a changed environment is not kept', async () => {
  const [ran] = await runInOne(
    {
      ...PACKAGES,
      'src/task.ts': `
        export default async () => {
          process.env.CHOICE = 'mine';
          const { read } = await import('cjs');
          return { fit: read };
        };`,
    },
    ['src/task.ts'],
  );
  expect(ran).toMatchObject({ fit: 'mine', clean: false });
});

test('nor is one that changed the environment as it was loaded', async () => {
  const [ran] = await runInOne(
    {
      'node_modules/dotted/index.js': `process.env.CHOICE = 'its own';`,
      'src/task.ts': `
        import 'dotted';
        export default () => ({ fit: process.env.CHOICE });`,
    },
    ['src/task.ts'],
  );
  expect(ran).toMatchObject({ fit: 'its own', clean: false });
});

test.each([
  ['nothing', `void [].map(String)`, true],
  ['globalThis.fetch', `globalThis.fetch = async () => new Response()`, false],
  ['globalThis.Math', `globalThis.Math = Object.create(Math)`, false],
  ['a new global', `globalThis.extra = 1`, false],
  ['a global that Node loads late', `globalThis.Blob = class {}`, false],
  ['the use of globals that Node loads late', `new Blob(); crypto.randomUUID()`, true],
  ['a method of numbers', `Number.prototype.toFixed = () => '1'`, false],
  ['a new method of lists', `Array.prototype.sum = () => 1`, false],
  [
    'a new method that is not enumerable',
    `Object.defineProperty(Float64Array.prototype, 'sum', { value: () => 1 })`,
    false,
  ],
  ['a new method of iterators', `Object.getPrototypeOf([].values()).sum = () => 1`, false],
  ['Math.random', `Math.random = () => 4`, false],
  ['a class of Intl', `Intl.NumberFormat.prototype.formatToParts = () => []`, false],
  ['a function of Node', `fs.readFileSync = () => ''`, false],
  ['process.cwd', `process.cwd = () => '/'`, false],
  ['process.argv', `process.argv.push('x')`, false],
  ['the mask of new files', `process.umask(0o777)`, true],
  ['the environment', `process.env.LEAK = '1'; delete process.env.PATH`, true],
  ['an interval', `setInterval(() => {}, 1e6)`, false],
  ['an unreferenced interval', `setInterval(() => {}, 1e6).unref()`, false],
  ['an unreferenced timer that has ended', `clearTimeout(setTimeout(() => {}, 1e6).unref())`, true],
  [
    'an unreferenced thread',
    `new Worker('setInterval(() => {}, 1e6)', { eval: true }).unref()`,
    false,
  ],
])('a process is used again only where nothing in it was changed: %s', async (_, change, clean) => {
  const imports = `
    import fs from 'node:fs';
    import { Worker } from 'node:worker_threads';
    void [fs, Worker];`;
  const ran = await runInOne(
    {
      'src/good.ts': `${imports} export default () => ({ fit: [process.env.LEAK, process.env.PATH, process.umask()] });`,
      'src/bad.ts': `${imports} export default () => { ${change}; return { fit: 1 }; };`,
    },
    clean ? ['src/good.ts', 'src/bad.ts', 'src/good.ts'] : ['src/good.ts', 'src/bad.ts'],
  );
  expect(ran.map(({ error }) => error)).toEqual(ran.map(() => undefined));
  expect(ran.map((one) => one.clean)).toEqual([true, clean, true].slice(0, ran.length));
  if (clean) expect(ran[2]?.fit).toEqual(ran[0]?.fit);
});
