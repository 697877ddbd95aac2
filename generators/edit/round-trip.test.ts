import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addLevel } from './add-level.js';
import { removeLevel } from './remove-level.js';

/** Texts that may stand between two levels, or before and after them. */
const GAPS = ['', ' ', '\n  ', '\n', ' /* c, */ ', " // it's ]\n  ", '\n\n\t', '\n  // {\n  '];

/** Catalogs with lists of levels in any layout. */
const catalogs = fc
  .record({
    kind: fc.constantFrom('array', 'record'),
    quote: fc.constantFrom("'", '"', '`'),
    names: fc.uniqueArray(fc.constantFrom('a', 'b', 'd', 'e-1', '7'), { minLength: 1 }),
    gaps: fc.array(fc.constantFrom(...GAPS), { minLength: 13, maxLength: 13 }),
    trailing: fc.boolean(),
    eol: fc.constantFrom('\n', '\r\n'),
  })
  .map(({ kind, quote, names, gaps, trailing, eol }) => {
    const key = (name: string) => (name === 'e-1' ? `'${name}'` : name);
    const items = names.map((name) =>
      kind === 'array' ? `${quote}${name}${quote}` : `${key(name)}: { n: 1 }`,
    );
    const body = items.map((item, i) => {
      const comma = i < items.length - 1 || trailing ? ',' : '';
      return `${gaps[2 * i]}${item}${gaps[2 * i + 1]}${comma}`;
    });
    const inside = `${body.join('')}${gaps[12]}`;
    const list = kind === 'array' ? `[${inside}]` : `{${inside}}`;
    const text = `import { defineCatalog, dimension } from 'nx-experiments';
const data = dimension(${list});
export default defineCatalog({ dimensions: { data }, tasks: {} });
`;
    return { names, text: text.replaceAll('\n', eol) };
  });

const files = (text: string) => ({ read: () => text });
const add = (text: string) => addLevel(files(text), 'config.ts', 'data', 'c').text;
const remove = (text: string, level: string) =>
  removeLevel(files(text), 'config.ts', 'data', level).text;

/** What is left of a text without what an edit may add or take away around an item. */
const core = (text: string) => text.replace(/[\s,]/g, '');

/** Whether a text is another one with nothing but insertions. */
function isWithin(text: string, after: string): boolean {
  let at = 0;
  for (const character of after) if (character === text[at]) at++;
  return at === text.length;
}

test('an added level is there once, and nothing that was there is gone', () => {
  fc.assert(
    fc.property(catalogs, ({ text }) => {
      const after = add(text);
      expect(() => add(after)).toThrow('is there already');
      expect(isWithin(text, after)).toBe(true);
      expect(after.length - text.length).toBeLessThan(16);
      expect(after.replaceAll('\r\n', '').includes('\n')).toBe(!text.includes('\r'));
    }),
  );
});

test('removing the level that was added leaves every comment and every other level', () => {
  fc.assert(
    fc.property(catalogs, ({ text }) => {
      expect(core(remove(add(text), 'c'))).toBe(core(text));
    }),
  );
});

test('any level can be removed, and the others stay', () => {
  fc.assert(
    fc.property(catalogs, ({ names, text }) => {
      for (const level of names.slice(0, names.length > 1 ? undefined : 0)) {
        const after = remove(text, level);
        expect(() => remove(after, level)).toThrow('there is no level');
        for (const other of names.filter((name) => name !== level))
          expect(() => addLevel(files(after), 'config.ts', 'data', other)).toThrow('already');
      }
    }),
  );
});
