import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { studyFrom } from '../study.fixture.js';

const outputs = { o: 'o' };
const command = ['true'];
const region = dimension(['alpine', 'west']);
const country = dimension({
  AT: { region: 'alpine' },
  DE: { region: 'west' },
  FR: { region: 'west' },
});
const year = dimension(['2021', '2022']);

/** A catalog in which each country is in one region. */
function trade(cleanOver: ('region' | 'country' | 'year')[], where = true) {
  return defineCatalog({
    dimensions: { region, country, year },
    where: ({ levels }) => !where || levels.country.region === levels.region.name,
    tasks: {
      clean: { over: cleanOver, outputs, command },
      mean: { over: ['region', 'year'], needs: { clean: 'clean' }, outputs, command },
    },
  });
}

const warningsOf = (catalog: unknown) => studyFrom({ 'config.ts': catalog }).warnings;

test('a group that gets what belongs to other groups is warned of, with what mends it', () => {
  expect(warningsOf(trade(['country', 'year']))).toEqual([
    'config.ts: tasks.mean.needs.clean: each country goes with one region, but every region gets clean of each country, because clean does not vary over region; add region to the over of clean',
  ]);
  expect(warningsOf(trade(['region', 'country', 'year']))).toEqual([]);
});

test('it is none where everything is combined with everything', () => {
  expect(warningsOf(trade(['country', 'year'], false))).toEqual([]);
});

test('a need in another catalog is looked at, too', () => {
  const preparation = defineCatalog({
    dimensions: { country, year },
    tasks: { clean: { outputs, command } },
  });
  const means = defineCatalog({
    dimensions: { region, country, year },
    where: ({ levels }) => levels.country.region === levels.region.name,
    tasks: {
      mean: {
        over: ['region', 'year'],
        needs: { clean: preparation.tasks.clean },
        outputs,
        command,
      },
    },
  });
  const { warnings } = studyFrom({ 'a/config.ts': preparation, 'b/config.ts': means });
  expect(warnings.join('\n')).toMatch(/^b\/config\.ts: tasks\.mean\.needs\.clean: each country/);
});
