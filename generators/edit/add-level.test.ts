import { expect, test } from 'vitest';
import { addLevel, type LevelFields } from './add-level.js';

const HEAD = "import { defineCatalog, dimension, glob } from 'nx-experiments';\n\n";
const TAIL = '\n\nexport default defineCatalog({ dimensions: { data }, tasks: {} });\n';

/** The declaration of `data` after level `c` was added; all around it must be as before. */
function withC(declaration: string, fields?: LevelFields, level = 'c'): string {
  const before = `${HEAD}${declaration}${TAIL}`;
  const { file, text } = addLevel({ read: () => before }, 'config.ts', 'data', level, fields);
  expect(file).toBe('config.ts');
  expect(text.startsWith(HEAD)).toBe(true);
  expect(text.endsWith(TAIL)).toBe(true);
  return text.slice(HEAD.length, -TAIL.length);
}

/** The file after level `c` was added to the dimension `data`. */
function edited(text: string): string {
  return addLevel({ read: () => text }, 'config.ts', 'data', 'c').text;
}

test('a list on one line', () => {
  expect(withC("export const data = dimension(['a', 'b']);")).toMatchInlineSnapshot(
    `"export const data = dimension(['a', 'b', 'c']);"`,
  );
});

test('a list on one line with a comma at its end', () => {
  expect(withC("const data = dimension(['a', 'b',]);")).toMatchInlineSnapshot(
    `"const data = dimension(['a', 'b', 'c',]);"`,
  );
});

test('a list without spaces, in double quotes', () => {
  expect(withC('const data = dimension(["a","b"])')).toMatchInlineSnapshot(
    `"const data = dimension(["a","b","c"])"`,
  );
});

test('one level per line', () => {
  expect(withC("const data = dimension([\n  'a',\n  'b',\n]);")).toMatchInlineSnapshot(`
    "const data = dimension([
      'a',
      'b',
      'c',
    ]);"
  `);
});

test('one level per line without a comma at the end', () => {
  expect(withC("const data = dimension([\n  'a',\n  'b'\n]);")).toMatchInlineSnapshot(`
    "const data = dimension([
      'a',
      'b',
      'c'
    ]);"
  `);
});

test('comments in odd places', () => {
  expect(
    withC(`const data = dimension(/* which data */ [
    // observed
    'a', // the first
    'b' /* the second */, // , 'z',
    // 'x', is not ready
  ] /* so far */, { /* none */ });`),
  ).toMatchInlineSnapshot(`
    "const data = dimension(/* which data */ [
        // observed
        'a', // the first
        'b' /* the second */, // , 'z',
        'c',
        // 'x', is not ready
      ] /* so far */, { /* none */ });"
  `);
});

test('a comment after the last level, which has no comma', () => {
  expect(
    withC("const data = dimension([\n  'a',\n  'b' // the second\n]);"),
  ).toMatchInlineSnapshot(`
    "const data = dimension([
      'a',
      'b', // the second
      'c'
    ]);"
  `);
  expect(withC("const data = dimension(['a', 'b' /* the second */]);")).toMatchInlineSnapshot(
    `"const data = dimension(['a', 'b' /* the second */, 'c']);"`,
  );
});

test('commas at the beginning of lines', () => {
  expect(withC("const data = dimension([\n    'a'\n  , 'b'\n]);")).toMatchInlineSnapshot(`
    "const data = dimension([
        'a'
      , 'b'
      , 'c'
    ]);"
  `);
});

test('several levels per line', () => {
  expect(withC("const data = dimension([\n  'k', 'l',\n  'm', 'n',\n]);")).toMatchInlineSnapshot(`
    "const data = dimension([
      'k', 'l',
      'm', 'n', 'c',
    ]);"
  `);
});

test('the bracket right after the last level', () => {
  expect(withC("const data = dimension([\n  'a',\n  'b']);")).toMatchInlineSnapshot(`
    "const data = dimension([
      'a',
      'b',
      'c']);"
  `);
});

test('tabs', () => {
  expect(withC("const data = dimension([\n\t'a',\n]);")).toBe(
    "const data = dimension([\n\t'a',\n\t'c',\n]);",
  );
});

test('line ends of Windows', () => {
  const text = `${HEAD}const data = dimension([\n  'a',\n]);${TAIL}`.replaceAll('\n', '\r\n');
  const expected = `${HEAD}const data = dimension([\n  'a',\n  'c',\n]);${TAIL}`;
  expect(edited(text)).toBe(expected.replaceAll('\n', '\r\n'));
});

