/** What the page shows: all of it is in the address, so that a link shows the same. */
export interface View {
  /** A task's name; `*` for all; undefined for the one that the page chooses. */
  readonly task?: string;
  readonly search: string;
  /** What a column's values must match, by its name; see `matcherOf`. */
  readonly filters: Readonly<Record<string, string>>;
  readonly sort: readonly { readonly id: string; readonly desc: boolean }[];
  readonly shown: readonly string[];
  readonly hidden: readonly string[];
  readonly plot: Readonly<Record<string, string>>;
  readonly grid: Readonly<Record<string, string>>;
  /** The Nx project of the experiment that is open. */
  readonly experiment?: string | undefined;
}

export const PLOT_PARTS = ['kind', 'x', 'y', 'colour', 'facet'] as const;
export const GRID_PARTS = ['rows', 'columns', 'value'] as const;

const EMPTY: View = {
  search: '',
  filters: {},
  sort: [],
  shown: [],
  hidden: [],
  plot: {},
  grid: {},
};

/** The view of an address's part after `#`. What it does not know, it leaves out. */
export function viewOf(hash: string): View {
  const found = new URLSearchParams(hash.replace(/^#/, ''));
  const parts = (prefix: string, names: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = found.get(`${prefix}.${name}`);
        return value === null ? [] : [[name, value]];
      }),
    );
  const filters = [...found].filter(([name]) => name.startsWith('where.'));
  const task = found.get('task');
  const experiment = found.get('experiment');
  return {
    ...EMPTY,
    ...(task && { task }),
    ...(experiment && { experiment }),
    search: found.get('search') ?? '',
    filters: Object.fromEntries(filters.map(([name, value]) => [name.slice(6), value])),
    sort: found
      .getAll('sort')
      .map((sort) => ({ id: sort.replace(/^-/, ''), desc: sort.startsWith('-') })),
    shown: found.getAll('show'),
    hidden: found.getAll('hide'),
    plot: parts('plot', PLOT_PARTS),
    grid: parts('grid', GRID_PARTS),
  };
}

/** What the view asks of a column; a column may be called `constructor`. */
export function filterOf(view: View, column: string): string | undefined {
  return Object.hasOwn(view.filters, column) ? view.filters[column] : undefined;
}

/** The address's part of a view, with its `#`. */
export function hashOf(view: View): string {
  const made = new URLSearchParams();
  if (view.task !== undefined) made.append('task', view.task);
  if (view.search !== '') made.append('search', view.search);
  for (const [name, value] of Object.entries(view.filters))
    if (value !== '') made.append(`where.${name}`, value);
  for (const { id, desc } of view.sort) made.append('sort', desc ? `-${id}` : id);
  for (const name of view.shown) made.append('show', name);
  for (const name of view.hidden) made.append('hide', name);
  for (const prefix of ['plot', 'grid'] as const)
    for (const [name, value] of Object.entries(view[prefix]))
      made.append(`${prefix}.${name}`, value);
  if (view.experiment !== undefined) made.append('experiment', view.experiment);
  // Readable where it may be: `/`, `=` and `,` need no escape after `#`.
  return `#${made.toString().replaceAll('%2F', '/')}`;
}
