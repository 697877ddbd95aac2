import { expect, test } from 'vitest';
import { CATALOGS, catalogsGlob, isCatalog } from './find.js';

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

test('the plugin looks for config.ts, or for what its option says', () => {
  expect(catalogsGlob(undefined)).toBe(CATALOGS);
  expect(catalogsGlob({})).toBe(CATALOGS);
  expect(catalogsGlob({ catalogs: 'studies/*.ts' })).toBe('studies/*.ts');
});

test.each([
  [{ catalog: 'x' }, '.catalog: is no option of the plugin (did you mean "catalogs"?); it may be'],
  [{ catalogs: ['x'] }, ".catalogs: is an array; give a glob, such as 'studies/*.ts'"],
  [{ catalogs: '' }, '.catalogs: is ""; give a glob'],
  ['studies', ': is "studies"; give { catalogs }'],
])('options that nx.json should not have are refused: %j', (options, problem) => {
  const place = 'nx.json: plugins: nx-experiments/plugin: options';
  expect(() => catalogsGlob(options)).toThrow(`${place}${problem}`);
});
