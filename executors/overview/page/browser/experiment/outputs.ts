import { h } from '../elements.js';
import { counted, size } from '../numbers.js';
import type { Study } from '../study.js';

const IMAGES = new Set(['svg', 'png', 'jpg', 'jpeg', 'gif', 'webp', 'avif']);
const MOST_ROWS = 30;

/** What an experiment wrote: images, small texts and tables as they are, all else as links. */
export function outputs(study: Study, place: number): readonly HTMLElement[] {
  const details = study.details();
  const files = details.outputs.values[details.outputs.cells[place]!]!;
  return files.map(([name, template], at) => {
    const path = template.replace('\0', study.data.projects[place]!);
    const bytes = details.sizes[place]![at] ?? null;
    const text = details.contents[place]![at] ?? null;
    return h(
      'div',
      { class: 'output' },
      h(
        'h4',
        {},
        h('span', {}, name),
        ' ',
        bytes === null ? h('span', { class: 'path' }, nameOf(study, path)) : fileLink(study, path),
        ' ',
        h('small', {}, bytes === null ? 'missing' : size(bytes)),
      ),
      bytes !== null && shown(name, path, text === null ? undefined : details.texts[text]),
    );
  });
}

/** A link to a file beside the page. */
export function fileLink(study: Study, path: string): HTMLElement {
  return h('a', { class: 'path', href: addressOf(path) }, nameOf(study, path));
}

/** The path relative to the workspace root, as one knows it. */
function nameOf(study: Study, path: string): string {
  const folders = study.data.folder.split('/');
  const parts = path.split('/');
  const up = parts.findIndex((part) => part !== '..');
  return [...folders.slice(0, Math.max(folders.length - up, 0)), ...parts.slice(up)].join('/');
}

/** A relative path as an address: whatever it contains, it stays a path. */
export function addressOf(path: string): string {
  const relative = /^\.\.?\//.test(path) ? path : `./${path}`;
  return relative.split('/').map(encodeURIComponent).join('/');
}

function shown(name: string, path: string, text: string | undefined): HTMLElement | false {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  if (IMAGES.has(extension)) {
    const image = h('img', { src: addressOf(path), alt: `${name}, an image`, loading: 'lazy' });
    image.addEventListener('error', () =>
      image.replaceWith(h('p', { class: 'note' }, 'The image is not beside this page.')),
    );
    return h('a', { class: 'image', href: addressOf(path) }, image);
  }
  if (text === undefined) return false;
  if (extension === 'csv' || extension === 'tsv')
    return tableOf(text, extension === 'csv' ? ',' : '\t', name);
  return block(extension === 'json' ? indented(text) : text, name);
}

/** Text as it stands, to scroll in. */
export function block(text: string, label: string): HTMLElement {
  return h('pre', { tabindex: 0, role: 'group', 'aria-label': label }, text);
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function tableOf(text: string, separator: string, label: string): HTMLElement {
  const [head, ...rows] = separated(text, separator);
  const isNumeric = (head ?? []).map((_, at) =>
    rows.every((row) => row[at] === undefined || row[at] === '' || !Number.isNaN(Number(row[at]))),
  );
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': label },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head?.map((cell, at) =>
            h('th', { scope: 'col', class: isNumeric[at] && 'number' }, cell),
          ),
        ),
      ),
      h(
        'tbody',
        {},
        rows.slice(0, MOST_ROWS).map((row) =>
          h(
            'tr',
            {},
            row.map((cell, at) => h('td', { class: isNumeric[at] && 'number' }, cell)),
          ),
        ),
      ),
    ),
    rows.length > MOST_ROWS &&
      h('p', { class: 'note' }, `and ${counted(rows.length - MOST_ROWS, 'more row')}`),
  );
}

/** The cells of a CSV (RFC 4180): quoted ones may contain separators, line ends and doubled quotes. */
export function separated(text: string, separator: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endCell = () => {
    row.push(cell);
    cell = '';
  };
  const endRow = () => {
    endCell();
    rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === separator) endCell();
    else if (character === '\n') endRow();
    else if (character !== '\r') cell += character;
  }
  if (cell !== '' || row.length > 0) endRow();
  return rows;
}
