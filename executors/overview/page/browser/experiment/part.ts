import type { App, Part } from '../app.js';
import { fill, h } from '../elements.js';
import { anyOf } from '../matcher.js';
import { count, counted, duration } from '../numbers.js';
import type { Selection } from '../selection.js';
import { sign } from '../summary.js';
import { block, fileLink, outputs } from './outputs.js';

/** More are told by number. */
const MOST_LINKS = 60;

/** One experiment: what it is made of, what came out, and its neighbours. */
export function experiment(app: App): Part {
  const { study } = app;
  const element = h('dialog', { class: 'experiment', 'aria-labelledby': 'experiment' });
  const leave = (): void => {
    if (app.view().experiment !== undefined) app.go({ experiment: undefined });
  };
  element.addEventListener('close', leave);
  element.addEventListener('click', (event) => {
    if (event.target === element) element.close();
  });
  // What one came from, by its address: the link itself is drawn anew while this is open.
  let from: Element | null = null;
  document.addEventListener('focusin', ({ target }) => {
    if (!element.contains(target as Node)) from = target as Element;
  });
  let shown: number | undefined;
  const update = (selection: Selection): void => {
    const project = app.view().experiment;
    const place = project === undefined ? undefined : study.places.get(project);
    document.title =
      place === undefined ? study.data.project : `${study.id(place)} – ${study.data.project}`;
    if (place === undefined) {
      const wasShown = shown !== undefined;
      shown = undefined;
      if (element.open) element.close();
      if (wasShown) returnTo(from);
      return;
    }
    if (shown === place && element.open) return;
    shown = place;
    fill(element, contents(app, place, selection));
    if (!element.open) element.showModal();
    element.scrollTop = 0;
    element.querySelector<HTMLElement>('h2')?.focus();
  };
  return { element, update };
}

function returnTo(from: Element | null): void {
  const href = from?.getAttribute('href');
  const experiment = new URLSearchParams(href?.slice(1)).get('experiment');
  const same = [...document.querySelectorAll<HTMLElement>('main a[href*="experiment="]')].find(
    (link) =>
      new URLSearchParams(link.getAttribute('href')!.slice(1)).get('experiment') === experiment,
  );
  if (from?.isConnected) (from as HTMLElement).focus();
  else same?.focus();
}

function contents(app: App, place: number, selection: Selection): readonly (Node | false)[] {
  const { study } = app;
  const { data } = study;
  const details = study.details();
  const project = data.projects[place]!;
  const state = data.states[place]!;
  const task = data.tasks[data.task[place]!]!;
  const reasons = data.reasons.values[data.reasons.cells[place]!]!;
  const log = details.logs.values[details.logs.cells[place]!]!;
  const needs = details.needs[place]!;
  const neededBy = usersOf(details.needs)[place]!;
  const written = outputs(study, place);
  return [
    h(
      'header',
      {},
      h(
        'h2',
        { id: 'experiment', tabindex: -1 },
        sign(state),
        h('span', {}, study.id(place)),
        ' ',
        h('small', {}, `${task.name}, ${state}`),
      ),
      steps(app, place, selection),
      h(
        'a',
        { class: 'close', href: app.link({ experiment: undefined }), 'aria-label': 'Close' },
        '×',
      ),
    ),
    reasons.length > 0 &&
      h(
        'ul',
        { class: `why ${state}` },
        reasons.map((reason) => h('li', {}, reason)),
      ),
    facts(app, place),
    log !== '' && state === 'failed' && section('Log', block(log, 'Log')),
    written.length > 0 && section('Outputs', ...written),
    log !== '' && state !== 'failed' && section('Log', block(log, 'Log')),
    Object.keys(needs).length > 0 &&
      section(
        'Needs',
        ...Object.entries(needs).map(([need, places]) => linksTo(app, need, places)),
      ),
    neededBy.length > 0 && section('Needed by', linksTo(app, undefined, neededBy)),
    neighbours(app, place),
    section('Definition', definition(app, place)),
    section('Run it', block(`npx nx ${task.name} ${project}`, 'Command')),
  ];
}

function section(title: string, ...children: readonly Node[]): HTMLElement {
  return h('section', {}, h('h3', {}, title), ...children);
}

/** To the ones before and after it in the table. */
function steps(app: App, place: number, { places }: Selection): HTMLElement {
  const at = places.indexOf(place);
  const link = (to: number | undefined, text: string, label: string) =>
    to === undefined
      ? h('span', { 'aria-hidden': 'true' }, text)
      : h(
          'a',
          { href: app.link({ experiment: app.study.data.projects[to]! }), 'aria-label': label },
          text,
        );
  return h(
    'nav',
    { 'aria-label': 'Experiments in the table' },
    link(at > 0 ? places[at - 1] : undefined, '‹', 'Previous experiment'),
    at >= 0 && h('small', {}, `${count(at + 1)} of ${count(places.length)}`),
    link(at >= 0 ? places[at + 1] : undefined, '›', 'Next experiment'),
  );
}

