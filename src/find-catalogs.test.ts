import { expect, test } from 'vitest';
import { isCatalog } from './find-catalogs.js';

test.each([
  'export default defineCatalog({});',
  'export default defineCatalog<D, T>({});',
  'export default defineCatalog\n(\n{});',
  "import * as nx from 'nx-experiments'; export default nx.defineCatalog({});",
  '/* é 🙂 */ // x\nexport default defineCatalog({});',
  'export default defineCatalog({ x: = 1 });',
])('%j is a catalog', (text) => {
  expect(isCatalog('a/config.ts', text)).toBe(true);
});

test.each([
  '',
  'export default {};',
  "import { defineCatalog } from 'nx-experiments'; export { defineCatalog };",
  '// export default defineCatalog({});\nexport default {};',
  '/* defineCatalog({}) */ export const x = 1; // defineCatalog(',
  'export default redefineCatalog({});',
  'export const x: = 1;',
])('%j is none', (text) => {
  expect(isCatalog('a/config.ts', text)).toBe(false);
});
