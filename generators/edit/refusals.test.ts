import { expect, test } from 'vitest';
import { addLevel, type LevelFields } from './add-level.js';

/** The message with which adding a level `c` to `data` is refused. */
function refusal(
  declaration: string,
  {
    level = 'c',
    fields = {},
    dimensions = '{ data }',
  }: {
    readonly level?: string;
    readonly fields?: LevelFields;
    readonly dimensions?: string;
  } = {},
): string {
  const text = `import { defineCatalog, dimension, glob } from 'nx-experiments';
${declaration}
export default defineCatalog({ dimensions: ${dimensions}, tasks: {} });
`;
  try {
    addLevel(
      { read: (file) => (file === 'config.ts' ? text : undefined) },
      'config.ts',
      'data',
      level,
      fields,
    );
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('was not refused');
}

test('a level that is there already', () => {
  expect(refusal("const data = dimension(['a', 'c']);")).toMatchInlineSnapshot(
    `"config.ts: dimensions.data.c: is there already; choose another name, or leave it as it is (NXE039)"`,
  );
  expect(refusal('const data = dimension({ 3: {} });', { level: '3' })).toMatchInlineSnapshot(
    `"config.ts: dimensions.data.3: is there already; choose another name, or leave it as it is (NXE039)"`,
  );
});

test('a dimension that is not there', () => {
  expect(
    refusal("const date = dimension(['a']);", { dimensions: '{ date }' }),
  ).toMatchInlineSnapshot(
    `"config.ts: dimensions: there is no dimension "data" (did you mean "date"?); it may be date (NXE013)"`,
  );
});

test('a bad name', () => {
  expect(refusal("const data = dimension(['a']);", { level: '../c' })).toMatchInlineSnapshot(
    `"config.ts: dimensions.data: the level name "../c" starts with "." or "-"; choose another name (NXE011)"`,
  );
  expect(refusal("const data = dimension(['a']);", { level: '__proto__' })).toMatchInlineSnapshot(
    `"config.ts: dimensions.data: the level name "__proto__" is reserved; choose another name (NXE011)"`,
  );
});

test('levels of files', () => {
  expect(refusal("const data = dimension(glob('src/data/*.csv'));")).toMatchInlineSnapshot(
    `"config.ts: dimensions.data: its levels are the files that match src/data/*.csv; add or remove a file there (NXE040)"`,
  );
});

test('fields for an array of names', () => {
  expect(
    refusal("const data = dimension(['a', 'b-1']);", { fields: { path: 'c.csv', n: 1 } }),
  ).toMatchInlineSnapshot(
    `"config.ts: dimensions.data.c: an array of names has no place for fields; write dimension({ a: {}, 'b-1': {}, c: { path: 'c.csv', n: 1 } }) by hand (NXE040)"`,
  );
});

test('levels that are computed', () => {
  const computed = [
    'const data = dimension(list());',
    'const data = dimension([1, 2].map((n) => `d${n}`));',
    "const data = dimension([...base, 'b']);",
    'const data = dimension({ ...base, b: {} });',
    "const names: string[] = [];\nfor (const n of ['a']) names.push(n);\nconst data = dimension(names);",
    "const all = {};\nfor (const n of ['a']) all[n] = {};\nconst data = dimension(all);",
    'let names = ["a"];\nconst data = dimension(names);',
    'const data = dimension(...args);',
  ];
  for (const declaration of computed)
    expect(refusal(declaration)).toBe(
      'config.ts: dimensions.data: its levels are computed, which a generator cannot edit; add \'c\' to the levels of "data" by hand (NXE040)',
    );
});

test('a dimension that is computed', () => {
  const computed = [
    'const data = ours(["a"]);',
    'const data = big ? dimension(["a"]) : dimension(["b"]);',
    'function dimension(x) { return x; }\nconst data = 1;',
  ];
  for (const declaration of computed)
    expect(refusal(declaration)).toContain('dimensions.data: is computed');
  expect(refusal('const d = {};', { dimensions: '{ ...shared }' })).toContain('is computed');
  expect(refusal('', { dimensions: 'all()' })).toMatchInlineSnapshot(
    `"config.ts: dimensions: is computed, which a generator cannot edit; add 'c' to the levels of "data" by hand (NXE040)"`,
  );
});

test('a file that is no catalog, or none that can be read', () => {
  const read = (text: string | undefined) => () =>
    addLevel({ read: () => text }, 'config.ts', 'data', 'c');
  expect(read(undefined)).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: there is no such file; name a file that is there (NXE041)]`,
  );
  expect(read('export const x = 1;')).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: has no default export in which a call of defineCatalog could be read; write export default defineCatalog({ … }) (NXE040)]`,
  );
  expect(read('export default (')).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: line 1: Expected \`)\` but found \`EOF\`; fix the syntax first (NXE003)]`,
  );
  expect(
    read("import { defineCatalog } from 'nx-experiments';\nexport default defineCatalog(make());"),
  ).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: what it gives to defineCatalog is computed, which a generator cannot edit; write an object there, or edit it by hand (NXE040)]`,
  );
  expect(
    read("import { defineCatalog } from 'nx-experiments';\nexport default defineCatalog({});"),
  ).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions: there are none; add dimensions: { … } by hand (NXE040)]`,
  );
});
