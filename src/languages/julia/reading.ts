import { closingOf, isSign, splitAtCommas } from '../brackets.js';
import { byText } from '../by-text.js';
import { lineAt, short } from '../entry.js';
import { type Token, tokensOf } from './tokens.js';

/** What a Julia source says that it loads: paths as they are written. */
export interface Reading {
  readonly included: readonly string[];
  /** Texts that end like a file with Julia code. */
  readonly mentioned: readonly string[];
  readonly modules: readonly string[];
  /** Folders of LOAD_PATH and of projects. */
  readonly folders: readonly string[];
  readonly commands: readonly string[];
  readonly unknown: readonly { readonly line: number; readonly what: string }[];
}

const MENTIONED = /\.(?:jl|py|[rR]|sh|cpp|cc|c|cuh?|f|f90|stan|bugs?|jags|sql|ipynb|m|mod)$/;

/** What a Julia source says. */
export const readJulia = byText(read);

function read(source: string): Reading {
  const tokens = tokensOf(source);
  const included: string[] = [];
  const modules: string[] = [];
  const folders: string[] = [];
  const commands: string[] = [];
  const unknown: { line: number; what: string }[] = [];
  const names = constants(tokens);
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'text' && source[token.start] === '`') commands.push(token.value);
    if (token.kind !== 'name') continue;
    if (/^(?:using|import)$/.test(token.value) && startsStatement(tokens, at))
      modules.push(...modulesAfter(tokens, at + 1));
    if (!isSign(tokens[at + 1], '(')) {
      // `foreach(include, files)`.
      if (token.value === 'include' && /^[(,]$/.test(tokens[at - 1]?.value ?? ''))
        unknown.push({
          line: lineAt(source, token.start),
          what: short(lineOf(source, token.start)),
        });
      continue;
    }
    const close = closingOf(tokens, at + 1);
    const given = splitAtCommas(tokens.slice(at + 2, close));
    if (
      /^(?:include|includet|include_string|include_dependency)$/.test(token.value) &&
      token.value !== 'include_string'
    ) {
      // A method of that name is defined, not called.
      if (tokens[at - 1]?.value === 'function') continue;
      const paths = textsOf(given.at(-1) ?? [], names);
      if (paths === undefined) {
        const end = tokens[close]?.end ?? source.length;
        unknown.push({
          line: lineAt(source, token.start),
          what: short(source.slice(token.start, end)),
        });
      } else included.push(...paths);
    }
    if (/^(?:push!|pushfirst!)$/.test(token.value) && given[0]?.[0]?.value === 'LOAD_PATH')
      for (const path of given.slice(1)) folders.push(...(textsOf(path, names) ?? []));
    if (token.value === 'activate' || token.value === 'develop')
      for (const path of given.slice(0, 1)) folders.push(...(textsOf(path, names) ?? []));
  }
  const mentioned = tokens.flatMap(({ kind, value }) =>
    kind === 'text'
      ? // Also inside a text in another language: `R"source('x.R')"`.
        [value, ...value.split(/[\s'"`(),;]+/)].filter((text) => MENTIONED.test(text))
      : [],
  );
  return { included, mentioned, modules, folders, commands, unknown };
}

function lineOf(source: string, place: number): string {
  const end = source.indexOf('\n', place);
  return source.slice(source.lastIndexOf('\n', place) + 1, end < 0 ? source.length : end);
}

function startsStatement(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  return before === undefined || before.kind === 'line' || !isSign(before, '.');
}

/** The modules of `using A, B.C`, `import A: x, y`, `using .Local`; a comma goes on in the next line. */
function modulesAfter(tokens: readonly Token[], from: number): string[] {
  const modules: string[] = [];
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.kind === 'line') {
      if (isSign(tokens[at - 1], ',') || at === from) continue;
      break;
    }
    if (isSign(token, ':') || isSign(token, ';')) break;
    const isFirst = at === from || isSign(tokens[at - 1], ',') || tokens[at - 1]?.kind === 'line';
    if (token.kind === 'name' && isFirst) modules.push(token.value);
  }
  return modules;
}

