import { closingOf, isSign } from '../brackets.js';
import type { Call } from './calls.js';
import type { Token } from './tokens.js';
import type { Names } from './values.js';

/**
 * What the names in a file stand for: by assignments, as the variable of a loop, and as the parameter
 * of a function that a call like `lapply(files, function(f) …)` hands its other arguments to.
 */
export function namesIn(tokens: readonly Token[], calls: readonly Call[]): Names {
  const names = new Map<string, (readonly Token[])[]>();
  const add = (name: string, value: readonly Token[]) =>
    names.set(name, [...(names.get(name) ?? []), value]);
  tokens.forEach((token, at) => {
    if (token.kind !== 'name') return;
    const next = tokens[at + 1];
    const isAssigned = isSign(next, '<-') || isSign(next, '<<-');
    const starts = at === 0 || /^[\n;{}]$/.test(tokens[at - 1]!.value);
    if (isAssigned || (isSign(next, '=') && starts)) add(token.value, expressionAt(tokens, at + 2));
    if (token.value === 'for' && isSign(next, '(') && tokens[at + 3]?.value === 'in')
      add(tokens[at + 2]!.value, tokens.slice(at + 4, closingOf(tokens, at + 1)));
  });
  for (const call of calls)
    for (const { tokens: given } of call.arguments) {
      const parameter = parameterOf(given);
      if (parameter === undefined) continue;
      for (const other of call.arguments) if (other.tokens !== given) add(parameter, other.tokens);
    }
  return names;
}

/** The first parameter of a function that is written where it is handed on. */
function parameterOf(tokens: readonly Token[]): string | undefined {
  const [first, second, third] = tokens;
  if (isSign(first, '~')) return '.x';
  const isFunction = isSign(first, '\\') || first?.value === 'function';
  return isFunction && isSign(second, '(') && third?.kind === 'name' ? third.value : undefined;
}

/** The tokens of an expression from a place on, up to the end of its last line. */
function expressionAt(tokens: readonly Token[], from: number): readonly Token[] {
  let at = from;
  while (tokens[at]?.kind === 'line') at++;
  const begin = at;
  for (; at < tokens.length; at++) {
    const { kind, value } = tokens[at]!;
    if (kind === 'line') {
      if (!/^(?:\|>|%.*%)$/.test(tokens[at - 1]?.value ?? '')) break;
    } else if (kind === 'sign') {
      if (/^(?:[([{]|\[\[)$/.test(value)) at = closingOf(tokens, at);
      else if (/^[)\]};,]$/.test(value)) break;
    }
  }
  return tokens.slice(begin, at);
}
