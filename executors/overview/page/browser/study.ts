import { SIGNS, type State } from '../../data.js';
import type { Cell, PageData, PageDetails } from '../page-data.js';

export type Kind = 'id' | 'state' | 'task' | 'dimension' | 'field' | 'value' | 'effort';

/** A column of the table, and an axis of plots. */
export interface StudyColumn {
  readonly name: string;
  readonly kind: Kind;
  readonly isNumeric: boolean;
  /** The value of the experiment at this place. */
  readonly at: (place: number) => Cell;
  /** Where levels stand in the catalog, for sorting and axes. */
  readonly order?: readonly string[];
}

/** The study by experiments' places in the data's columns. */
export interface Study {
  readonly data: PageData;
  /** Read when it is first asked for. */
  readonly details: () => PageDetails;
  readonly count: number;
  readonly columns: readonly StudyColumn[];
  readonly column: (name: string) => StudyColumn | undefined;
  readonly id: (place: number) => string;
  readonly taskName: (place: number) => string;
  readonly levelName: (place: number, dimension: string) => string | null;
  readonly places: ReadonlyMap<string, number>;
  readonly replicates: ReadonlySet<string>;
}

/** What each state is drawn as, in the terminal, too; never by colour alone. In the order of attention. */
export const STATE_SIGNS: Readonly<Record<State, { symbol: string; meaning: string }>> = {
  failed: { symbol: SIGNS.failed, meaning: 'its last attempt failed' },
  blocked: { symbol: SIGNS.blocked, meaning: 'an input is missing' },
  changed: { symbol: SIGNS.changed, meaning: 'a run would execute it again' },
  new: { symbol: SIGNS.new, meaning: 'it never ran' },
  waiting: { symbol: SIGNS.waiting, meaning: 'something that it needs will run first' },
  current: { symbol: SIGNS.current, meaning: 'a run would not execute it' },
};

export const STATES = Object.keys(STATE_SIGNS) as readonly State[];

export function studyOf(data: PageData, details: () => PageDetails): Study {
  const count = data.projects.length;
  const ids = data.projects.map((project) => project.slice(project.lastIndexOf('/') + 1));
  const levelNames = new Map(
    data.dimensions.map(({ name, levels }) => [name, levels.map((level) => level.name)]),
  );
  const levelName = (place: number, dimension: string): string | null => {
    const level = data.levels[dimension]?.[place];
    return level === null || level === undefined ? null : levelNames.get(dimension)![level]!;
  };
  const columns: StudyColumn[] = [
    { name: 'experiment', kind: 'id', isNumeric: false, at: (place) => ids[place]! },
    {
      name: 'state',
      kind: 'state',
      isNumeric: false,
      at: (place) => data.states[place]!,
      order: STATES,
    },
    {
      name: 'task',
      kind: 'task',
      isNumeric: false,
      at: (place) => data.tasks[data.task[place]!]!.name,
      order: data.tasks.map(({ name }) => name),
    },
  ];
  const taken = new Set(columns.map(({ name }) => name));
  const add = (
    kind: Kind,
    name: string,
    at: StudyColumn['at'],
    order?: readonly string[],
  ): void => {
    // Dimensions and fields may be called as the columns of the page itself are.
    let free = name;
    while (taken.has(free)) free = `${free}′`;
    taken.add(free);
    columns.push({
      name: free,
      kind,
      isNumeric: kind !== 'dimension' && isNumeric(count, at),
      at,
      ...(order && { order }),
    });
  };
  for (const { name } of data.dimensions)
    add('dimension', name, (place) => levelName(place, name), levelNames.get(name));
  for (const { name, levels } of data.dimensions) {
    const fields = new Set(levels.flatMap((level) => Object.keys(level.fields)));
    for (const field of fields) {
      const cells = levels.map((level) => cellOf(level.fields[field]));
      const own = data.levels[name]!;
      add('field', `${name}.${field}`, (place) => {
        const level = own[place];
        return level === null || level === undefined ? null : cells[level]!;
      });
    }
  }
  for (const { name, cells } of data.values) add('value', name, (place) => cells[place]!);
  add('effort', 'seconds', (place) => data.seconds[place]!);
  add('effort', 'attempts', (place) => data.attempts[place]!);
  const byName = new Map(columns.map((column) => [column.name, column]));
  return {
    data,
    details,
    count,
    columns,
    column: (name) => byName.get(name),
    id: (place) => ids[place]!,
    taskName: (place) => data.tasks[data.task[place]!]!.name,
    levelName,
    places: new Map(data.projects.map((project, place) => [project, place])),
    replicates: new Set(data.dimensions.flatMap((each) => (each.isReplicate ? [each.name] : []))),
  };
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : (value as Cell);
}

function isNumeric(count: number, at: StudyColumn['at']): boolean {
  let numbers = 0;
  for (let place = 0; place < count; place++) {
    const value = at(place);
    if (value === null) continue;
    if (typeof value !== 'number') return false;
    numbers++;
  }
  return numbers > 0;
}

/** Whether experiments at these places differ in the column. */
export function varies(column: StudyColumn, places: readonly number[]): boolean {
  const first = places[0];
  if (first === undefined) return false;
  const value = column.at(first);
  return places.some((place) => column.at(place) !== value);
}
