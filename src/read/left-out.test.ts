import { expect, test } from 'vitest';
import { defineCatalog, dimension, glob } from '../catalog/define.js';
import { studyFrom } from '../study.fixture.js';

const region = dimension(['alpine', 'west']);
const country = dimension({
  AT: { region: 'alpine', n: 9 },
  DE: { region: 'west', n: 80 },
  FR: { region: 'wset', n: 70 },
  IT: { region: 'alpine', n: 60 },
});
const tasks = { clean: { outputs: { o: 'o' }, command: ['true'] } };
const inRegion = ({
  levels,
}: {
  levels: { country: { region: string }; region: { name: string } };
}) => levels.country.region === levels.region.name;

/** What is warned of in a catalog of countries in regions. */
function warningsOf(more: object, dimensions: object = { region, country }) {
  const catalog = defineCatalog({ dimensions, tasks, ...more } as never);
  const { warnings, problems } = studyFrom({ 'config.ts': catalog });
  expect(problems).toEqual([]);
  return warnings;
}

test('a level that a misspelled field drops from a nested dimension is warned of', () => {
  expect(warningsOf({ where: inRegion })).toEqual([
    "config.ts: where: the level FR of country goes with no region, and so is in no experiment; fix it, or say that it is meant: exclude: [{ country: 'FR' }]",
  ]);
});

test('it is none where the level is excluded as such, or where levels are picked by their fields', () => {
  expect(warningsOf({ where: inRegion, exclude: [{ country: 'F*' }] })).toEqual([]);
  expect(
    warningsOf({ where: inRegion, exclude: [{ country: 'FR', region: 'west' }] }),
  ).toHaveLength(1);
  const isLarge = ({ levels }: { levels: { country: { n: number } } }) => levels.country.n > 50;
  expect(warningsOf({ where: isLarge })).toEqual([]);
});

test('a study of which nothing is left is warned of, but not for want of data', () => {
  const no = 'no combination of levels is left, and so no experiment; look for a wrong name in it';
  expect(warningsOf({ where: () => false })).toEqual([`config.ts: where: ${no}`]);
  expect(warningsOf({ exclude: [{ country: '*' }] })).toEqual([`config.ts: exclude: ${no}`]);
  expect(warningsOf({ where: () => true }, {})).toEqual([]);
  const files = { data: dimension(glob('none/*.csv')) };
  expect(warningsOf({ where: () => false }, files)).toEqual([
    'config.ts: dimensions.data: no file matches none/*.csv; the dimension has no level',
  ]);
});