/** The names that are set to texts, also as the variable of a loop. */
function constants(tokens: readonly Token[]): ReadonlyMap<string, readonly Token[][]> {
  const names = new Map<string, Token[][]>();
  for (const [at, token] of tokens.entries()) {
    const isSet = isSign(tokens[at + 1], '=') && !isSign(tokens[at + 2], '=');
    const isLooped =
      tokens[at - 1]?.value === 'for' && /^(?:in|=|∈)$/.test(tokens[at + 1]?.value ?? '');
    if (token.kind !== 'name' || !(isSet || isLooped)) continue;
    let end = at + 2;
    while (end < tokens.length && tokens[end]!.kind !== 'line' && !isSign(tokens[end], ';'))
      end =
        isSign(tokens[end], '(') || isSign(tokens[end], '[') ? closingOf(tokens, end) + 1 : end + 1;
    names.set(token.value, [...(names.get(token.value) ?? []), tokens.slice(at + 2, end)]);
  }
  return names;
}

/** The texts that an expression may be; undefined where that cannot be told. */
function textsOf(
  tokens: readonly Token[],
  names: ReadonlyMap<string, readonly Token[][]>,
  depth = 0,
): string[] | undefined {
  const [first] = tokens;
  if (first === undefined || depth > MOST_DEEP) return undefined;
  if (first.kind === 'text' && tokens.length === 1) return expanded(first.value, names, depth);
  if (tokens.length === 1) {
    if (first.value === '@__DIR__') return ['.'];
    const values = names.get(first.value)?.map((value) => textsOf(value, names, depth + 1));
    return values?.every((value) => value !== undefined) ? values.flat() : undefined;
  }
  const isCall = isSign(tokens[1], '(') && closingOf(tokens, 1) === tokens.length - 1;
  if (isCall && /^(?:joinpath|abspath|normpath|realpath|string)$/.test(first.value)) {
    const parts = splitAtCommas(tokens.slice(2, -1)).map((part) => textsOf(part, names, depth + 1));
    return combined(parts, first.value === 'string' ? '' : '/');
  }
  if (isCall && first.value === 'pwd') return ['.'];
  if (isCall && first.value === 'dirname' && tokens[2]?.value === '@__FILE__') return ['.'];
  if ((isSign(first, '[') || isSign(first, '(')) && closingOf(tokens, 0) === tokens.length - 1) {
    const parts = splitAtCommas(tokens.slice(1, -1)).map((part) => textsOf(part, names, depth + 1));
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  // `"a" * "b"`.
  if (tokens.length === 3 && isSign(tokens[1], '*'))
    return combined(
      [textsOf([first], names, depth + 1), textsOf([tokens[2]!], names, depth + 1)],
      '',
    );
  return undefined;
}

const MOST_DEEP = 20;
const MOST = 500;

function combined(
  parts: readonly (readonly string[] | undefined)[],
  between: string,
): string[] | undefined {
  let texts: string[] | undefined;
  for (const part of parts) {
    if (part === undefined) return undefined;
    texts = part.flatMap((text) => texts?.map((start) => `${start}${between}${text}`) ?? text);
    if (texts.length > MOST) return undefined;
  }
  return texts;
}

/** A text with `$name` and `$(@__DIR__)` in it filled in. */
function expanded(
  text: string,
  names: ReadonlyMap<string, readonly Token[][]>,
  depth: number,
): string[] | undefined {
  const pieces = text.split(/(\$(?:\([^()]*\)|[\p{L}_][\p{L}\p{N}_!]*))/u);
  const parts = pieces.map((piece, i) =>
    i % 2 === 0 ? [piece] : textsOf(tokensOf(piece.replace(/^\$\(?|\)$/g, '')), names, depth + 1),
  );
  return combined(parts, '');
}
