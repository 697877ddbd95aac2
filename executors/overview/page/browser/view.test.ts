import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GRID_PARTS, hashOf, PLOT_PARTS, viewOf } from './view.js';

const text = fc.string({ unit: 'grapheme', minLength: 1 });
const parts = (names: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...names), text, { noNullPrototype: true });

test('an address gives back the view that it was made of', () => {
  const view = fc.record(
    {
      task: text,
      experiment: text,
      search: fc.string(),
      filters: fc.dictionary(text, text, { noNullPrototype: true }),
      sort: fc.array(
        fc.record({ id: text.filter((id) => !id.startsWith('-')), desc: fc.boolean() }),
      ),
      shown: fc.array(text),
      hidden: fc.array(text),
      plot: parts(PLOT_PARTS),
      grid: parts(GRID_PARTS),
    },
    {
      requiredKeys: ['search', 'filters', 'sort', 'shown', 'hidden', 'plot', 'grid'],
      noNullPrototype: true,
    },
  );
  fc.assert(
    fc.property(view, (made) => {
      expect(viewOf(hashOf(made))).toEqual(made);
    }),
  );
});

test('an address that means nothing gives the first view', () => {
  expect(viewOf('#what=ever&%')).toEqual(viewOf(''));
});
