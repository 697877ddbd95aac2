import {
  columnFilteringFeature,
  columnVisibilityFeature,
  constructTable,
  createColumnHelper,
  createFilteredRowModel,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
} from '@tanstack/table-core';
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings';
import type { Cell } from '../page-data.js';
import { matcherOf } from './matcher.js';
import { type Study, type StudyColumn, varies } from './study.js';
import type { View } from './view.js';

/** The experiments and columns that a view selects. */
export interface Selection {
  /** A task's name, or `*`. */
  readonly task: string;
  /** Places of the task's experiments. */
  readonly scope: readonly number[];
  /** Those of them that pass the filters, in the chosen order. */
  readonly places: readonly number[];
  readonly columns: readonly StudyColumn[];
  /** All that a column menu may offer: those in which the scope has any value. */
  readonly offered: readonly StudyColumn[];
}

interface Row {
  readonly place: number;
}

/** More columns are hidden until one asks for them. */
const MOST_COLUMNS = 24;

const SEARCH = '\u0000search';

/** Filtering, sorting and hiding, as a function of the view. */
export function selector(study: Study): (view: View) => Selection {
  const features = tableFeatures({
    coreReactivityFeature: storeReactivityBindings(),
    columnFilteringFeature,
    columnVisibilityFeature,
    rowSortingFeature,
    filteredRowModel: createFilteredRowModel(),
    sortedRowModel: createSortedRowModel(),
  });
  const helper = createColumnHelper<typeof features, Row>();
  const columns = [
    ...study.columns.map((column) =>
      helper.accessor((row: Row): unknown => column.at(row.place) ?? undefined, {
        id: column.name,
        sortUndefined: 'last',
        sortFn: comparing(column),
        filterFn: (row, id, filter: (value: Cell) => boolean) =>
          filter((row.getValue(id) as Cell | undefined) ?? null),
      }),
    ),
    helper.accessor((row: Row): unknown => searched(study, row.place), {
      id: SEARCH,
      filterFn: (row, id, words: readonly string[]) => {
        const text = row.getValue(id) as string;
        return words.every((word) => text.includes(word));
      },
    }),
  ];
  const byTask = new Map<string, { rows: Row[]; scope: number[]; varying: StudyColumn[] }>();
  const scoped = (task: string) => {
    const known = byTask.get(task);
    if (known) return known;
    const all = Array.from({ length: study.count }, (_, place) => place);
    const scope = task === '*' ? all : all.filter((place) => study.taskName(place) === task);
    const made = {
      scope,
      rows: scope.map((place) => ({ place })),
      varying: withoutCopies(
        study.columns.filter((column) => column.kind === 'id' || varies(column, scope)),
        scope,
      ),
    };
    byTask.set(task, made);
    return made;
  };
  const table = constructTable({ features, columns, data: scoped('*').rows });
  const chosen = mainTask(study);

  return (view) => {
    const isKnown = view.task === '*' || study.data.tasks.some(({ name }) => name === view.task);
    const task = isKnown ? view.task! : chosen;
    const { scope, rows, varying } = scoped(task);
    const words = view.search.toLowerCase().split(/\s+/).filter(Boolean);
    const usual = new Set(varying.slice(0, MOST_COLUMNS).map(({ name }) => name));
    const visible = (name: string): boolean =>
      view.shown.includes(name) || (usual.has(name) && !view.hidden.includes(name));
    table.setOptions((options) => ({
      ...options,
      data: rows,
      state: {
        sorting: view.sort.filter(({ id }) => study.column(id)) as { id: string; desc: boolean }[],
        columnFilters: [
          ...Object.entries(view.filters)
            .filter(([name]) => study.column(name))
            .map(([id, filter]) => ({ id, value: matcherOf(filter) })),
          ...(words.length === 0 ? [] : [{ id: SEARCH, value: words }]),
        ],
        columnVisibility: Object.fromEntries(
          study.columns.map(({ name }) => [name, visible(name)]),
        ),
      },
    }));
    return {
      task,
      scope,
      places: table.getRowModel().rows.map(({ original }) => original.place),
      columns: study.columns.filter(({ name }) => table.getColumn(name)?.getIsVisible()),
      offered: study.columns.filter(
        (column) => varying.includes(column) || scope.some((place) => column.at(place) !== null),
      ),
    };
  };
}

/** Columns that say again what one before them says are hidden, too. */
function withoutCopies(columns: readonly StudyColumn[], places: readonly number[]): StudyColumn[] {
  const seen: StudyColumn[] = [];
  for (const column of columns) {
    const isCopy = seen.some((each) =>
      places.every((place) => each.at(place) === column.at(place)),
    );
    if (!isCopy || column.kind === 'dimension') seen.push(column);
  }
  return seen;
}

/** The task that one looks at first: the last of those with the most values. */
function mainTask(study: Study): string {
  const counts = study.data.tasks.map(() => 0);
  for (const column of study.data.values) {
    const tasks = new Set(
      study.data.task.filter((_, place) => typeof column.cells[place] === 'number'),
    );
    for (const task of tasks) counts[task]!++;
  }
  const most = Math.max(...counts);
  return study.data.tasks[counts.lastIndexOf(most)]?.name ?? '*';
}

function searched(study: Study, place: number): string {
  const levels = study.data.dimensions.map(({ name }) => study.levelName(place, name) ?? '');
  const reasons = study.data.reasons.values[study.data.reasons.cells[place]!]!;
  return [study.data.projects[place], ...levels, study.data.states[place], ...reasons]
    .join(' ')
    .toLowerCase();
}

const natural = new Intl.Collator('en', { numeric: true });

function comparing(column: StudyColumn) {
  const order = column.order && new Map(column.order.map((value, place) => [value, place]));
  return (
    a: { getValue: (id: string) => unknown },
    b: { getValue: (id: string) => unknown },
    id: string,
  ): number => {
    const [left, right] = [a.getValue(id), b.getValue(id)];
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    if (order) return (order.get(String(left)) ?? -1) - (order.get(String(right)) ?? -1);
    return natural.compare(String(left), String(right));
  };
}
