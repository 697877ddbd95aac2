/** A piece of R: comments and white space are left out. */
export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign' | 'line';
  /** Of a text what is between its quotes, without its escapes. */
  readonly value: string;
  /** Where it begins and ends in the source. */
  readonly start: number;
  readonly end: number;
}

const SIGN = /%[^%\n]*%|<<-|->>|\|>|<-|->|:::|::|:=|==|!=|<=|>=|&&|\|\||\[\[|\\|[^\s]/y;
const NAME = /(?:[\p{L}_]|\.(?!\d))[\p{L}\p{N}._]*/uy;
const NUMBER = /(?:0[xX][\da-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)[Li]?/y;
const RAW = /[rR](["'])(-*)([([{])/y;
const SPACE = /[^\S\n]+|#[^\n]*/y;

const CLOSING: { readonly [opening: string]: string } = { '(': ')', '[': ']', '{': '}' };

/** The tokens of an R source; what R itself would refuse gives some tokens, too. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const at = (pattern: RegExp, from: number) => {
    pattern.lastIndex = from;
    return pattern.exec(source);
  };
  for (let start = 0; start < source.length; ) {
    const char = source[start]!;
    const space = at(SPACE, start);
    if (space !== null) {
      start += space[0].length;
      continue;
    }
    const add = (kind: Token['kind'], value: string, end: number) => {
      tokens.push({ kind, value, start, end });
      start = end;
    };
    const raw = at(RAW, start);
    if (raw !== null) {
      const [opening, quote, dashes, bracket] = raw as unknown as [string, string, string, string];
      const from = start + opening.length;
      const end = source.indexOf(`${CLOSING[bracket]}${dashes}${quote}`, from);
      const to = end < 0 ? source.length : end;
      add('text', source.slice(from, to), Math.min(source.length, to + opening.length - 1));
    } else if (char === '"' || char === "'" || char === '`') {
      const end = closingQuote(source, start);
      const value = unescaped(source.slice(start + 1, end));
      add(char === '`' ? 'name' : 'text', value, Math.min(source.length, end + 1));
    } else if (char === '\n') add('line', '\n', start + 1);
    else {
      const name = at(NAME, start);
      const number = name === null ? at(NUMBER, start) : null;
      const [value] = name ?? number ?? at(SIGN, start) ?? [char];
      const kind = name !== null ? 'name' : number !== null ? 'number' : 'sign';
      add(kind, value, start + value.length);
    }
  }
  return tokens;
}

/** The place of the quote that ends a text. */
function closingQuote(source: string, start: number): number {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at++)
    if (source[at] === '\\') at++;
    else if (source[at] === quote) return at;
  return source.length;
}

const ESCAPED: { readonly [char: string]: string } = { n: '\n', t: '\t', r: '\r' };

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([\da-fA-F]{1,2})|u\{?([\da-fA-F]{1,4})\}?|U\{?([\da-fA-F]{1,8})\}?|(.))/gs,
    (whole, x, u, U, char: string | undefined) => {
      if (char !== undefined) return ESCAPED[char] ?? char;
      const code = Number.parseInt(x ?? u ?? U, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
