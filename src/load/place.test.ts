import { expect, test } from 'vitest';
import { placesIn } from './place.js';

const CATALOG = `import { defineCatalog, dimension } from 'nx-experiments';
import { others } from './others';

const data = dimension({ 'a': {}, 'v1.5': { path: 'data/é.csv' } }, { default: 'b' });
const common = { outputs: { o: 'o.txt' } };
/* é𝒳 */ const inputs = { priors: 'priors.json' } as const;

const study = defineCatalog({
  dimensions: { data, model: dimension(['x']), ...others },
  exclude: [{ data: 'a' }, { data: 'c', model: 'x' }],
  tasks: {
    'fit-all': {
      ...common, inputs,
      command: ['python3', 'fit.py', '{nope}'],
    },
    made: make(),
  },
} satisfies object);

export default study;
`;

/** The rest of the line at a place. */
function at(text: string, path: string, file?: string): string | undefined {
  const place = placesIn(text, file)(path);
  return place && text.split('\n')[place.line - 1]!.slice(place.column - 1);
}

test.each([
  ['dimensions', 'dimensions: {'],
  ['dimensions.model', 'model: dimension('],
  ['dimensions.data', "data = dimension({ 'a'"],
  ['dimensions.data.v1.5.path', "path: 'data/é.csv'"],
  ['dimensions.data.default', "default: 'b'"],
  ['exclude[1].model', "model: 'x'"],
  ['exclude[1]', "{ data: 'c'"],
  ['tasks.fit-all.command[2]', "'{nope}'],"],
  ['tasks.fit-all.inputs.priors', "priors: 'priors.json'"],
  ['tasks.fit-all.outputs.o', "o: 'o.txt'"],
])('%s is found where it is written', (path, expected) => {
  expect(at(CATALOG, path)).toMatch(new RegExp(`^${expected.replace(/[[\](){}.]/g, '\\$&')}`));
});

test.each([
  ['tasks.made.outputs.o', 'made: make()'],
  ['tasks.fit-all.needs.x', "'fit-all': {"],
  ['exclude[7].data', 'exclude: ['],
])('of %s, the part that is literal is found', (path, expected) => {
  expect(at(CATALOG, path)?.startsWith(expected)).toBe(true);
});

test.each([
  ['no path is given', CATALOG, ''],
  ['nothing of the path is literal', CATALOG, 'bld'],
  ['the catalog is computed', 'export default defineCatalog(make());', 'tasks.t'],
  ['nothing is exported', 'defineCatalog({ tasks: {} });', 'tasks'],
  ['the syntax is wrong', 'export default defineCatalog({ tasks: { ; });', 'tasks'],
  ['constants run in a circle', 'const a = b; const b = a; export default a;', 'tasks'],
  ['an object takes in itself', 'const a = { ...a }; export default defineCatalog(a);', 'tasks'],
])('nothing is found where %s', (_, text, path) => {
  expect(placesIn(text)(path)).toBeUndefined();
});

test('lines end in any way, and files are of any language', () => {
  const text = 'export default defineCatalog({\r\n  tasks: {},\r\n});';
  expect(placesIn(text, 'config.mjs')('tasks.t')).toEqual({ line: 2, column: 3 });
});
