import type { PageData, PageDetails } from '../page-data.js';
import type { App } from './app.js';
import { h } from './elements.js';
import { experiment } from './experiment/part.js';
import { filters } from './filters.js';
import { grid } from './grid.js';
import { plots } from './plot/part.js';
import { selector } from './selection.js';
import { studyOf } from './study.js';
import { summary } from './summary.js';
import { table } from './table.js';
import { hashOf, viewOf } from './view.js';

const read = (id: string) => JSON.parse(document.getElementById(id)!.textContent!);
const data: PageData = read('data');
let details: PageDetails | undefined;
const study = studyOf(data, () => {
  details ??= read('details') as PageDetails;
  return details;
});
const select = selector(study);
let view = viewOf(location.hash);

const app: App = {
  study,
  view: () => view,
  link: (change) => hashOf({ ...view, ...change }),
  go: (change, replace = false) => {
    view = { ...view, ...change };
    history[replace ? 'replaceState' : 'pushState'](null, '', hashOf(view));
    show();
  },
};

const parts = [summary(app), filters(app), grid(app), plots(app), table(app)];
const opened = experiment(app);
const [top, ...below] = parts.map(({ element }) => element);
document.body.append(top!, h('main', {}, ...below), opened.element);

function show(): void {
  const selection = select(view);
  for (const part of [...parts, opened]) part.update(selection);
}

/** The address was changed by a link, by going back, or by hand. */
function follow(): void {
  const now = viewOf(location.hash);
  if (hashOf(now) === hashOf(view)) return;
  view = now;
  show();
}

// A menu is left by a click elsewhere, or by Escape.
document.addEventListener('click', ({ target }) => closeMenus(target as Node));
document.addEventListener('keydown', ({ key, target }) => {
  const menu = (target as Element).closest<HTMLDetailsElement>('details.menu[open]');
  if (key !== 'Escape' || menu === null) return;
  closeMenus(document);
  menu.querySelector('summary')?.focus();
});

function closeMenus(target: Node): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]'))
    if (!menu.contains(target)) menu.open = false;
}

addEventListener('hashchange', follow);
addEventListener('popstate', follow);
show();
