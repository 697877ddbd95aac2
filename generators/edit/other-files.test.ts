import { expect, test } from 'vitest';
import { addLevel } from './add-level.js';
import { removeLevel } from './remove-level.js';

const CATALOG = 'src/estimation/config.ts';
const DATA =
  "import { dimension } from 'nx-experiments';\nexport const data = dimension(['a', 'b']);\n";

/** Where level `c` of `data` was added, and the text there. */
function edited(imports: string, others: { readonly [file: string]: string }, data = 'data') {
  const catalog = `import { defineCatalog } from 'nx-experiments';\n${imports}\nexport default defineCatalog({ dimensions: { data: ${data} }, tasks: {} });\n`;
  const files: { [file: string]: string } = { ...others, [CATALOG]: catalog };
  return addLevel({ read: (file) => files[file] }, CATALOG, 'data', 'c');
}

const WITH_C = DATA.replace("'b'", "'b', 'c'");

test('a dimension that is imported is edited in its own file', () => {
  const file = 'src/preparation/config.ts';
  expect(edited("import { data } from '../preparation/config';", { [file]: DATA })).toEqual({
    file,
    text: WITH_C,
  });
});

test('an import may end in .js, .ts, or name a folder', () => {
  for (const specifier of ['../data/index.js', '../data/index.ts', '../data'])
    expect(edited(`import { data } from '${specifier}';`, { 'src/data/index.ts': DATA }).text).toBe(
      WITH_C,
    );
});

test('an import may rename, be of the default export, or of the namespace', () => {
  const others = { 'src/data.ts': DATA };
  const asDefault = { 'src/data.ts': `${DATA}export default data;\n` };
  expect(edited("import { data as d } from '../data';", others, 'd').text).toBe(WITH_C);
  expect(edited("import * as d from '../data';", others, 'd.data').text).toBe(WITH_C);
  expect(edited("import d from '../data';", asDefault, 'd').text).toContain("'b', 'c'");
});

test('an import may pass through other files', () => {
  const others = {
    'src/index.ts': "export * from './other';\nexport { data as renamed } from './data';\n",
    'src/data.ts': DATA,
    'src/other.ts': '',
  };
  const { file } = edited("import { renamed } from '..';", others, 'renamed');
  expect(file).toBe('src/data.ts');
});

test('a dimension may be taken from another catalog', () => {
  const others = {
    'src/preparation/config.ts': `${DATA}import { defineCatalog } from 'nx-experiments';\nexport default defineCatalog({ dimensions: { data }, tasks: {} });\n`,
  };
  const imports = "import preparation from '../preparation/config';";
  expect(edited(imports, others, 'preparation.dimensions.data').text).toContain("['a', 'b', 'c']");
});

test('an import may go by the paths of the root tsconfig', () => {
  const others = {
    'tsconfig.base.json':
      '{ // paths\n "compilerOptions": { "paths": { "@study/*": ["src/*"], "@d": ["./src/data.ts"], } } }',
    'src/data.ts': DATA,
  };
  expect(edited("import { data } from '@study/data';", others).file).toBe('src/data.ts');
  expect(edited("import { data } from '@d';", others).file).toBe('src/data.ts');
});

test('imports in a circle, of packages, or of files that are not there are refused', () => {
  const circle = { 'src/a.ts': "export { data } from './b';", 'src/b.ts': "export * from './a';" };
  const refused = /dimensions\.data: is computed, or comes from a package/;
  expect(() => edited("import { data } from '../a';", circle)).toThrow(refused);
  expect(() => edited("import { data } from 'somewhere';", {})).toThrow(refused);
  expect(() => edited("import { data } from './gone';", {})).toThrow(refused);
});

test('a level is removed from the file that it stands in', () => {
  const files: { [file: string]: string } = {
    'a.ts': DATA,
    'config.ts':
      "import { defineCatalog } from 'nx-experiments';\nimport { data } from './a';\nexport default defineCatalog({ dimensions: { data }, tasks: {} });",
  };
  expect(removeLevel({ read: (file) => files[file] }, 'config.ts', 'data', 'a')).toEqual({
    file: 'a.ts',
    text: DATA.replace("'a', ", ''),
  });
});
