import { expect, test } from 'vitest';
import { removeLevel } from './remove-level.js';

const HEAD = "import { defineCatalog, dimension } from 'nx-experiments';\n";

function edited(declaration: string, level: string, more = ''): string {
  const tail = `\nexport default defineCatalog({ dimensions: { data }, ${more}tasks: {} });\n`;
  const text = `${HEAD}${declaration}${tail}`;
  const after = removeLevel({ read: () => text }, 'config.ts', 'data', level).text;
  expect(after.startsWith(HEAD)).toBe(true);
  expect(after.endsWith(tail)).toBe(true);
  return after.slice(HEAD.length, -tail.length);
}

test('from a list on one line', () => {
  const list = "const data = dimension(['a', 'b', /* last */ 'c']);";
  expect(edited(list, 'a')).toMatchInlineSnapshot(
    `"const data = dimension(['b', /* last */ 'c']);"`,
  );
  expect(edited(list, 'b')).toMatchInlineSnapshot(
    `"const data = dimension(['a', /* last */ 'c']);"`,
  );
  expect(edited(list, 'c')).toMatchInlineSnapshot(`"const data = dimension(['a', 'b']);"`);
});

test('from a list with a comma at its end', () => {
  expect(edited("const data = dimension(['a', 'b',]);", 'b')).toMatchInlineSnapshot(
    `"const data = dimension(['a',]);"`,
  );
});

test('one level per line, with the comment on its line and no other', () => {
  const list = `const data = dimension([
  // observed
  'a', // first
  'b', /* second */ // , 'z'
  // simulated
  'c' // third
]);`;
  expect(edited(list, 'a')).toMatchInlineSnapshot(`
    "const data = dimension([
      // observed
      'b', /* second */ // , 'z'
      // simulated
      'c' // third
    ]);"
  `);
  expect(edited(list, 'b')).toMatchInlineSnapshot(`
    "const data = dimension([
      // observed
      'a', // first
      // simulated
      'c' // third
    ]);"
  `);
  expect(edited(list, 'c')).toMatchInlineSnapshot(`
    "const data = dimension([
      // observed
      'a', // first
      'b' /* second */ // , 'z'
      // simulated
    ]);"
  `);
});

test('several levels per line', () => {
  const list = "const data = dimension(['k', 'l',\n  'm', 'n']);";
  expect(edited(list, 'l')).toMatchInlineSnapshot(`
    "const data = dimension(['k',
      'm', 'n']);"
  `);
  expect(edited(list, 'm')).toMatchInlineSnapshot(`
    "const data = dimension(['k', 'l',
      'n']);"
  `);
  expect(edited(list, 'n')).toMatchInlineSnapshot(`
    "const data = dimension(['k', 'l',
      'm']);"
  `);
});

test('commas at the beginning of lines', () => {
  const list = "const data = dimension([\n    'a'\n  , 'b'\n]);";
  expect(edited(list, 'a')).toMatchInlineSnapshot(`
    "const data = dimension([
        'b'
    ]);"
  `);
  expect(edited(list, 'b')).toMatchInlineSnapshot(`
    "const data = dimension([
        'a'
    ]);"
  `);
});

test('the bracket right after the last level', () => {
  expect(edited("const data = dimension([\n  'a', // first\n  'b']);", 'b')).toMatchInlineSnapshot(`
    "const data = dimension([
      'a' // first
    ]);"
  `);
});

test('from a record, with its fields', () => {
  const record =
    "const data = dimension({\r\n\ta: {\r\n\t\tpath: 'a.csv',\r\n\t},\r\n\t'b-1': {},\r\n});";
  expect(edited(record, 'a')).toBe("const data = dimension({\r\n\t'b-1': {},\r\n});");
  expect(edited(record, 'b-1')).toBe(
    "const data = dimension({\r\n\ta: {\r\n\t\tpath: 'a.csv',\r\n\t},\r\n});",
  );
});

test('a number', () => {
  expect(edited('const data = dimension([1, 2]);', '1')).toMatchInlineSnapshot(
    `"const data = dimension([2]);"`,
  );
});

test('what cannot be removed is refused', () => {
  const refused = (declaration: string, level: string, more?: string) => () =>
    edited(declaration, level, more);
  const list = "const data = dimension(['a', 'beta'], { default: 'a' });";
  expect(refused(list, 'c')).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions.data: there is no level "c"; it may be a, beta (NXE013)]`,
  );
  expect(refused(list, 'bet')).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions.data: there is no level "bet" (did you mean "beta"?); it may be a, beta (NXE013)]`,
  );
  expect(refused(list, 'a')).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions.data: "a" is the default level, which results from before this dimension belong to; keep it, or remove the whole dimension by hand (NXE042)]`,
  );
  expect(refused("const data = dimension(['a']);", 'a')).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions.data: "a" is its only level; add another one first (NXE042)]`,
  );
  expect(refused("const data = dimension([first, 'a']);", 'b')).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: dimensions.data: some of its levels are computed, and none that is not has that name; remove 'b' from the levels of "data" by hand (NXE040)]`,
  );
  expect(
    refused(list, 'beta', "exclude: [{ data: 'a*' }, { data: ['x*', 'beta'] }], "),
  ).toThrowErrorMatchingInlineSnapshot(
    `[CatalogError: config.ts: exclude[1].data: names the level "beta"; remove it there first (NXE042)]`,
  );
});

test('patterns in exclude may match what is removed', () => {
  const list = "const data = dimension(['a', 'beta']);";
  expect(edited(list, 'beta', "exclude: [{ data: 'b*' }], ")).toMatchInlineSnapshot(
    `"const data = dimension(['a']);"`,
  );
});
