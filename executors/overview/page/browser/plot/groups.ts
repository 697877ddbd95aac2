import type { Cell } from '../../page-data.js';
import type { StudyColumn } from '../study.js';
import type { Choice } from './choice.js';
import { type Statistics, statisticsOf } from './statistics.js';

/** One experiment as a mark. */
export interface Mark {
  readonly place: number;
  readonly x: Cell;
  readonly y: number;
  readonly colour: string;
  readonly facet: string;
}

/** The experiments that are equal in x, colour and facet. */
export interface MarkGroup extends Statistics {
  readonly x: string;
  readonly colour: string;
  readonly facet: string;
}

/** The experiments that have all that the plot shows. */
export function marksOf(choice: Choice, places: readonly number[]): readonly Mark[] {
  const text = (column: StudyColumn | undefined, place: number) =>
    column === undefined ? '' : String(column.at(place) ?? '–');
  const marks: Mark[] = [];
  for (const place of places) {
    const y = choice.y.at(place);
    const value = choice.x.at(place);
    if (typeof y !== 'number' || value === null) continue;
    const x = choice.kind === 'scatter' ? value : String(value);
    marks.push({
      place,
      x,
      y,
      colour: text(choice.colour, place),
      facet: text(choice.facet, place),
    });
  }
  return marks;
}

export function groupsOf(marks: readonly Mark[]): readonly MarkGroup[] {
  const groups = new Map<string, Mark[]>();
  for (const mark of marks) {
    const key = JSON.stringify([mark.x, mark.colour, mark.facet]);
    const known = groups.get(key);
    if (known) known.push(mark);
    else groups.set(key, [mark]);
  }
  return [...groups.values()].map((own) => ({
    x: String(own[0]!.x),
    colour: own[0]!.colour,
    facet: own[0]!.facet,
    ...statisticsOf(own.map(({ y }) => y)),
  }));
}
