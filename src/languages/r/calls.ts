import { closingOf, deeper, isSign, splitAtCommas } from '../brackets.js';
import type { Token } from './tokens.js';

/** An argument of a call: `name = …`, or without a name. */
export interface Argument {
  readonly name?: string;
  /** Without ends of lines. */
  readonly tokens: readonly Token[];
}

/** A call `f(…)`, also as `package::f(…)`. */
export interface Call {
  readonly name: string;
  readonly package?: string;
  readonly arguments: readonly Argument[];
  readonly start: number;
  readonly end: number;
}

/** All calls among tokens, outer ones first. What a pipe hands on is the first argument. */
export function callsIn(tokens: readonly Token[]): Call[] {
  return tokens.flatMap((_, at) => callAt(tokens, at)?.call ?? []);
}

/** The call whose function's name, or that name's package, stands at a place, and where it ends. */
export function callAt(
  tokens: readonly Token[],
  at: number,
): { readonly call: Call; readonly next: number } | undefined {
  const isQualified = /^:::?$/.test(tokens[at + 1]?.value ?? '') && isWord(tokens[at]);
  if (!isQualified && /^:::?$/.test(tokens[at - 1]?.value ?? '')) return undefined;
  const name = tokens[isQualified ? at + 2 : at];
  const open = (isQualified ? at + 2 : at) + 1;
  if (name === undefined || !isWord(name) || !isSign(tokens[open], '(')) return undefined;
  const close = closingOf(tokens, open);
  const given = splitAtCommas(tokens.slice(open + 1, close)).map(argumentOf);
  const piped = pipedInto(tokens, at);
  return {
    call: {
      name: name.value,
      ...(isQualified && { package: tokens[at]!.value }),
      arguments: piped === undefined ? given : [{ tokens: piped }, ...given],
      start: tokens[at]!.start,
      end: tokens[close]?.end ?? tokens.at(-1)!.end,
    },
    next: close + 1,
  };
}

const isWord = (token: Token | undefined) => token?.kind === 'name' || token?.kind === 'text';

function argumentOf(tokens: readonly Token[]): Argument {
  return isWord(tokens[0]) && isSign(tokens[1], '=')
    ? { name: tokens[0]!.value, tokens: tokens.slice(2) }
    : { tokens };
}

/** What stands before `|> f(…)`: one call or one name or text. */
function pipedInto(tokens: readonly Token[], at: number): readonly Token[] | undefined {
  let pipe = at - 1;
  while (tokens[pipe]?.kind === 'line') pipe--;
  if (!/^(?:\|>|%>%|%<>%)$/.test(tokens[pipe]?.value ?? '')) return undefined;
  let depth = 0;
  let from = pipe - 1;
  for (; from >= 0; from--) {
    const { kind, value } = tokens[from]!;
    depth -= deeper(tokens[from]!);
    if (depth < 0) break;
    const isEnd = kind === 'line' || (kind === 'sign' && /^(?:[;,]|<-|=|<<-)$/.test(value));
    if (depth === 0 && isEnd && !continues(tokens, from)) break;
  }
  return tokens.slice(from + 1, pipe).filter(({ kind }) => kind !== 'line');
}

/** Whether the end of a line stands behind a pipe. */
function continues(tokens: readonly Token[], at: number): boolean {
  return tokens[at]!.kind === 'line' && /^(?:\|>|%.*%)$/.test(tokens[at - 1]?.value ?? '');
}
