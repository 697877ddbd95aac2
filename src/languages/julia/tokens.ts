/** A piece of Julia: comments and white space are left out, ends of lines stay. */
export interface Token {
  readonly kind: 'name' | 'text' | 'sign' | 'line';
  /** Of a text what is between its quotes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const NAME = /@?[\p{L}_][\p{L}\p{N}_!]*/uy;

/** The tokens of a Julia source; code inside of texts, `"$(f())"`, is left there. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  for (let start = 0; start < source.length; ) {
    const char = source[start]!;
    const add = (kind: Token['kind'], value: string, end: number) => {
      tokens.push({ kind, value, start, end });
      start = end;
    };
    if (source.startsWith('#=', start)) start = endOfComment(source, start);
    else if (char === '#') start = endOfLine(source, start);
    else if (char === '\n') add('line', '\n', start + 1);
    else if (/\s/.test(char)) start++;
    else if (char === '"' || char === '`') {
      const quote = source.startsWith(char.repeat(3), start) ? char.repeat(3) : char;
      const end = endOfText(source, start + quote.length, quote);
      add(
        'text',
        source.slice(start + quote.length, end),
        Math.min(source.length, end + quote.length),
      );
    } else if (char === "'") {
      // A character; otherwise the sign that transposes.
      const character = /'(?:\\.[^']*|[^'\\])'/uy;
      character.lastIndex = start;
      const before = tokens.at(-1);
      const isSuffix =
        before?.end === start && (before.kind === 'name' || /^[)\]}']$/.test(before.value));
      const match = isSuffix ? null : character.exec(source);
      add('sign', match?.[0] ?? char, start + (match?.[0].length ?? 1));
    } else {
      NAME.lastIndex = start;
      const name = NAME.exec(source)?.[0];
      if (name !== undefined) add('name', name, start + name.length);
      else add('sign', char, start + 1);
    }
  }
  return tokens;
}

function endOfLine(source: string, start: number): number {
  const end = source.indexOf('\n', start);
  return end < 0 ? source.length : end;
}

/** Where a `#= … =#` ends; they stand inside each other. */
function endOfComment(source: string, start: number): number {
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    if (source.startsWith('#=', at)) depth++;
    else if (source.startsWith('=#', at)) depth--;
    else continue;
    at++;
    if (depth === 0) return at + 1;
  }
  return source.length;
}

/** The place of the quotes that end a text; inside `$(…)` quotes open texts of their own. */
function endOfText(source: string, from: number, quote: string): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source.startsWith(quote, at)) return at;
    else if (source.startsWith('$(', at) && quote !== '`') at = endOfCode(source, at + 1);
  }
  return source.length;
}

/** The place of the bracket that ends the code in a text. */
function endOfCode(source: string, open: number): number {
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    const char = source[at];
    if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at;
    else if (char === '"') {
      const quote = source.startsWith('"""', at) ? '"""' : '"';
      at = endOfText(source, at + quote.length, quote) + quote.length - 1;
    }
  }
  return source.length;
}
