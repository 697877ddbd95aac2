import type { Entry, Language } from '../entry.js';
import { cellEntries } from '../notebook/cells.js';

/** Code of R Markdown, Quarto and Sweave: what stands between the text. */
export interface Chunks {
  /** The R in it, each piece where it stands in the document; all else is blank. */
  readonly code: string;
  /** Chunks of other languages. */
  readonly entries: readonly Entry[];
  /** Documents that it takes in, as they are written. */
  readonly documents: readonly string[];
}

export const DOCUMENT = /\.(?:[rR]md|qmd|Rnw|Rpres)$/;

const FENCED = /^[ \t>]*(`{3,}|~{3,})\s*\{\s*([A-Za-z]+)([^\n]*)\n([\s\S]*?)^[ \t>]*\1/gm;
const SWEAVE = /^<<(.*)>>=[^\n]*\n([\s\S]*?)^@/gm;
const INLINE = /`r[ \t]+([^`\n]+)`|`\{r\}[ \t]+([^`\n]+)`|\\Sexpr\{([^}]*)\}/g;
const INCLUDED =
  /\{\{<\s*include\s+([^\s>]+)\s*>\}\}|^#\|\s*child:\s*["']?([^"'\n]+?)["']?\s*$|["']([^"'\n]+\.(?:[rR]md|qmd|Rnw|md))["']/gm;

/** The options of a chunk, which may take its code from a file. */
const OPTIONS = /^[ \t>]*`{3,}\s*\{[^\n]*|^[ \t>]*(?:#|%|\/\/)\|[^\n]*/gm;
const HEADER = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\n(?:---|\.\.\.)/;

/** What could be the name of a file in options: of code, a filter, references. */
export function namedIn(options: string): string[] {
  const read = options.replace(/^.*\boutput[-_](?:file|dir)\b.*$/gm, '');
  return read.split(/[\s'"`(),;:[\]{}=]+/).filter((word) => /\.\w+$/.test(word));
}

const OTHERS: { readonly [engine: string]: Language } = {
  python: 'python',
  bash: 'shell',
  sh: 'shell',
  zsh: 'shell',
  julia: 'julia',
};

export function chunksOf(text: string): Chunks {
  const entries: Entry[] = [];
  const pieces: [start: number, code: string][] = [];
  for (const { 0: whole, 2: engine = '', 4: code = '', index } of text.matchAll(FENCED)) {
    const language = OTHERS[engine.toLowerCase()];
    if (language === 'python') entries.push(...cellEntries(code));
    else if (language !== undefined) entries.push({ language, kind: 'text', text: code });
    if (/^r$/i.test(engine)) pieces.push([index + whole.indexOf('\n') + 1, code]);
  }
  for (const { 0: whole, 2: code = '', index } of text.matchAll(SWEAVE))
    pieces.push([index + whole.indexOf('\n') + 1, code]);
  for (const { 0: whole, 1: a, 2: b, 3: c, index } of text.matchAll(INLINE)) {
    const code = a ?? b ?? c ?? '';
    // What follows on the line is another expression.
    pieces.push([index + whole.indexOf(code), `${code};`]);
  }
  const documents = [
    ...[...text.matchAll(INCLUDED)].flatMap(([, a, b, c]) => a ?? b ?? c ?? []),
    ...[...text.matchAll(OPTIONS)].flatMap(([line]) => namedIn(line)),
    ...namedIn(HEADER.exec(text)?.[1] ?? ''),
  ];
  return { code: masked(text, pieces), entries, documents };
}

/** A text of which only pieces are left, each in its place. */
function masked(text: string, pieces: readonly (readonly [start: number, code: string])[]): string {
  let left = '';
  for (const [start, code] of pieces.toSorted(([a], [b]) => a - b)) {
    if (start < left.length) continue;
    left += text.slice(left.length, start).replace(/[^\n]/g, ' ');
    left += code;
  }
  return left;
}
