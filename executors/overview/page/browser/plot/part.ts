import type { App, Part } from '../app.js';
import { fill, h } from '../elements.js';
import { count } from '../numbers.js';
import type { Selection } from '../selection.js';
import type { StudyColumn } from '../study.js';
import { type Choice, choiceOf, KINDS } from './choice.js';
import { draw, MOST_MARKS, seriesOf, short } from './draw.js';
import { groupsOf, type Mark, marksOf } from './groups.js';
import { legend } from './legend.js';

/** Values of the selected experiments as a plot. */
export function plots(app: App): Part {
  const controls = h('div', { class: 'controls' });
  const figure = h('figure', { class: 'figure' });
  const element = h(
    'section',
    { class: 'plot', 'aria-labelledby': 'plot' },
    h('div', { class: 'heading' }, h('h2', { id: 'plot' }, 'Plot'), controls),
    figure,
  );
  let selection: Selection | undefined;
  let width = 0;
  const redraw = (): void => {
    if (selection === undefined || width === 0) return;
    const choice = choiceOf(app.study, app.view(), selection);
    element.hidden = choice === undefined;
    if (choice === undefined) return;
    const marks = marksOf(choice, selection.places);
    const focused = (document.activeElement as HTMLElement | null)?.dataset.plot;
    fill(controls, controlsOf(app, choice));
    if (focused) controls.querySelector<HTMLElement>(`[data-plot="${focused}"]`)?.focus();
    if (marks.length === 0) {
      fill(figure, h('p', { class: 'note' }, 'None of these experiments has both values.'));
      return;
    }
    const drawn = draw(app.study, choice, marks, selection.places, width);
    const caption = captionOf(choice, marks);
    for (const group of drawn.querySelectorAll('g[aria-label]'))
      group.removeAttribute('aria-label');
    drawn.setAttribute('role', 'img');
    drawn.setAttribute('aria-label', caption);
    let pointed: Mark | undefined;
    drawn.addEventListener('input', () => {
      pointed = (drawn as Element & { value?: Mark }).value;
    });
    drawn.addEventListener('click', () => {
      const project = pointed && app.study.data.projects[pointed.place];
      if (project !== undefined) app.go({ experiment: project });
    });
    fill(
      figure,
      choice.colour &&
        !isSummed(choice, marks) &&
        legend(choice.colour.name, seriesOf(choice, selection.places)),
      drawn,
      h('figcaption', {}, caption),
      choice.kind !== 'scatter' && numbers(choice, marks),
    );
  };
  new ResizeObserver(([entry]) => {
    const now = Math.floor(entry!.contentRect.width);
    if (now === width) return;
    width = now;
    redraw();
  }).observe(element);
  let isPlanned = false;
  const update = (now: Selection): void => {
    selection = now;
    if (isPlanned) return;
    isPlanned = true;
    // The table comes first: a plot of thousands takes a moment.
    requestAnimationFrame(() =>
      setTimeout(() => {
        isPlanned = false;
        redraw();
      }),
    );
  };
  return { element, update };
}

/** Whether single experiments and their colours are no longer told apart. */
function isSummed(choice: Choice, marks: readonly Mark[]): boolean {
  return marks.length > MOST_MARKS && choice.kind !== 'interval';
}

function captionOf(choice: Choice, marks: readonly Mark[]): string {
  const n = `${count(marks.length)} experiments`;
  const by = choice.facet ? `, by ${choice.facet.name}` : '';
  const { x, y } = choice;
  const isEach = groupsOf(marks).length === marks.length;
  if (choice.kind === 'interval' && isEach) return `${y.name} over ${x.name}${by}; ${n}.`;
  if (choice.kind === 'interval')
    return `Mean of ${y.name} with its 95 % confidence interval over ${x.name}${by}; ${n}.`;
  const summed = isSummed(choice, marks) ? '; counted, as these are many' : '';
  if (choice.kind === 'distribution')
    return `Distribution of ${y.name} over ${x.name}${by}, with ${summed ? 'median' : 'median and quartiles'}; ${n}${summed}.`;
  return `${y.name} against ${x.name}${by}; ${n}${summed}.`;
}

function controlsOf(app: App, choice: Choice): readonly HTMLElement[] {
  const select = (
    part: string,
    label: string,
    options: readonly (readonly [string, string])[],
    now: string,
  ) => {
    const element = h(
      'select',
      {
        'data-plot': part,
        onchange: () => app.go({ plot: { ...app.view().plot, [part]: element.value } }),
      },
      options.map(([value, text]) => h('option', { value, selected: value === now }, text)),
    );
    return h('label', {}, `${label} `, element);
  };
  const named = (columns: readonly StudyColumn[]) =>
    columns.map(({ name }) => [name, name] as const);
  const none = ['-', 'none'] as const;
  const isScatter = choice.kind === 'scatter';
  return [
    select('kind', 'Show', Object.entries(KINDS), choice.kind),
    select('y', isScatter ? 'Vertical' : 'of', named(choice.values), choice.y.name),
    select(
      'x',
      isScatter ? 'Horizontal' : 'over',
      named(isScatter ? choice.values : choice.groups),
      choice.x.name,
    ),
    select('colour', 'Colour', [none, ...named(choice.colours)], choice.colour?.name ?? '-'),
    select('facet', 'Facets', [none, ...named(choice.facets)], choice.facet?.name ?? '-'),
  ];
}

/** The same for those who do not see it, or want the numbers. */
function numbers(choice: Choice, marks: readonly Mark[]): HTMLElement {
  const columns = [choice.x, choice.colour, choice.facet];
  const table = h('table');
  const make = (): void => {
    if (table.rows.length > 0) return;
    const heads = [
      ...columns.flatMap((column) => (column ? [column.name] : [])),
      'n',
      'mean',
      'from',
      'to',
      'median',
    ];
    fill(
      table,
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map((head) => h('th', { scope: 'col' }, head)),
        ),
      ),
      h(
        'tbody',
        {},
        groupsOf(marks).map((group) => {
          const names = [group.x, group.colour, group.facet].filter((_, at) => columns[at]);
          const cells = [
            String(group.n),
            short(group.mean),
            ...(group.interval?.map(short) ?? ['', '']),
            short(group.quartiles[1]),
          ];
          return h(
            'tr',
            {},
            names.map((name) => h('th', { scope: 'row' }, name)),
            cells.map((cell) => h('td', { class: 'number' }, cell)),
          );
        }),
      ),
    );
  };
  return h(
    'details',
    { class: 'numbers', ontoggle: make },
    h('summary', {}, 'Numbers'),
    h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Numbers' }, table),
  );
}
