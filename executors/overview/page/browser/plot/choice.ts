import type { Selection } from '../selection.js';
import type { Study, StudyColumn } from '../study.js';
import type { View } from '../view.js';

export const KINDS = {
  interval: 'mean and interval',
  distribution: 'distribution',
  scatter: 'scatter',
} as const;

export type PlotKind = keyof typeof KINDS;

/** What may be drawn, and what is. */
export interface Choice {
  readonly kind: PlotKind;
  readonly y: StudyColumn;
  /** Of a scatter another value, otherwise what the groups differ in. */
  readonly x: StudyColumn;
  readonly colour?: StudyColumn;
  readonly facet?: StudyColumn;
  /** Columns of numbers. */
  readonly values: readonly StudyColumn[];
  /** Columns with few values: for groups, colour and facets. */
  readonly groups: readonly StudyColumn[];
  readonly colours: readonly StudyColumn[];
  readonly facets: readonly StudyColumn[];
}

const MOST_GROUPS = 60;
const MOST_COLOURS = 8;
const MOST_FACETS = 6;

/** The plot that the view asks for; what it leaves open, or cannot be, is chosen. */
export function choiceOf(study: Study, view: View, selection: Selection): Choice | undefined {
  const sizes = new Map<StudyColumn, number>();
  for (const column of selection.offered)
    sizes.set(column, new Set(selection.scope.map(column.at).filter((each) => each !== null)).size);
  const values = selection.offered.filter(
    (column) => column.isNumeric && column.kind !== 'field' && sizes.get(column)! > 1,
  );
  const few = (most: number) =>
    selection.offered.filter((column) => {
      const size = sizes.get(column)!;
      return column.kind !== 'id' && size > 1 && size <= most && column.name !== 'attempts';
    });
  const [groups, colours, facets] = [few(MOST_GROUPS), few(MOST_COLOURS), few(MOST_FACETS)];
  const asked = view.plot;
  const find = (columns: readonly StudyColumn[], name: string | undefined) =>
    columns.find((column) => column.name === name);
  // The one that tells most experiments apart.
  const most = (columns: readonly StudyColumn[]) =>
    columns.reduce<StudyColumn | undefined>(
      (best, each) => (best && sizes.get(best)! >= sizes.get(each)! ? best : each),
      undefined,
    );
  const y =
    find(values, asked.y) ?? most(values.filter(({ kind }) => kind === 'value')) ?? values[0];
  if (y === undefined) return undefined;
  const kind = asked.kind && asked.kind in KINDS ? (asked.kind as PlotKind) : 'interval';
  const dimensions = groups
    .filter(({ kind, name }) => kind === 'dimension' && !study.replicates.has(name))
    .sort((a, b) => sizes.get(b)! - sizes.get(a)!);
  const x =
    kind === 'scatter'
      ? (find(values, asked.x) ?? most(values.filter((column) => column !== y)) ?? y)
      : (find(groups, asked.x) ?? dimensions[0] ?? groups[0]);
  if (x === undefined) return undefined;
  // `-` asks for none.
  const free = (columns: readonly StudyColumn[], taken: readonly (StudyColumn | undefined)[]) =>
    dimensions.find((column) => columns.includes(column) && !taken.includes(column));
  const colour =
    asked.colour === '-' ? undefined : (find(colours, asked.colour) ?? free(colours, [x]));
  const facet =
    asked.facet === '-' ? undefined : (find(facets, asked.facet) ?? free(facets, [x, colour]));
  return {
    kind,
    y,
    x,
    ...(colour && { colour }),
    ...(facet && { facet }),
    values,
    groups,
    colours,
    facets,
  };
}

/** The values of a column among these experiments, in the catalog's order, or sorted. */
export function domainOf(column: StudyColumn, places: readonly number[]): readonly string[] {
  const found = new Set<string>();
  const numbers = new Map<string, number>();
  for (const place of places) {
    const value = column.at(place);
    if (value === null) continue;
    found.add(String(value));
    if (typeof value === 'number') numbers.set(String(value), value);
  }
  if (column.order) return column.order.filter((value) => found.has(value));
  return [...found].sort((a, b) =>
    numbers.has(a) && numbers.has(b) ? numbers.get(a)! - numbers.get(b)! : a < b ? -1 : 1,
  );
}
