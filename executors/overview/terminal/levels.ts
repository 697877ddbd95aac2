import type { ExperimentData, StudyData } from '../data.js';
import { amount, countsOf, countsText } from './counts.js';
import { clipped, type Paint, type Terminal } from './style.js';

/** Levels of one dimension that are listed. */
const LEVELS = 10;

/** What is to be done by level, where a line for each experiment would be thousands. */
export function levelsOf(
  { dimensions, experiments }: StudyData,
  terminal: Terminal,
  paint: Paint,
): string[] {
  const blocks = dimensions.flatMap(({ name, isReplicate, levels }) => {
    if (isReplicate) return [];
    // In the catalog's order where as much is to be done.
    const all = new Map(levels.map((level): [string, ExperimentData[]] => [level.name, []]));
    for (const experiment of experiments) all.get(experiment.levels[name] ?? '')?.push(experiment);
    const byLevel = new Map([...all].filter(([, some]) => some.length > 0));
    const counted = [...byLevel]
      .map(([level, some]) => ({
        level,
        open: some.filter(({ state }) => state !== 'current').length,
        counts: countsOf(some),
      }))
      .filter(({ open }) => open > 0)
      .sort((a, b) => b.open - a.open);
    const done = byLevel.size - counted.length;
    const listed = counted.slice(0, LEVELS);
    const width = Math.min(
      terminal.columns - 60,
      Math.max(...listed.map(({ level }) => level.length)),
    );
    const more = [
      ...(counted.length > LEVELS
        ? [`${amount(counted.length - LEVELS)} more with something to do`]
        : []),
      ...(done > 0 ? [`${amount(done)} with nothing to do`] : []),
    ].join(', ');
    if (counted.length === 0) return [];
    const kinds = new Set(counted.map(({ counts }) => JSON.stringify([...counts])));
    if (kinds.size === 1 && counted.length > LEVELS) {
      const label = `  each of ${amount(counted.length)}  `;
      return [
        paint('bold', name),
        label + countsText(counted[0]!.counts, label, terminal, paint),
        ...(done > 0 ? [paint('grey', `  ${amount(done)} with nothing to do`)] : []),
      ];
    }
    return [
      paint('bold', name),
      ...listed.map(({ level, counts }) => {
        const label = `  ${clipped(level, Math.max(width, 8)).padEnd(Math.max(width, 8))}  `;
        return label + countsText(counts, label, terminal, paint);
      }),
      ...(more === '' ? [] : [paint('grey', `  ${more}`)]),
    ];
  });
  return blocks;
}
