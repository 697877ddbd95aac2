import type { ArrayExpression, ObjectExpression, Span } from 'oxc-parser';
import { indentAt, lineStart, type Source, skipTrivia } from '../syntax/source.js';
import { type Style, styleOf } from './style.js';

/** Things in brackets with commas between them. */
export interface List {
  /** Where the opening bracket stands. */
  readonly open: number;
  /** Where the closing bracket stands. */
  readonly close: number;
  readonly items: readonly Span[];
}

/** How the items of a list are laid out. */
export interface Layout {
  /** Whether a new item gets a line of its own. */
  readonly ownLine: boolean;
  /** The white space before an item on a line of its own. */
  readonly indent: string;
}

/** An array or an object as a list. */
export function listOf(node: ArrayExpression | ObjectExpression): List {
  const items = node.type === 'ArrayExpression' ? node.elements : node.properties;
  return {
    open: node.start,
    close: node.end - 1,
    items: items.filter((item): item is Exclude<typeof item, null> => item !== null),
  };
}

/** How a list is laid out, by its last item. */
export function layoutOf(source: Source, list: List, unit: string): Layout {
  const last = list.items.at(-1);
  const indent = indentAt(source, last?.start ?? list.open);
  if (last !== undefined) return { ownLine: beginsLine(source, last.start), indent };
  const inside = source.text.slice(list.open + 1, list.close);
  return { ownLine: inside.includes('\n'), indent: indent + unit };
}

/** Where the comma after an item stands, if there is one. */
export function commaAfter(source: Source, { end }: Span): number | undefined {
  const at = skipTrivia(source, end);
  return source.text[at] === ',' ? at : undefined;
}

/** Whether a position is the first on its line, white space aside. */
export function beginsLine({ text }: Source, position: number): boolean {
  return text.slice(lineStart(text, position), position).trim() === '';
}

/** The end of the comments that stand on the rest of a line, up to `limit`. */
export function endOfComments({ text, comments }: Source, from: number, limit: number): number {
  let end = from;
  for (let at = from; at < limit; ) {
    const comment = comments.find(({ start }) => start === at);
    if (comment !== undefined) end = at = comment.end;
    else if (/[ \t]/.test(text[at]!)) at++;
    else break;
  }
  return end;
}

/** The style of a file, with commas at the ends as a list over several lines has them. */
export function styleIn(source: Source, list: List): Style {
  const style = styleOf(source.text);
  const last = list.items.at(-1);
  if (last === undefined || !layoutOf(source, list, style.unit).ownLine) return style;
  return { ...style, trailingComma: commaAfter(source, last) === undefined ? '' : ',' };
}
