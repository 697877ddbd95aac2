import { createRequire } from 'node:module';
import type * as lezer from '@lezer/python';

// Loaded where Python is read: it takes 20 ms, which every call of Nx would wait for.
const require = createRequire(import.meta.url);

type Tree = ReturnType<typeof lezer.parser.parse>;

export type Node = Tree['topNode'];

/** A parsed text of Python. */
export interface Source {
  readonly text: string;
  readonly tree: Tree;
}

/** Parses Python; what it does not understand becomes an error in the tree, and the rest is read. */
export function parse(text: string): Source {
  const { parser } = require('@lezer/python') as typeof lezer;
  return { text, tree: parser.parse(text) };
}

/** The nodes directly below one, without comments. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (child.name !== 'Comment') children.push(child);
  return children;
}

export function textOf({ text }: Source, { from, to }: Node): string {
  return text.slice(from, to);
}

/** The line of a place in a text, from 1. */
export function lineAt({ text }: Source, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** A piece of code on one line, for a message. */
export function shown(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > 60 ? `${flat.slice(0, 59)}…` : flat;
}

/** An argument of a call. */
export interface Argument {
  /** Undefined where it stands by its place. */
  readonly name?: string;
  readonly value: Node;
  /** `*` or `**` where several arguments stand here. */
  readonly spread?: string;
}

/** The arguments of a call. */
export function argumentsOf(source: Source, call: Node): Argument[] {
  const list = call.getChild('ArgList');
  if (list === null) return [];
  const found: Argument[] = [];
  let part: Node[] = [];
  for (const child of childrenOf(list)) {
    if (child.name !== ',' && child.name !== ')') {
      if (child.name !== '(') part.push(child);
      continue;
    }
    const [first, second, third] = part;
    part = [];
    if (first === undefined) continue;
    if ((first.name === '*' || first.name === '**') && second !== undefined)
      found.push({ value: second, spread: first.name });
    else if (second?.name === 'AssignOp' && third !== undefined)
      found.push({ name: textOf(source, first), value: third });
    else found.push({ value: first });
  }
  return found;
}

/** The text that a string literal stands for. */
export function literalText(literal: string): string {
  const [, prefix = '', quotes = ''] = /^([A-Za-z]*)('''|"""|'|")/.exec(literal) ?? [];
  const inner = literal.slice(prefix.length + quotes.length, -quotes.length || undefined);
  return /r/i.test(prefix) ? inner : unescaped(inner);
}

const ESCAPES: { readonly [char: string]: string } = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
};

/** A text with what its backslashes stand for. */
export function unescaped(text: string): string {
  const pattern =
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{1,3})|([ntrabfv\n])|(['"\\]))/gi;
  return text.replace(pattern, (whole, x, u, long, octal, known, same) => {
    if (same !== undefined) return same;
    if (known !== undefined) return ESCAPES[known] ?? whole;
    const code = Number.parseInt(octal ?? x ?? u ?? long, octal === undefined ? 16 : 8);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
