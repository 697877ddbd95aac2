import type { ObjectExpression, Statement } from 'oxc-parser';
import { declarators } from '../syntax/bindings.js';
import { calledName } from '../syntax/calls.js';
import { lineStart, type Place, type Source } from '../syntax/source.js';
import { type Change, insertion } from './changes.js';
import { beginsLine, endOfComments } from './list.js';

/**
 * Adds a constant before the statement that an object stands in: after the last dimension there,
 * otherwise in front of the statement and what is said of it.
 */
export function constantBefore(
  { source, node }: Place<ObjectExpression>,
  line: string,
  eol: string,
): Change {
  const { body } = source.program;
  const index = body.findIndex(({ end }) => end >= node.end);
  const sibling = body.slice(0, index).findLast((statement) => isDimension(source, statement));
  if (sibling !== undefined) {
    const end = endOfComments(source, sibling.end, source.text.length);
    return insertion(end, `${eol}${line}`);
  }
  const at = startWithComments(source, body[index]!, body[index - 1]?.end ?? 0);
  const gap = /\n[ \t]*\r?\n\s*$/.test(source.text.slice(0, at)) || at === 0 ? '' : eol;
  return insertion(at, `${gap}${line}${eol}${eol}`);
}

function isDimension(source: Source, statement: Statement): boolean {
  return declarators(statement).some(
    ({ init }) => init !== null && calledName({ source, node: init }) === 'dimension',
  );
}

/** Where a statement begins, with the comments that stand right above it. */
function startWithComments(source: Source, statement: Statement, after: number): number {
  const { text, comments } = source;
  let at = statement.start;
  for (const comment of comments.filter(({ start }) => start >= after).toReversed()) {
    const isAbove = comment.end <= at && /^[ \t]*\r?\n?[ \t]*$/.test(text.slice(comment.end, at));
    if (isAbove && beginsLine(source, comment.start)) at = comment.start;
  }
  return lineStart(text, at);
}
