import type { ExperimentData, StudyData } from '../data.js';
import { countsOf, countsText } from './counts.js';
import { clipped, type Paint, type Terminal } from './style.js';

/** Levels of one dimension that are listed. */
const LEVELS = 10;

/** What is to be done by level, where a line for each experiment would be thousands. */
export function levelsOf(
  { dimensions, experiments }: StudyData,
  terminal: Terminal,
  paint: Paint,
): string[] {
  const blocks = dimensions.flatMap(({ name, isReplicate }) => {
    if (isReplicate) return [];
    const byLevel = new Map<string, ExperimentData[]>();
    for (const experiment of experiments) {
      const level = experiment.levels[name];
      if (level === undefined) continue;
      const some = byLevel.get(level);
      if (some === undefined) byLevel.set(level, [experiment]);
      else some.push(experiment);
    }
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
      ...(counted.length > LEVELS ? [`${counted.length - LEVELS} more with something to do`] : []),
      ...(done > 0 ? [`${done} with nothing to do`] : []),
    ].join(', ');
    if (counted.length === 0) return [];
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
