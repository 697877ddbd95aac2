import { expect, test } from 'vitest';
import { CATALOGS, catalogsAmong, catalogsGlob, isCatalog, overviewTargetIn } from './find.js';
import { localModules } from './local-modules.js';

test.each([
  'export default defineCatalog({});',
  'export default defineCatalog<D, T>({});',
  'export default defineCatalog\n(\n{});',
  "import * as nx from 'nx-experiments'; export default nx.defineCatalog({});",
  '/* é 🙂 */ // x\nexport default defineCatalog({});',
  'export default defineCatalog({ x: = 1 });',
  "const all = 'data/**/*.csv'; export default defineCatalog({});",
  "const url = 'https://x'; export default defineCatalog({});",
])('%j is a catalog', async (text) => {
  expect(await isCatalog('a/config.ts', text)).toBe(true);
});

test.each([
  '',
  'export default {};',
  "import { defineCatalog } from 'nx-experiments'; export { defineCatalog };",
  '// export default defineCatalog({});\nexport default {};',
  '/* defineCatalog({}) */ export const x = 1; // defineCatalog(',
  '/* a */ /* /* b\n defineCatalog({}) */ export const x = 1;',
  '/*/ defineCatalog({}) */ export const x = 1;',
  '/*\n * defineCatalog({})\n */\nexport const x = 1;',
  'export default redefineCatalog({});',
  'export const x: = 1;',
])('%j is none', async (text) => {
  expect(await isCatalog('a/config.ts', text)).toBe(false);
});

const OURS = "import { defineCatalog } from 'nx-experiments';\n";

test.each([
  `${OURS}export default defineCatalog({});`,
  "import { defineCatalog as dc } from 'nx-experiments'; export default dc({});",
  "import * as nxe from 'nx-experiments'; export default nxe.defineCatalog({}) as never;",
  "import nxe from 'nx-experiments'; const dc = nxe.defineCatalog; export default dc({});",
  "const nxe = require('nx-experiments'); module.exports = nxe.defineCatalog({});",
  "const { defineCatalog: dc } = require('nx-experiments'); module.exports = dc({});",
  "module.exports = require('nx-experiments').defineCatalog({});",
  "import nxe = require('nx-experiments'); export = nxe.defineCatalog({});",
  "const { defineCatalog } = await import('nx-experiments'); export default defineCatalog({});",
  "import { defineCatalog as dc } from 'nx-experiments'; export default dc({ x: = 1 });",
])('%j uses a defineCatalog of nx-experiments', async (text) => {
  expect(await isCatalog('a/config.ts', text)).toBe(true);
});

test.each([
  "import { defineCatalog } from 'backstage'; export default defineCatalog({});",
  "import * as other from 'backstage'; export default other.defineCatalog({});",
  "const { defineCatalog } = require('backstage'); module.exports = defineCatalog({});",
  'function defineCatalog(x: object) { return x; }\nexport default defineCatalog({});',
  'const defineCatalog = (x: object) => x;\nexport default defineCatalog({});',
  'export default { hint: "write defineCatalog({}) here" };',
  'export default { hint: `import { defineCatalog } from "nx-experiments"; defineCatalog({})` };',
  "import type { Experiment } from 'nx-experiments'; export default {};",
  "import { makeCatalog } from './none.js'; export default makeCatalog();",
])('%j uses none of nx-experiments, and is none', async (text) => {
  expect(await isCatalog('a/config.ts', text)).toBe(false);
});

const LOCAL: { readonly [file: string]: string } = {
  'a/passes.ts': "import { defineCatalog } from 'nx-experiments'; export { defineCatalog };",
  'a/passes-again.ts': "import { defineCatalog as d } from './passes'; export { d as define };",
  'a/makes.ts':
    "import { define } from './passes-again'; function make() { return define({}); } export { make };",
  'a/makes-again.ts': "import { make } from './makes'; export const makeAgain = () => make();",
  'a/both.cjs':
    "const { defineCatalog } = require('nx-experiments'); module.exports = { make: () => defineCatalog({}) };",
  'a/dimensions.ts':
    "import { dimension } from 'nx-experiments'; export const names = () => dimension(['a']); export default names;",
  'a/shows.ts':
    "import catalog from './config'; import { defineCatalog } from 'nx-experiments'; export const show = () => print(catalog, defineCatalog);",
  'packages/lib/package.json':
    '{ "exports": { ".": { "types": "./x.d.ts", "import": "./lib/main.js" }, "./*": "./lib/*.ts" } }',
  'packages/lib/lib/main.ts': "export * from 'nx-experiments';",
  'packages/lib/lib/sub.ts': "export { defineCatalog as define } from 'nx-experiments';",
  'packages/plain/index.ts': "export { defineCatalog } from '@own/lib';",
  'a/own.ts': "export { defineCatalog } from 'nx-experiments';",
  'a/make.ts': `${OURS}export const makeCatalog = () => defineCatalog({});`,
  'lib/index.mts': "export * from './again.js';",
  'lib/again.ts': "export { defineCatalog, dimension } from 'nx-experiments';",
  'a/types.ts': "import type { Experiment } from 'nx-experiments'; export const make = () => 1;",
  'a/other.ts': 'export const defineCatalog = (x: object) => x; export const make = () => 1;',
  'a/loop.ts': "export * from './loop.js';",
};
const ALIASES = { '@lib/': 'lib', '@make': 'a/make.ts' };
const LINKS: { readonly [path: string]: string } = {
  'node_modules/@own/lib': 'packages/lib',
  'a/node_modules/plain': 'packages/plain',
  'node_modules/away': 'node_modules/.pnpm/away/node_modules/away',
};
const endOf = (path: string) => LINKS[path] ?? path;
const isCatalogBeside = (text: string) =>
  isCatalog(
    'a/config.ts',
    text,
    localModules({ read: (file) => LOCAL[file], aliases: ALIASES, endOf }),
  );

