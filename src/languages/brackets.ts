/** What brackets need to know of a token. */
interface Token {
  readonly kind: string;
  readonly value: string;
}

const OPENING = /^(?:[([{]|\[\[)$/;
const CLOSING = /^[)\]}]$/;

export const isSign = (token: Token | undefined, value: string) =>
  token?.kind === 'sign' && token.value === value;

/** How much deeper a token leads: `[[` of R opens two. */
export function deeper({ kind, value }: Token): number {
  if (kind !== 'sign') return 0;
  return OPENING.test(value) ? value.length : CLOSING.test(value) ? -1 : 0;
}

/** The place of the bracket that closes the one at a place; the number of tokens where none does. */
export function closingOf(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    depth += deeper(tokens[at]!);
    if (tokens[at]!.kind === 'sign' && depth <= 0) return at;
  }
  return tokens.length;
}

/** Tokens split at the commas between them, but not inside brackets; ends of lines and empty parts go. */
export function splitAtCommas<T extends Token>(tokens: readonly T[]): T[][] {
  const parts: T[][] = [[]];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (deeper(token) > 0) {
      const close = closingOf(tokens, at);
      parts.at(-1)!.push(...tokens.slice(at, close + 1));
      at = close;
    } else if (isSign(token, ',')) parts.push([]);
    else if (token.kind !== 'line') parts.at(-1)!.push(token);
  }
  return parts.filter((part) => part.length > 0);
}
