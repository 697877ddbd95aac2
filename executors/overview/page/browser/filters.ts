import type { App, Part } from './app.js';
import { fill, h } from './elements.js';
import { anyOf, exactly } from './matcher.js';
import { count, counted } from './numbers.js';
import type { Selection } from './selection.js';
import { STATES } from './study.js';
import { sign } from './summary.js';
import { filterOf } from './view.js';

/** Which task is looked at, and which of its experiments. */
export function filters(app: App): Part {
  const tasks = h('ul', { class: 'tabs' });
  const menus = h('div', { class: 'menus' });
  const active = h('ul', { class: 'active', 'aria-label': 'Filters' });
  const status = h('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
  const old = h('p', { class: 'note' });
  const search = h('input', {
    type: 'search',
    placeholder: 'Search',
    'aria-label': 'Search experiments, levels and reasons',
    oninput: () => app.go({ search: search.value }, true),
  });
  const element = h(
    'nav',
    { class: 'filters', 'aria-label': 'What is shown' },
    tasks,
    h('div', { class: 'bar' }, search, menus, active, status),
    old,
  );
  const menu = levelMenus(app, menus);
  const update = (selection: Selection): void => {
    const view = app.view();
    if (document.activeElement !== search) search.value = view.search;
    fill(
      tasks,
      [...app.study.data.tasks.map(({ name }) => name), '*'].map((name) => {
        const size =
          name === '*'
            ? app.study.count
            : app.study.data.task.filter((task) => app.study.data.tasks[task]!.name === name)
                .length;
        return h(
          'li',
          {},
          h(
            'a',
            {
              href: app.link({ task: name }),
              'aria-current': selection.task === name && 'page',
            },
            name === '*' ? 'all tasks' : name,
            ' ',
            h('small', {}, count(size)),
          ),
        );
      }),
    );
    menu(selection);
    const entries = Object.entries(view.filters);
    fill(
      active,
      entries.map(([name, filter]) => {
        const { [name]: _, ...others } = view.filters;
        const values = exactly(filter);
        return h(
          'li',
          {},
          h(
            'a',
            { href: app.link({ filters: others }), title: 'Remove this filter' },
            h('span', { class: 'visually-hidden' }, 'Remove the filter '),
            `${name}: ${values ? values.join(' or ') : filter}`,
            h('span', { 'aria-hidden': 'true' }, ' ×'),
          ),
        );
      }),
      entries.length > 1 &&
        h('li', {}, h('a', { href: app.link({ filters: {}, search: '' }) }, 'Remove all')),
    );
    const { places, scope } = selection;
    const told =
      places.length === scope.length
        ? counted(scope.length, 'experiment')
        : `${count(places.length)} of ${counted(scope.length, 'experiment')}`;
    fill(old, oldValues(app, places));
    // Said anew only where it is another.
    if (status.textContent !== told) status.textContent = told;
  };
  return { element, update };
}

/** Says that there are values of before a change among those that are shown. */
function oldValues(app: App, places: readonly number[]): readonly (Node | string)[] {
  const { states, values } = app.study.data;
  const old = places.filter(
    (place) =>
      ['changed', 'waiting', 'blocked'].includes(states[place]!) &&
      values.some(({ cells }) => cells[place] !== null),
  );
  if (old.length === 0) return [];
  const filters = { ...app.view().filters, state: anyOf(['current']) };
  return [
    `Values of ${counted(old.length, 'experiment')} are of the last run, before what changed since. `,
    h('a', { href: app.link({ filters }) }, 'Only current ones'),
  ];
}

function levelMenus(app: App, element: HTMLElement): (selection: Selection) => void {
  let drawn = '';
  const boxes = new Map<string, HTMLInputElement>();
  const draw = (selection: Selection): void => {
    boxes.clear();
    fill(
      element,
      selection.offered
        .filter(({ kind, name }) => kind === 'dimension' || name === 'state')
        .map((column) => {
          const counts = new Map<string, number>();
          for (const place of selection.scope) {
            const value = column.at(place);
            if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
          }
          const levels = (column.order ?? STATES).filter((level) => counts.has(level));
          if (levels.length < 2) return false;
          const toggle = (): void => {
            const on = levels.filter((level) => boxes.get(`${column.name}=${level}`)!.checked);
            const { [column.name]: _, ...others } = app.view().filters;
            app.go({
              filters: on.length === 0 ? others : { ...others, [column.name]: anyOf(on) },
            });
          };
          return h(
            'details',
            { class: 'menu', name: 'menu' },
            h('summary', {}, column.name),
            h(
              'fieldset',
              {},
              h('legend', { class: 'visually-hidden' }, column.name),
              levels.map((level) => {
                const box = h('input', { type: 'checkbox', onchange: toggle });
                boxes.set(`${column.name}=${level}`, box);
                return h(
                  'label',
                  {},
                  box,
                  column.name === 'state' && sign(level as (typeof STATES)[number]),
                  h('span', {}, level),
                  h('small', {}, count(counts.get(level)!)),
                );
              }),
            ),
          );
        }),
    );
  };
  return (selection) => {
    if (drawn !== selection.task) draw(selection);
    drawn = selection.task;
    for (const [key, box] of boxes) {
      const at = key.indexOf('=');
      box.checked =
        exactly(filterOf(app.view(), key.slice(0, at)))?.includes(key.slice(at + 1)) ?? false;
    }
  };
}
