import type { PageData } from '../page-data.js';
import type { App, Part } from './app.js';
import { fill, h } from './elements.js';
import { anyOf } from './matcher.js';
import { count, counted, duration } from './numbers.js';
import { STATE_SIGNS, STATES } from './study.js';

/** What the study is, what state it is in, and what a run would cost. */
export function summary(app: App): Part {
  const { data } = app.study;
  const states = h('ul', { class: 'states', 'aria-label': 'Experiments by state' });
  const why = h('div', { class: 'why' });
  const element = h(
    'header',
    { class: 'summary' },
    h('h1', {}, data.project),
    h('p', { class: 'made' }, made(data.made)),
    states,
    data.price.experiments > 0 &&
      h(
        'p',
        { class: 'price' },
        h('b', {}, `A run now: ${willRun(data)}`),
        `, ${duration(data.price.work)} of work, ${duration(data.price.clock)} on the clock`,
        data.price.unknown > 0 && ` (of ${count(data.price.unknown)} nothing is known yet)`,
      ),
    why,
  );
  const update = (): void => {
    const view = app.view();
    fill(
      states,
      STATES.map((state) => {
        const found = data.states.filter((each) => each === state).length;
        if (found === 0) return false;
        const filter = anyOf([state]);
        const isOn = view.filters.state === filter && view.task === '*';
        const { state: _, ...others } = view.filters;
        const href = app.link(
          isOn ? { filters: others } : { task: '*', filters: { ...others, state: filter } },
        );
        return h(
          'li',
          {},
          h(
            'a',
            {
              href,
              class: `state ${state}`,
              'aria-current': isOn && 'true',
              title: STATE_SIGNS[state].meaning,
            },
            sign(state),
            h('b', {}, count(found)),
            ` ${state}`,
          ),
        );
      }),
    );
    const isOpen = why.querySelector('details')?.open;
    fill(why, reasons(app, isOpen));
  };
  return { element, update };
}

/** How many run for certain, and how many may: what waits may come to nothing. */
function willRun({ price, states }: PageData): string {
  const waiting = states.filter((state) => state === 'waiting').length;
  const sure = price.experiments - waiting;
  if (sure === 0) return `${counted(waiting, 'experiment')} at most`;
  return counted(sure, 'experiment') + (waiting > 0 ? `, ${count(waiting)} more may` : '');
}

/** The symbol of a state; its name is told by the text beside it. */
export function sign(state: keyof typeof STATE_SIGNS): HTMLElement {
  return h('i', { class: `sign ${state}`, 'aria-hidden': 'true' }, STATE_SIGNS[state].symbol);
}

/** More groups are told by the table. */
const MOST_GROUPS = 8;

function reasons(app: App, isOpen: boolean | undefined): HTMLElement | false {
  const groups = [...app.study.data.groups].sort(
    (a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state),
  );
  if (groups.length === 0) return false;
  const item = (group: (typeof groups)[number]) => {
    const filters: Record<string, string> = { state: anyOf([group.state]) };
    for (const where of group.where) {
      const at = where.indexOf('=');
      filters[where.slice(0, at)] = anyOf([where.slice(at + 1)]);
    }
    return h(
      'li',
      {},
      sign(group.state),
      h(
        'a',
        { href: app.link({ task: group.task, filters }) },
        `${count(group.experiments)} ${group.task}${group.where.length > 0 ? ` with ${group.where.join(', ')}` : ''}`,
      ),
      h('span', { class: 'visually-hidden' }, ` ${group.state}`),
      `: ${group.reason}`,
    );
  };
  return h(
    'details',
    {
      class: 'reasons',
      open: isOpen ?? groups.some(({ state }) => state === 'failed' || state === 'blocked'),
    },
    h('summary', {}, 'Why they would run'),
    h('ul', {}, groups.slice(0, MOST_GROUPS).map(item)),
    groups.length > MOST_GROUPS &&
      h('p', {}, `and ${counted(groups.length - MOST_GROUPS, 'more reason')}: see each experiment`),
  );
}

function made(time: number): HTMLElement {
  const date = new Date(time);
  return h(
    'time',
    { datetime: date.toISOString() },
    date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
  );
}
