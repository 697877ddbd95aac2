import type { State } from '../../data.js';
import type { App, Part } from './app.js';
import { type Arrangement, arrange, type Head, type Pivot, pivot } from './arrange.js';
import { fill, h } from './elements.js';
import { anyOf } from './matcher.js';
import { count, counted, formatOf } from './numbers.js';
import type { Selection } from './selection.js';
import { STATES, type StudyColumn } from './study.js';
import { sign } from './summary.js';

/** Experiments as a grid of dimensions: their states, or the mean of a value. */
export function grid(app: App): Part {
  const figures = h('div', { class: 'grids' });
  const controls = h('div', { class: 'controls' });
  const element = h(
    'section',
    { class: 'grid', 'aria-labelledby': 'grid' },
    h('div', { class: 'heading' }, h('h2', { id: 'grid' }, 'Grid'), controls),
    figures,
  );
  const update = (selection: Selection): void => {
    const tasks =
      selection.task === '*' ? app.study.data.tasks.map(({ name }) => name) : [selection.task];
    const value = app.study.column(app.view().grid.value ?? '');
    const focused = (document.activeElement as HTMLElement | null)?.dataset.control;
    fill(controls, controlsOf(app, selection));
    if (focused)
      controls.querySelector<HTMLElement>(`[data-control="${CSS.escape(focused)}"]`)?.focus();
    fill(
      figures,
      tasks.map((task) => {
        const places = [...selection.places]
          .filter((place) => app.study.taskName(place) === task)
          .sort((a, b) => a - b);
        if (places.length === 0) return false;
        const arrangement = arrange(app.study, places, app.view().grid);
        return gridOf(app, task, places, arrangement, value?.isNumeric ? value : undefined);
      }),
    );
  };
  element.addEventListener('keydown', moveByArrows);
  return { element, update };
}

function controlsOf(app: App, selection: Selection): readonly (HTMLElement | false)[] {
  const { grid } = app.view();
  const values = selection.offered.filter(
    ({ isNumeric, kind }) => isNumeric && (kind === 'value' || kind === 'effort'),
  );
  const show = h(
    'select',
    {
      'data-control': 'value',
      onchange: () => {
        const { value: _, ...others } = app.view().grid;
        app.go({ grid: show.value === '' ? others : { ...others, value: show.value } });
      },
    },
    h('option', { value: '' }, 'state'),
    values.map(({ name }) => h('option', { value: name, selected: grid.value === name }, name)),
  );
  const now = arrange(app.study, selection.places, grid);
  const part = (name: string) =>
    now.rows.includes(name) ? 'rows' : now.columns.includes(name) ? 'columns' : 'summarized';
  const all = [...now.rows, ...now.columns, ...now.summarized];
  const selects = all.map((name) => {
    const select = h(
      'select',
      {
        'data-control': `place ${name}`,
        onchange: () => {
          const others = (names: readonly string[]) => names.filter((each) => each !== name);
          const rows = others(now.rows).concat(select.value === 'rows' ? name : []);
          const columns = others(now.columns).concat(select.value === 'columns' ? name : []);
          app.go({
            grid: { ...app.view().grid, rows: rows.join(','), columns: columns.join(',') },
          });
        },
      },
      ['rows', 'columns', 'summarized'].map((each) =>
        h('option', { selected: each === part(name) }, each),
      ),
    );
    return h('label', {}, `${name} `, select);
  });
  return [h('label', {}, 'Show ', show), ...(selection.task === '*' ? [] : selects)];
}

function gridOf(
  app: App,
  task: string,
  places: readonly number[],
  arrangement: Arrangement,
  value: StudyColumn | undefined,
): HTMLElement {
  const pivoted = pivot(app.study, places, arrangement);
  const { rows, columns } = arrangement;
  const cell = value ? valueCells(app, value, places) : stateCell(app);
  const corner = rows.map((name) => h('th', { scope: 'col', class: 'name' }, name));
  const head = columns.map((name, at) =>
    h(
      'tr',
      {},
      at < columns.length - 1 ? rows.map(() => h('td')) : corner,
      h('th', { scope: 'row', class: 'name' }, name),
      spans(pivoted.columns, at).map(([text, span]) =>
        h('th', { scope: 'col', colspan: span > 1 && span, class: span > 1 && 'span' }, text),
      ),
    ),
  );
  if (columns.length === 0 && rows.length > 0) head.push(h('tr', {}, corner, h('td'), h('td')));
  const rowSpans = rows.map((_, at) => spans(pivoted.rows, at));
  const starts = rowSpans.map((found) => {
    const byRow = new Map<number, readonly [string, number]>();
    let at = 0;
    for (const [text, span] of found) {
      byRow.set(at, [text, span]);
      at += span;
    }
    return byRow;
  });
  const body = pivoted.rows.map((_, row) =>
    h(
      'tr',
      {},
      starts.map((found) => {
        const start = found.get(row);
        return start && h('th', { scope: 'row', rowspan: start[1] > 1 && start[1] }, start[0]);
      }),
      h('td', { class: 'gap' }),
      pivoted.cells[row]!.map((cellPlaces, column) => {
        if (cellPlaces === undefined) return h('td', { class: 'none' });
        return cell(cellPlaces, filtersOf(arrangement, pivoted, row, column), task);
      }),
    ),
  );
  const summarized = arrangement.summarized;
  const caption = [
    h('b', {}, task),
    ` ${counted(places.length, 'experiment')}`,
    value && `, mean of ${value.name}`,
    summarized.length > 0 && `, ${value ? 'averaged' : 'summed up'} over ${summarized.join(', ')}`,
  ];
  const table = h(
    'table',
    {},
    h('caption', {}, caption),
    h('thead', {}, head),
    h('tbody', {}, body),
  );
  const first = table.querySelector('tbody a');
  first?.setAttribute('tabindex', '0');
  return h('div', { class: 'scroll', role: 'group', 'aria-label': `Grid of ${task}` }, table);
}

