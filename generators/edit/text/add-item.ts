import { indentAt, lineStart, type Source } from '../syntax/source.js';
import { type Change, insertion } from './changes.js';
import { commaAfter, endOfComments, type Layout, type List } from './list.js';

/** Adds an item at the end of a list, laid out and separated like those before it. */
export function addItem(
  source: Source,
  list: List,
  item: string,
  { ownLine, indent }: Layout,
  eol: string,
): Change[] {
  const last = list.items.at(-1);
  if (last === undefined) return addFirst(source, list, item, { ownLine, indent }, eol);
  const leading = source.text.slice(lineStart(source.text, last.start), last.start);
  if (/^\s*,\s*$/.test(leading)) return [insertion(last.end, `${eol}${leading}${item}`)];
  const comma = commaAfter(source, last);
  if (ownLine) {
    const end = endOfComments(source, comma === undefined ? last.end : comma + 1, list.close);
    const line = `${eol}${indent}${item}`;
    if (comma !== undefined) return [insertion(end, `${line},`)];
    return end === last.end
      ? [insertion(end, `,${line}`)]
      : [insertion(last.end, ','), insertion(end, line)];
  }
  const end = comma ?? endOfComments(source, last.end, list.close);
  const isPlain = !source.text.slice(last.end, end).includes('\n') && !isLineComment(source, end);
  return [insertion(isPlain ? end : last.end, `${separator(source, list)}${item}`)];
}

function addFirst(
  source: Source,
  { open, close }: List,
  item: string,
  { ownLine, indent }: Layout,
  eol: string,
): Change[] {
  const { text } = source;
  const inside = text.slice(open + 1, close);
  if (ownLine) {
    const rest = inside.trimEnd().length;
    const closing = inside.slice(rest).includes('\n') ? '' : `${eol}${indentAt(source, open)}`;
    return [insertion(open + 1 + rest, `${eol}${indent}${item},${closing}`)];
  }
  const padding = text[open] === '{' ? ' ' : '';
  if (inside.trim() !== '') {
    const gap = /\s$/.test(inside) ? '' : ' ';
    return [insertion(close, `${gap}${item}${padding || gap}`)];
  }
  const padded = `${padding}${item}${padding}`;
  return [inside === '' ? insertion(close, padded) : { start: open + 1, end: close, text: padded }];
}

/** What stands between the items of a list on one line. */
function separator({ text }: Source, { items }: List): string {
  const between = text.slice(items.at(-2)?.end ?? 0, items.at(-1)!.start);
  return items.length > 1 && /^,[ \t]*$/.test(between) ? between : ', ';
}

function isLineComment({ comments }: Source, end: number): boolean {
  return comments.some((comment) => comment.type === 'Line' && comment.end === end);
}