test.each([
  "import { defineCatalog } from './own'; export default defineCatalog({});",
  "import { defineCatalog } from './own.js'; export default defineCatalog({});",
  "import { makeCatalog } from './make'; export default makeCatalog();",
  "import { makeCatalog } from './make'; const c = await makeCatalog(); export default c;",
  "import * as m from './make.ts'; export default m.makeCatalog() satisfies object;",
  "import { makeCatalog } from '@make'; const c = makeCatalog(); export { c as default };",
  "import { defineCatalog } from '../lib'; export default defineCatalog({});",
  "import { defineCatalog as dc } from '@lib/again'; const c = dc({}); export default c;",
  "export { makeCatalog as default } from './make';",
  "const { makeCatalog } = require('./make'); module.exports = makeCatalog();",
  "import { define } from './passes-again'; export default define({});",
  "import { make } from './makes'; export default make();",
  "import { makeAgain } from './makes-again'; export default makeAgain();",
  "import { make } from './both.cjs'; export default make();",
  "import both from './both.cjs'; const { make } = both; export default both.make();",
  "import { makeCatalog } from './make'; const make = () => makeCatalog(); export default make();",
  "import { defineCatalog } from '@own/lib'; export default defineCatalog({});",
  "import { define } from '@own/lib/sub'; export default define({});",
  "import { defineCatalog } from 'plain'; export default defineCatalog({});",
])('%j gets its catalog from a local module', async (text) => {
  expect(await isCatalogBeside(text)).toBe(true);
});

test.each([
  "import { defineCatalog } from './other'; export default defineCatalog({});",
  "import { make } from './types'; export default make();",
  "import { make } from './loop'; export default make();",
  "import { makeCatalog } from 'make'; export default makeCatalog();",
  "import { makeCatalog } from './make'; export default { plugins: [makeCatalog()] };",
  "import { makeCatalog } from './make'; export const c = makeCatalog();",
  "import { names } from './dimensions'; export default names();",
  "import names from './dimensions'; export default names;",
  "import { show } from './shows'; export default show();",
  "import { defineCatalog } from 'away'; export default defineCatalog({});",
  "import { other } from '@own/lib/sub'; export default other({});",
])('%j gets none from a local module', async (text) => {
  expect(await isCatalogBeside(text)).toBe(false);
});

test('a catalog that is empty or cannot be read does not vanish: its lock is there', async () => {
  const texts: { readonly [file: string]: string } = {
    'empty/config.ts': '\n',
    'empty/config.lock.json': '{}',
    'unreadable/config.lock.json': '{}',
    'other/config.ts': '',
  };
  const files = ['empty/config.ts', 'other/config.ts', 'unreadable/config.ts', 'link/config.ts'];
  expect(await catalogsAmong(files, { read: (file) => texts[file] })).toEqual([
    'empty/config.ts',
    'unreadable/config.ts',
  ]);
});

test('the plugin looks for config.ts, or for what its option says', () => {
  expect(catalogsGlob(undefined)).toBe(CATALOGS);
  expect(catalogsGlob({})).toBe(CATALOGS);
  expect(catalogsGlob({ catalogs: 'studies/*.ts' })).toBe('studies/*.ts');
});

test('a study is shown by the target overview, by another one, or by none', () => {
  expect(overviewTargetIn(undefined)).toBe('overview');
  expect(overviewTargetIn({ catalogs: 'studies/*.ts' })).toBe('overview');
  expect(overviewTargetIn({ overviewTarget: 'study' })).toBe('study');
  expect(overviewTargetIn({ overviewTarget: false })).toBeUndefined();
});

test.each([
  [{ catalog: 'x' }, '.catalog: is no option of the plugin (did you mean "catalogs"?); it may be'],
  [{ catalogs: ['x'] }, ".catalogs: is an array; give a glob, such as 'studies/*.ts'"],
  [{ catalogs: '' }, '.catalogs: is ""; give a glob'],
  ['studies', ': is "studies"; give { catalogs, overviewTarget }'],
  [{ overviewTarget: true }, '.overviewTarget: is true; give a name'],
  [{ overviewTarget: 'a b' }, '.overviewTarget: is "a b"; give a name'],
])('options that nx.json should not have are refused: %j', (options, problem) => {
  const place = 'nx.json: plugins: nx-experiments/plugin: options';
  expect(() => catalogsGlob(options)).toThrow(`${place}${problem}`);
});
