import { lineStart, type Source } from '../syntax/source.js';
import { type Change, deletion } from './changes.js';
import { beginsLine, commaAfter, endOfComments, type List } from './list.js';

/** Takes the item at an index out of a list, with its comma and what is said of it on its line. */
export function removeItem(source: Source, list: List, index: number): Change[] {
  const { text } = source;
  const item = list.items[index]!;
  const comma = commaAfter(source, item);
  const end = comma === undefined ? item.end : comma + 1;
  const lineEnd = endOfComments(source, end, list.close);
  const fillsLine = beginsLine(source, item.start) && /^[ \t]*\r?\n/.test(text.slice(lineEnd));
  if (fillsLine)
    return [
      ...(comma === undefined ? commaBefore(source, list, index) : []),
      deletion(lineStart(text, item.start), text.indexOf('\n', lineEnd) + 1),
    ];
  if (index > 0 && leadsLine(source, item.start, item.end))
    return [deletion(lineStart(text, item.start), text.indexOf('\n', item.end) + 1)];
  if (index < list.items.length - 1) return [removeBeforeOthers(source, item.start, end)];
  return removeLast(source, list, item.start, item.end);
}

/** Whether an item stands on a line of its own behind the comma that separates it. */
function leadsLine({ text }: Source, start: number, end: number): boolean {
  const before = text.slice(lineStart(text, start), start);
  return /^\s*,\s*$/.test(before) && /^[ \t]*\r?\n/.test(text.slice(end));
}

function removeBeforeOthers({ text }: Source, start: number, end: number): Change {
  const spaces = /^[ \t]*/.exec(text.slice(end))![0].length;
  const endsLine = /^\r?\n/.test(text.slice(end + spaces));
  return endsLine
    ? deletion(text.slice(0, start).trimEnd().length, end)
    : deletion(start, end + spaces);
}

/** An item that shares its line with the closing bracket: a comma after it stays, the one before goes. */
function removeLast(source: Source, list: List, start: number, end: number): Change[] {
  const before = list.items.at(-2);
  if (before === undefined) return [deletion(start, end)];
  const comma = commaAfter(source, before)!;
  const comment = source.comments.findLast((c) => c.start > comma && c.end <= start);
  // What stands before the end of a line is said of the item before.
  if (comment === undefined || !source.text.slice(comment.end, start).includes('\n'))
    return [deletion(comma, end)];
  const from = comment.type === 'Line' ? lineStart(source.text, start) : comment.end;
  return [deletion(comma, comma + 1), deletion(from, end)];
}

function commaBefore(source: Source, list: List, index: number): Change[] {
  const before = list.items[index - 1];
  const comma = before === undefined ? undefined : commaAfter(source, before);
  return comma === undefined ? [] : [deletion(comma, comma + 1)];
}