function facts(app: App, place: number): HTMLElement {
  const { study } = app;
  const { data } = study;
  const { description } = data.tasks[data.task[place]!]!;
  const [seconds, attempts, finished] = [
    data.seconds[place],
    data.attempts[place],
    data.finished[place],
  ];
  const levels = data.dimensions.flatMap(({ name, levels }) => {
    const level = study.levelName(place, name);
    if (level === null) return [];
    const fields = levels.find((each) => each.name === level)!.fields;
    return [[name, level, fields] as const];
  });
  const row = (name: string, ...value: readonly (Node | string | false)[]) => [
    h('dt', {}, name),
    h('dd', {}, ...value),
  ];
  return h(
    'dl',
    { class: 'facts' },
    description !== undefined && row('task', description),
    levels.flatMap(([name, level, fields]) =>
      row(
        name,
        h(
          'a',
          { href: app.link({ experiment: undefined, filters: { [name]: anyOf([level]) } }) },
          level,
        ),
        Object.keys(fields).length > 0 &&
          h(
            'small',
            {},
            ` ${Object.entries(fields)
              .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
              .join(', ')}`,
          ),
      ),
    ),
    typeof seconds === 'number' &&
      row(
        'took',
        duration(seconds),
        typeof attempts === 'number' && `, in ${counted(attempts, 'attempt')}`,
      ),
    typeof finished === 'number' &&
      row(
        'ended',
        new Date(finished).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
      ),
  );
}

function linksTo(app: App, name: string | undefined, places: readonly number[]): HTMLElement {
  return h(
    'p',
    { class: 'links' },
    name !== undefined && h('em', {}, `${name} `),
    places
      .slice(0, MOST_LINKS)
      .map((place) =>
        h(
          'a',
          { href: app.link({ experiment: app.study.data.projects[place]! }) },
          sign(app.study.data.states[place]!),
          app.study.data.projects[place]!,
          h('span', { class: 'visually-hidden' }, ` ${app.study.data.states[place]}`),
        ),
      ),
    places.length > MOST_LINKS &&
      h('small', {}, `and ${counted(places.length - MOST_LINKS, 'more')}`),
  );
}

/** Those that differ in one dimension only. */
function neighbours(app: App, place: number): HTMLElement | false {
  const { study } = app;
  const { data } = study;
  const dimensions = data.dimensions.filter(({ name }) => data.levels[name]![place] !== null);
  const rows = dimensions.flatMap(({ name }) => {
    const others = dimensions.filter((each) => each.name !== name);
    const same = data.projects.flatMap((_, each) =>
      data.task[each] === data.task[place] &&
      others.every((other) => data.levels[other.name]![each] === data.levels[other.name]![place])
        ? [each]
        : [],
    );
    if (same.length < 2) return [];
    return h(
      'p',
      { class: 'links' },
      h('em', {}, `${name} `),
      same.slice(0, MOST_LINKS).map((each) => {
        const text = [sign(data.states[each]!), study.levelName(each, name)!];
        return each === place
          ? h('b', {}, ...text)
          : h('a', { href: app.link({ experiment: data.projects[each]! }) }, ...text);
      }),
    );
  });
  return rows.length > 0 && section('The same with another', ...rows);
}

function definition(app: App, place: number): HTMLElement {
  const details = app.study.details();
  const { inputs, definition } = details.origins.values[details.origins.cells[place]!]!;
  const row = (name: string, ...value: readonly Node[]) => [
    h('dt', {}, name),
    h('dd', {}, ...value),
  ];
  const files = (paths: readonly string[]) =>
    h(
      'ul',
      {},
      paths.map((path) => h('li', {}, fileLink(app.study, path))),
    );
  const json = (value: unknown) => h('code', {}, JSON.stringify(value));
  const command = definition.command;
  return h(
    'dl',
    { class: 'facts' },
    definition.run !== undefined && row('run', h('code', {}, definition.run)),
    command !== undefined &&
      row('command', h('code', {}, typeof command === 'string' ? command : command.join(' '))),
    Object.entries(inputs).flatMap(([name, paths]) =>
      row(`input ${name}`, files(typeof paths === 'string' ? [paths] : paths)),
    ),
    Object.keys(definition.args).length > 0 && row('args', json(definition.args)),
    Object.keys(definition.env).length > 0 && row('env', json(definition.env)),
    definition.code.length > 0 && row('code', files(definition.code)),
    definition.packages.length > 0 &&
      row('packages', h('code', {}, definition.packages.join(', '))),
  );
}

let users: readonly (readonly number[])[] | undefined;

/** Which experiments need each. */
function usersOf(
  needs: readonly { readonly [need: string]: readonly number[] }[],
): readonly (readonly number[])[] {
  if (users) return users;
  const found: number[][] = needs.map(() => []);
  needs.forEach((own, place) => {
    for (const needed of new Set(Object.values(own).flat())) found[needed]!.push(place);
  });
  users = found;
  return found;
}
