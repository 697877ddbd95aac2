import type { App } from './app.js';
import { fill, h } from './elements.js';
import type { StudyColumn } from './study.js';
import { filterOf } from './view.js';

/** A column's name in two: what stands before its last dot is written above the rest. */
export function headOf({ name }: StudyColumn): readonly [group: string, own: string] {
  const at = name.lastIndexOf('.') + 1;
  return [name.slice(0, at), name.slice(at)];
}

/** The names of columns, by which one sorts. */
export function drawHead(app: App, head: HTMLElement, columns: readonly StudyColumn[]): void {
  const focused = (document.activeElement as HTMLElement | null)?.dataset.head;
  fill(
    head,
    columns.map((column) => {
      const [group, own] = headOf(column);
      const sorted = app.view().sort.find(({ id }) => id === column.name);
      const sort = (event: MouseEvent): void => {
        const others = event.shiftKey ? app.view().sort.filter(({ id }) => id !== column.name) : [];
        const next =
          sorted === undefined
            ? [{ id: column.name, desc: false }]
            : sorted.desc
              ? []
              : [{ id: column.name, desc: true }];
        app.go({ sort: [...others, ...next] });
      };
      return h(
        'th',
        {
          scope: 'col',
          class: column.isNumeric && 'number',
          'aria-sort': sorted ? (sorted.desc ? 'descending' : 'ascending') : 'none',
        },
        h(
          'button',
          {
            type: 'button',
            onclick: sort,
            'data-head': column.name,
            title: `Sort by ${column.name} (with Shift: then by it)`,
          },
          h('span', {}, group !== '' && h('small', {}, group), own),
          h('i', { 'aria-hidden': 'true' }, sorted ? (sorted.desc ? '↓' : '↑') : ''),
        ),
      );
    }),
  );
  if (focused !== undefined)
    for (const button of head.querySelectorAll<HTMLElement>('button'))
      if (button.dataset.head === focused) button.focus({ preventScroll: true });
}

/** A field below each name, by which one filters. */
export function drawFilters(app: App, row: HTMLElement, columns: readonly StudyColumn[]): void {
  fill(
    row,
    columns.map((column) => {
      const input = h('input', {
        'aria-label': `Filter ${column.name}`,
        title: 'Text that it contains; =exactly, !not, > 0, 1..5, a|b',
        spellcheck: 'false',
        'data-filter': column.name,
        oninput: () => {
          const { [column.name]: _, ...others } = app.view().filters;
          const text = input.value.trim();
          app.go({ filters: text === '' ? others : { ...others, [column.name]: text } }, true);
        },
      });
      return h('td', {}, input);
    }),
  );
}

/** Shows the filters of the view, but for the one in which somebody is writing. */
export function syncFilters(app: App, row: HTMLElement): void {
  for (const input of row.querySelectorAll('input'))
    if (document.activeElement !== input)
      input.value = filterOf(app.view(), input.dataset.filter!) ?? '';
}
