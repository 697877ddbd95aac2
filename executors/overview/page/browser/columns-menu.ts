import type { App } from './app.js';
import { fill, h } from './elements.js';
import type { Selection } from './selection.js';

/** The menu of columns to show and to hide. */
export function drawMenu(app: App, menu: HTMLElement, selection: Selection): void {
  const visible = new Set(selection.columns);
  const focused = (document.activeElement as HTMLElement | null)?.dataset.column;
  fill(
    menu,
    h('legend', { class: 'visually-hidden' }, 'Columns'),
    selection.offered.map((column) => {
      const toggle = (): void => {
        const { shown, hidden } = app.view();
        const without = (names: readonly string[]) => names.filter((name) => name !== column.name);
        app.go(
          visible.has(column)
            ? { shown: without(shown), hidden: [...without(hidden), column.name] }
            : { shown: [...without(shown), column.name], hidden: without(hidden) },
        );
      };
      return h(
        'label',
        {},
        h('input', {
          type: 'checkbox',
          checked: visible.has(column),
          onchange: toggle,
          'data-column': column.name,
        }),
        h('span', {}, column.name),
      );
    }),
  );
  if (focused !== undefined)
    for (const box of menu.querySelectorAll('input'))
      if (box.dataset.column === focused) box.focus();
}