function filtersOf(
  arrangement: Arrangement,
  pivoted: Pivot,
  row: number,
  column: number,
): Record<string, string> {
  const levels = [
    ...arrangement.rows.map((name, at) => [name, pivoted.rows[row]![at]] as const),
    ...arrangement.columns.map((name, at) => [name, pivoted.columns[column]![at]] as const),
  ];
  return Object.fromEntries(
    levels.flatMap(([name, level]) => (level ? [[name, anyOf([level])]] : [])),
  );
}

type DrawCell = (
  places: readonly number[],
  filters: Record<string, string>,
  task: string,
) => HTMLElement;

function target(
  app: App,
  places: readonly number[],
  filters: Record<string, string>,
  task: string,
) {
  return places.length === 1
    ? app.link({ experiment: app.study.data.projects[places[0]!]! })
    : app.link({ task, filters: { ...app.view().filters, ...filters } });
}

function stateCell(app: App): DrawCell {
  return (places, filters, task) => {
    const counts = new Map<State, number>();
    for (const place of places) {
      const state = app.study.data.states[place]!;
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
    const found = STATES.filter((state) => counts.has(state));
    const worst = found[0]!;
    const told = found.map((state) =>
      places.length === 1 ? state : `${count(counts.get(state)!)} ${state}`,
    );
    const levels = Object.values(filters).map((filter) => filter.slice(1));
    const title = `${places.length === 1 ? app.study.id(places[0]!) : levels.join(', ')}: ${told.join(', ')}`;
    const link = h(
      'a',
      { href: target(app, places, filters, task), tabindex: -1, title, 'aria-label': title },
      sign(worst),
      places.length > 1 && h('b', {}, count(found.length > 1 ? counts.get(worst)! : places.length)),
      found.length > 1 && bar(found, counts, places.length),
    );
    return h('td', { class: `cell ${worst}` }, link);
  };
}

/** How the states of several experiments are shared out. */
function bar(
  found: readonly State[],
  counts: ReadonlyMap<State, number>,
  all: number,
): HTMLElement {
  return h(
    'span',
    { class: 'shares', 'aria-hidden': 'true' },
    found.map((state) =>
      h('i', { class: state, style: `flex-grow:${(counts.get(state)! / all).toFixed(4)}` }),
    ),
  );
}

function valueCells(app: App, value: StudyColumn, places: readonly number[]): DrawCell {
  const numbers = (inside: readonly number[]): number[] =>
    inside.map((place) => value.at(place)).filter((each) => typeof each === 'number');
  const all = numbers(places);
  const format = formatOf(all, 3);
  const low = all.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  const high = all.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
  return (inside, filters, task) => {
    const own = numbers(inside);
    if (own.length === 0) return h('td', { class: 'cell none' }, '–');
    const mean = own.reduce((sum, each) => sum + each, 0) / own.length;
    const share = high > low ? (mean - low) / (high - low) : 0.5;
    const levels = Object.values(filters).map((filter) => filter.slice(1));
    const title = `${levels.join(', ')}: ${mean}${own.length > 1 ? `, mean of ${own.length}` : ''}`;
    return h(
      'td',
      { class: 'cell value', style: `--share:${share.toFixed(3)}` },
      h('a', { href: target(app, inside, filters, task), tabindex: -1, title }, format(mean)),
    );
  };
}

/** A head's levels at one depth, equal neighbours (with equal outer levels) put together. */
function spans(heads: readonly Head[], depth: number): readonly (readonly [string, number])[] {
  const found: [string, number][] = [];
  let before: string | undefined;
  for (const head of heads) {
    const key = JSON.stringify(head.slice(0, depth + 1));
    if (key === before) found.at(-1)![1]++;
    else found.push([head[depth] ?? '–', 1]);
    before = key;
  }
  return found;
}

/** Arrow keys move from cell to cell; one of them is reached by Tab. */
function moveByArrows(event: KeyboardEvent): void {
  const from = (event.target as Element).closest('td.cell');
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[
    event.key
  ];
  if (from === null || step === undefined) return;
  const row = from.parentElement as HTMLTableRowElement;
  const rows = [...(row.parentElement as HTMLTableSectionElement).rows];
  const cellsOf = (tr: HTMLTableRowElement | undefined) => [
    ...(tr?.querySelectorAll<HTMLElement>('td.cell, td.none') ?? []),
  ];
  let y = rows.indexOf(row);
  let x = cellsOf(row).indexOf(from as HTMLElement);
  let link: HTMLElement | null | undefined;
  do {
    y += step[0]!;
    x += step[1]!;
    const next = cellsOf(rows[y])[x];
    if (next === undefined) return;
    link = next.querySelector<HTMLElement>('a');
  } while (!link);
  event.preventDefault();
  from.querySelector('a')?.setAttribute('tabindex', '-1');
  link.setAttribute('tabindex', '0');
  link.focus();
}