test('characters that take several bytes, and a byte order mark', () => {
  const text = `\uFEFF// 😀 é\n${HEAD}const data = dimension(['a']);${TAIL}`;
  expect(edited(text)).toBe(text.replace("['a']", "['a', 'c']"));
});

test('a list of numbers', () => {
  expect(withC('const data = dimension([1, 2]);', {}, '3')).toMatchInlineSnapshot(
    `"const data = dimension([1, 2, 3]);"`,
  );
  expect(withC('const data = dimension([1, 2]);', {}, '03')).toMatchInlineSnapshot(
    `"const data = dimension([1, 2, '03']);"`,
  );
});

test('a record', () => {
  expect(withC("const data = dimension({ a: {}, 'b-1': { n: 1 } });")).toMatchInlineSnapshot(
    `"const data = dimension({ a: {}, 'b-1': { n: 1 }, c: {} });"`,
  );
});

test('a record with fields, on one line each', () => {
  const record =
    "const data = dimension({\n  a: { path: 'a.csv' }, // first\n  b: { path: 'b.csv' }\n});";
  expect(withC(record, { path: "it's.csv", n: [1, null] })).toMatchInlineSnapshot(`
    "const data = dimension({
      a: { path: 'a.csv' }, // first
      b: { path: 'b.csv' },
      c: { path: 'it\\'s.csv', n: [1, null] }
    });"
  `);
});

test('a record with fields, over several lines each', () => {
  const record = 'const data = dimension({\n\ta: {\n\t\tpath: "a.csv",\n\t\tn: 1,\n\t},\n});';
  expect(withC(record, { path: 'c.csv', n: 3 })).toMatchInlineSnapshot(`
    "const data = dimension({
    	a: {
    		path: "a.csv",
    		n: 1,
    	},
    	c: {
    		path: "c.csv",
    		n: 3,
    	},
    });"
  `);
});

test('a record without spaces in its braces, and with quoted keys', () => {
  expect(withC('const data = dimension({"a": {n: 1}})', { n: 3 })).toMatchInlineSnapshot(
    `"const data = dimension({"a": {n: 1}, "c": {n: 3}})"`,
  );
});

test('an empty list, and an empty record', () => {
  expect(withC('const data = dimension([]);')).toMatchInlineSnapshot(
    `"const data = dimension(['c']);"`,
  );
  expect(withC('const data = dimension({});')).toMatchInlineSnapshot(
    `"const data = dimension({ c: {} });"`,
  );
  expect(withC('const data = dimension([\n  // none yet\n]);')).toMatchInlineSnapshot(`
    "const data = dimension([
      // none yet
      'c',
    ]);"
  `);
});

test('types: as const, satisfies, parentheses', () => {
  expect(
    withC("const data = dimension((['a', 'b'] as const) satisfies readonly string[]) as Data;"),
  ).toMatchInlineSnapshot(
    `"const data = dimension((['a', 'b', 'c'] as const) satisfies readonly string[]) as Data;"`,
  );
});

test('levels in a constant of their own', () => {
  expect(
    withC(
      "const names = ['a', 'b'] as const;\nexport const data = dimension(names, { default: 'a' });",
    ),
  ).toMatchInlineSnapshot(`
    "const names = ['a', 'b', 'c'] as const;
    export const data = dimension(names, { default: 'a' });"
  `);
});

test('a dimension written inline', () => {
  const text =
    "import { defineCatalog as define, dimension as dim } from 'nx-experiments';\nexport default define({ dimensions: { data: dim(['a']) }, tasks: {} });\n";
  expect(edited(text)).toMatchInlineSnapshot(`
    "import { defineCatalog as define, dimension as dim } from 'nx-experiments';
    export default define({ dimensions: { data: dim(['a', 'c']) }, tasks: {} });
    "
  `);
});

test('a dimension under another name, in a catalog that is a constant', () => {
  const text = `import * as nxe from 'nx-experiments';
const sources = nxe.dimension(['a']), dimensions = { 'data': sources };
const definition = { dimensions, tasks: {} } satisfies unknown;
const catalog = nxe.defineCatalog(definition);
export { catalog as default };
`;
  expect(edited(text)).toBe(text.replace("['a']", "['a', 'c']"));
});

test('a level that is a constant is no level of another name', () => {
  expect(withC("const A = 'a';\nconst data = dimension([A, 'b']);")).toMatchInlineSnapshot(`
    "const A = 'a';
    const data = dimension([A, 'b', 'c']);"
  `);
});
