import { expect, test } from 'vitest';
import { isCatalog } from './find-catalogs.js';

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
