import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { State } from '../../data.js';
import type { Cell } from '../page-data.js';
import type { App, Part } from './app.js';
import { drawMenu } from './columns-menu.js';
import { fill, h } from './elements.js';
import { counted, formatOf } from './numbers.js';
import type { Selection } from './selection.js';
import type { StudyColumn } from './study.js';
import { sign } from './summary.js';
import { drawFilters, drawHead, headOf, syncFilters } from './table-head.js';

/** The height of a row, in pixels: browser.css has it, too. */
const ROW = 28;

/** What a cell shows at most, in characters. */
const LONGEST = 36;

/** What goes on paper. */
const MOST_PRINTED = 500;

/** All results: a row per experiment, of which only those in sight are in the document. */
export function table(app: App): Part {
  const columnsMenu = h('fieldset');
  const head = h('tr');
  const filterRow = h('tr', { class: 'filter-row' });
  const cols = h('colgroup');
  const body = h('tbody');
  const element_ = h(
    'table',
    { 'aria-labelledby': 'results' },
    cols,
    h('thead', {}, head, filterRow),
    body,
  );
  const scroll = h(
    'div',
    { class: 'scroll', role: 'region', tabindex: 0, 'aria-labelledby': 'results' },
    element_,
  );
  const note = h('p', { class: 'note' });
  const element = h(
    'section',
    { class: 'results', 'aria-labelledby': 'results' },
    h(
      'div',
      { class: 'heading' },
      h('h2', { id: 'results' }, 'Results'),
      h('details', { class: 'menu', name: 'menu' }, h('summary', {}, 'Columns'), columnsMenu),
    ),
    scroll,
    note,
  );

  let selection: Selection | undefined;
  let formats: readonly ((value: Cell) => string)[] = [];
  let printing = false;
  const drawn = new Map<number, HTMLTableRowElement>();
  const above = h('tr', { class: 'space', 'aria-hidden': 'true' });
  const below = h('tr', { class: 'space', 'aria-hidden': 'true' });

  const row = (place: number, index: number): HTMLTableRowElement => {
    const cells = selection!.columns.map((column, at) => cell(app, column, place, formats[at]!));
    return h('tr', { 'aria-rowindex': index + 3 }, cells);
  };
  const drawRows = (): void => {
    if (selection === undefined) return;
    const { places } = selection;
    const items = virtualizer.getVirtualItems();
    const indexes = printing
      ? places.slice(0, MOST_PRINTED).map((_, index) => index)
      : items.map(({ index }) => index);
    const first = indexes[0] ?? 0;
    const last = indexes.at(-1) ?? -1;
    for (const [index, tr] of drawn)
      if (index < first || index > last) {
        tr.remove();
        drawn.delete(index);
      }
    above.style.height = `${printing ? 0 : first * ROW}px`;
    below.style.height = `${printing ? 0 : Math.max(places.length - 1 - last, 0) * ROW}px`;
    if (above.parentNode !== body) fill(body, above, below);
    let next: Element = above;
    for (const index of indexes) {
      const known = drawn.get(index);
      const tr = known ?? row(places[index]!, index);
      if (known === undefined) {
        next.after(tr);
        drawn.set(index, tr);
      }
      next = tr;
    }
  };
  const virtualizer = new Virtualizer<HTMLElement, Element>({
    count: 0,
    getScrollElement: () => scroll,
    estimateSize: () => ROW,
    overscan: 12,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: drawRows,
  });
  virtualizer._didMount();

  const update = (now: Selection): void => {
    const before = selection;
    selection = now;
    const { columns, places } = now;
    const isSame =
      before !== undefined &&
      before.columns.length === columns.length &&
      before.columns.every((column, at) => column === columns[at]) &&
      before.task === now.task;
    if (!isSame) {
      formats = columns.map((column) => formatOf(now.scope.map(column.at)));
      fill(
        cols,
        columns.map((column, at) =>
          h('col', { style: `width:${width(column, now.scope, formats[at]!)}ch` }),
        ),
      );
      drawFilters(app, filterRow, columns);
      drawMenu(app, columnsMenu, now);
    }
    drawHead(app, head, columns);
    syncFilters(app, filterRow);
    element_.setAttribute('aria-rowcount', String(places.length + 2));
    element_.setAttribute('aria-colcount', String(columns.length));
    note.textContent =
      places.length === 0
        ? 'No experiment passes these filters.'
        : printing && places.length > MOST_PRINTED
          ? `The first ${MOST_PRINTED} of ${counted(places.length, 'experiment')}.`
          : '';
    drawn.clear();
    body.replaceChildren();
    virtualizer.setOptions({ ...virtualizer.options, count: places.length });
    virtualizer._willUpdate();
    if (!isSame && scroll.scrollTop > 0) scroll.scrollTop = 0;
    virtualizer.measure();
    drawRows();
  };

  const print = (isPrinting: boolean): void => {
    printing = isPrinting;
    if (selection !== undefined) update(selection);
  };
  matchMedia('print').addEventListener('change', ({ matches }) => print(matches));
  addEventListener('beforeprint', () => print(true));
  addEventListener('afterprint', () => print(false));
  return { element, update };
}

function cell(
  app: App,
  column: StudyColumn,
  place: number,
  format: (value: Cell) => string,
): HTMLTableCellElement {
  const value = column.at(place);
  if (column.kind === 'id')
    return h(
      'th',
      { scope: 'row' },
      h('a', { href: app.link({ experiment: app.study.data.projects[place]! }) }, String(value)),
    );
  if (column.kind === 'state')
    return h('td', { class: 'state-cell' }, sign(value as State), ` ${value}`);
  const text = format(value);
  const isCut = String(value) !== text || text.length > LONGEST;
  return h(
    'td',
    { class: column.isNumeric && 'number', title: isCut && value !== null && String(value) },
    text,
  );
}

/** In characters: as wide as its longest value, within reason. */
function width(
  column: StudyColumn,
  places: readonly number[],
  format: (value: Cell) => string,
): number {
  const [group, own] = headOf(column);
  let longest = Math.max(group.length * 0.9, own.length) + 3;
  // Of thousands, every so many tell.
  const step = Math.ceil(places.length / 2000);
  for (let at = 0; at < places.length; at += step)
    longest = Math.max(longest, format(column.at(places[at]!)).length);
  return Math.min(longest, LONGEST) + (column.kind === 'state' ? 4 : 2);
}
