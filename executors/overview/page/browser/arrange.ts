import type { Study } from './study.js';

/** Which dimensions are a grid's rows and columns; over all others, its cells summarize. */
export interface Arrangement {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly summarized: readonly string[];
}

const MOST_COLUMNS = 24;
const MOST_ROWS = 60;

/**
 * The arrangement that one sees first: the dimension with most levels as rows, the others as columns
 * while these fit, then as rows; replicates are summarized, and what does not fit.
 */
export function arrange(
  study: Study,
  places: readonly number[],
  chosen: Readonly<Record<string, string>>,
): Arrangement {
  const sizes = new Map<string, number>();
  for (const { name } of study.data.dimensions) {
    const levels = new Set(places.map((place) => study.levelName(place, name)));
    if (levels.size > 1) sizes.set(name, levels.size);
  }
  const named = (part: string): string[] | undefined =>
    chosen[part] === undefined
      ? undefined
      : chosen[part].split(',').filter((name) => sizes.has(name));
  const rows = named('rows') ?? [];
  const columns = (named('columns') ?? []).filter((name) => !rows.includes(name));
  if (chosen.rows === undefined && chosen.columns === undefined) {
    let width = 1;
    let height = 1;
    const open = [...sizes.keys()].filter((name) => !study.replicates.has(name));
    const largest = [...open].sort((a, b) => sizes.get(b)! - sizes.get(a)!)[0];
    for (const name of [largest, ...open.filter((each) => each !== largest)]) {
      if (name === undefined) continue;
      const size = sizes.get(name)!;
      const isFirst = name === largest && (open.length > 1 || size > MOST_COLUMNS);
      if (!isFirst && width * size <= MOST_COLUMNS) {
        columns.push(name);
        width *= size;
      } else if (height * size <= MOST_ROWS) {
        rows.push(name);
        height *= size;
      }
    }
  }
  const inOrder = (names: readonly string[]) =>
    [...sizes.keys()].filter((name) => names.includes(name));
  return {
    rows: inOrder(rows),
    columns: inOrder(columns),
    summarized: [...sizes.keys()].filter((name) => !rows.includes(name) && !columns.includes(name)),
  };
}

/** A row's or column's head: one level for each of its dimensions. */
export type Head = readonly (string | null)[];

export interface Pivot {
  readonly rows: readonly Head[];
  readonly columns: readonly Head[];
  /** Places by row and column; none where no such experiment exists. */
  readonly cells: readonly (readonly (readonly number[] | undefined)[])[];
}

export function pivot(study: Study, places: readonly number[], arrangement: Arrangement): Pivot {
  const headOf = (names: readonly string[]) => (place: number) =>
    names.map((name) => study.data.levels[name]![place] ?? -1);
  const byRow = grouped(places, headOf(arrangement.rows));
  const columnKeys = grouped(places, headOf(arrangement.columns));
  const columns = [...columnKeys].sort(byLevels);
  const rows = [...byRow].sort(byLevels);
  const named = (names: readonly string[], levels: readonly number[]): Head =>
    names.map(
      (name, at) =>
        study.data.dimensions.find((each) => each.name === name)!.levels[levels[at]!]?.name ?? null,
    );
  return {
    rows: rows.map(([, { levels }]) => named(arrangement.rows, levels)),
    columns: columns.map(([, { levels }]) => named(arrangement.columns, levels)),
    cells: rows.map(([, { places }]) => {
      const own = grouped(places, headOf(arrangement.columns));
      return columns.map(([key]) => own.get(key)?.places);
    }),
  };
}

interface Group {
  readonly levels: readonly number[];
  readonly places: number[];
}

function grouped(
  places: readonly number[],
  levelsOf: (place: number) => readonly number[],
): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const place of places) {
    const levels = levelsOf(place);
    const key = levels.join();
    const known = groups.get(key);
    if (known) known.places.push(place);
    else groups.set(key, { levels, places: [place] });
  }
  return groups;
}

function byLevels([, a]: [string, Group], [, b]: [string, Group]): number {
  const at = a.levels.findIndex((level, place) => level !== b.levels[place]);
  return at === -1 ? 0 : a.levels[at]! - b.levels[at]!;
}
