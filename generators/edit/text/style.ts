import type { Json } from '../../../src/catalog/json.js';

/** How a file is written. */
export interface Style {
  readonly eol: string;
  readonly quote: "'" | '"';
  /** What one step of indentation is. */
  readonly unit: string;
  /** `;`, or nothing where statements end without. */
  readonly semicolon: string;
  /** `,`, or nothing where lists over several lines end without. */
  readonly trailingComma: string;
  /** What stands between braces and what is in them: a space, or nothing. */
  readonly padding: string;
}

/** Reads the style off a file's text. */
export function styleOf(text: string): Style {
  const closesWith = (before: RegExp) =>
    new RegExp(`${before.source}[ \\t]*\\r?\\n\\s*[}\\]]`).test(text);
  return {
    eol: /\r?\n/.exec(text)?.[0] ?? '\n',
    quote: quoteOf(text),
    unit: unitOf(text),
    semicolon: /['"})\]]\r?\n/.test(text) && !/;[ \t]*(\/\/.*)?(\r?\n|$)/.test(text) ? '' : ';',
    trailingComma: closesWith(/,/) || !closesWith(/[^,{[(;\s]/) ? ',' : '',
    padding: /\{\w/.test(text) && !/\{ \w/.test(text) ? '' : ' ',
  };
}

function quoteOf(text: string): Style['quote'] {
  const [, quote] = /\bfrom\s*(['"])/.exec(text) ?? /[=(:,[]\s*(['"])/.exec(text) ?? [];
  return quote === '"' ? '"' : "'";
}

function unitOf(text: string): string {
  const indents = [...text.matchAll(/^([ \t]+)[^\s*]/gm)].map(([, indent]) => indent!);
  if (indents.some((indent) => indent.startsWith('\t'))) return '\t';
  const shortest = indents.reduce((least, { length }) => Math.min(least, length), Infinity);
  return ' '.repeat(shortest >= 2 && shortest <= 8 ? shortest : 2);
}

/** A text as a literal. */
export function printText(text: string, quote: Style['quote']): string {
  const inner = JSON.stringify(text).slice(1, -1);
  const escaped = quote === '"' ? inner : inner.replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `${quote}${escaped}${quote}`;
}

/** A key of an object; quoted where it must be. */
export function printKey(key: string, quote: Style['quote']): string {
  const isPlain = /^([A-Za-z_$][\w$]*|0|[1-9]\d{0,14})$/.test(key);
  return isPlain ? key : printText(key, quote);
}

/** JSON as a literal on one line. */
export function printValue(value: Json, style: Style): string {
  if (typeof value === 'string') return printText(value, style.quote);
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => printValue(item, style)).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, item]) => `${printKey(key, style.quote)}: ${printValue(item as Json, style)}`,
  );
  return entries.length === 0 ? '{}' : `{${style.padding}${entries.join(', ')}${style.padding}}`;
}

/** An object with each of its properties on a line of its own, at an indentation. */
export function printLines(
  value: { readonly [key: string]: Json },
  style: Style,
  indent: string,
): string {
  const lines = Object.entries(value).map(
    ([key, item]) =>
      `${indent}${style.unit}${printKey(key, style.quote)}: ${printValue(item, style)}`,
  );
  if (lines.length === 0) return '{}';
  return ['{', `${lines.join(`,${style.eol}`)}${style.trailingComma}`, `${indent}}`].join(
    style.eol,
  );
}
