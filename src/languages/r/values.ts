import { closingOf, isSign } from '../brackets.js';
import { type Argument, callAt } from './calls.js';
import type { Token } from './tokens.js';

/** What an expression may be, as far as its text tells. */
export interface Value {
  readonly texts: readonly string[];
  /** What `list.files('R')` and its like list. */
  readonly folders: readonly { readonly path: string; readonly recursive: boolean }[];
  /** Whether that is all that it may be. */
  readonly whole: boolean;
  /** Whether it starts at the folder of the file that is read: a guess, as that is found at run time. */
  readonly guess: boolean;
}

/** What names stand for, each by all that the file assigns to it. */
export type Names = ReadonlyMap<string, readonly (readonly Token[])[]>;

const NOTHING: Value = { texts: [], folders: [], whole: true, guess: false };
const UNKNOWN: Value = { ...NOTHING, whole: false };

/** More combinations than these are no list of files that somebody wrote. */
const MOST = 500;

const JOINS =
  /^(?:file\.path|path|here|path_join|path_wd|find_root_file|is_r_package|path_package)$/;
const LISTS = /^(?:list\.files|dir|dir_ls|Sys\.glob|list\.dirs|dir_info)$/;
const KEEPS =
  /^(?:c|list|unlist|sort|rev|unique|setdiff|union|normalizePath|path\.expand|path_expand|path_abs|path_norm|as\.character|as\.list|invisible|grep|str_subset|Filter|keep|discard|suppressWarnings|suppressMessages|as_fs_path|path_real|file_path_as_absolute|force|identity|stopifnot|head|tail|set_names|setNames)$/;
/** What these give is what stands in the file that their first argument names. */
export const READS =
  /^(?:readLines|readChar|read_lines|read_file|scan|file|gzfile|textConnection|read_utf8|readtext)$/;
const OWN_FOLDER =
  /^(?:getwd|this\.dir|this\.path|dirname|path_dir|thisfile|current_file|rstudioapi|script_path|get_wd|getActiveDocumentContext|getSourceEditorContext)$/;

/** @param seen names that are being looked up, which may stand for themselves */
export function valueIn(
  tokens: readonly Token[],
  names: Names,
  seen: ReadonlySet<string> = new Set(),
): Value {
  const plain = tokens.filter(({ kind }) => kind !== 'line');
  const [first] = plain;
  if (first === undefined) return NOTHING;
  const pipe = plain.findLastIndex(({ value }, at) => isPipe(value) && isOutside(plain, at));
  if (pipe >= 0) return pipedValue(plain, pipe, names, seen);
  if (isSign(first, '(')) {
    const close = closingOf(plain, 0);
    return close === plain.length - 1 ? valueIn(plain.slice(1, close), names, seen) : UNKNOWN;
  }
  const called = callAt(plain, 0);
  if (called !== undefined) {
    const value = callValue(called.call.name, called.call.arguments, names, seen);
    return onlyIndexed(plain, called.next) ? value : UNKNOWN;
  }
  if (!onlyIndexed(plain, 1)) return UNKNOWN;
  if (first.kind === 'text') return { ...NOTHING, texts: [first.value] };
  if (first.kind === 'number') return { ...NOTHING, texts: [first.value.replace(/L$/, '')] };
  if (first.kind !== 'name' || seen.has(first.value)) return UNKNOWN;
  if (/^(?:NULL|TRUE|FALSE|T|F)$/.test(first.value)) return NOTHING;
  const assigned = names.get(first.value);
  if (assigned === undefined) return UNKNOWN;
  const inner = new Set([...seen, first.value]);
  return together(assigned.map((expression) => valueIn(expression, names, inner)));
}

const isPipe = (value: string) => value === '|>' || value === '%>%';

/** Whether no bracket that opens before a place is open there. */
function isOutside(tokens: readonly Token[], place: number): boolean {
  for (let at = 0; at < place; at++)
    if (tokens[at]!.kind === 'sign' && /^(?:[([{]|\[\[)$/.test(tokens[at]!.value)) {
      at = closingOf(tokens, at);
      if (at > place) return false;
    }
  return true;
}

function pipedValue(
  tokens: readonly Token[],
  pipe: number,
  names: Names,
  seen: ReadonlySet<string>,
): Value {
  // The call takes what stands before the pipe as its first argument.
  const called = callAt(tokens, pipe + 1);
  if (called === undefined) return UNKNOWN;
  return callValue(called.call.name, called.call.arguments, names, seen);
}

/** Whether nothing follows but `[…]`, which takes some of it. */
function onlyIndexed(tokens: readonly Token[], from: number): boolean {
  let at = from;
  while (isSign(tokens[at], '[') || isSign(tokens[at], '[[')) at = closingOf(tokens, at) + 1;
  return at >= tokens.length;
}

function callValue(
  name: string,
  given: readonly Argument[],
  names: Names,
  seen: ReadonlySet<string>,
): Value {
  const named = (wanted: string) => given.find((a) => a.name === wanted);
  const unnamed = given.filter((a) => a.name === undefined);
  const values = (list: readonly Argument[]) => list.map((a) => valueIn(a.tokens, names, seen));
  if (LISTS.test(name)) {
    const path = named('path') ?? named('paths') ?? unnamed[0];
    const at =
      path === undefined ? { ...NOTHING, texts: ['.'] } : valueIn(path.tokens, names, seen);
    const recursive =
      /^(?:TRUE|T|\d+)$/.test(
        (named('recursive') ?? named('recurse'))?.tokens[0]?.value ?? 'FALSE',
      ) || name === 'list.dirs';
    // Of a pattern for names the folder counts.
    const folders = at.texts.map((text) => ({
      path: text.replace(/\/?[^/]*\*.*$/, '') || '.',
      recursive,
    }));
    return { ...at, texts: [], folders: [...at.folders, ...folders] };
  }
  if (OWN_FOLDER.test(name)) {
    const inner = name === 'dirname' || name === 'path_dir' ? together(values(given)) : UNKNOWN;
    const texts = inner.texts.map((text) => text.replace(/\/?[^/]*$/, '') || '.');
    const known = inner.whole && texts.length > 0;
    return known ? { ...inner, texts } : { ...NOTHING, texts: ['.'], guess: name !== 'getwd' };
  }
  if (JOINS.test(name)) {
    if (given.length === 0) return { ...NOTHING, texts: ['.'] };
    return product(values(unnamed), '/');
  }
  if (/^(?:paste0?|str_c)$/.test(name)) {
    const separator = named('sep')?.tokens[0]?.value ?? (name === 'paste' ? ' ' : '');
    return product(values(unnamed), separator);
  }
  if (name === 'sprintf') return formatted(values(unnamed));
  // Names of elements, rather than of arguments: `c(main = 'fit')`.
  if (name === 'c' || name === 'list') return together(values(given));
  if (READS.test(name)) {
    const path = given.find((a) => /^(?:con|file|description|object|path)$/.test(a.name ?? ''));
    const [told] = path === undefined ? unnamed : [path];
    return told === undefined ? UNKNOWN : valueIn(told.tokens, names, seen);
  }
  return KEEPS.test(name) ? together(values(unnamed)) : UNKNOWN;
}

function together(values: readonly Value[]): Value {
  return {
    texts: values.flatMap((value) => value.texts),
    folders: values.flatMap((value) => value.folders),
    whole: values.every((value) => value.whole),
    guess: values.some((value) => value.guess),
  };
}

/** Texts one after the other in all combinations; with a listed folder in it, that folder. */
function product(values: readonly Value[], separator: string): Value {
  const all = together(values);
  if (!all.whole) return UNKNOWN;
  if (all.folders.length > 0) return { ...all, texts: [] };
  let texts: string[] | undefined;
  for (const value of values) {
    const longer = value.texts.flatMap(
      (text) => texts?.map((start) => `${start}${separator}${text}`) ?? text,
    );
    if (longer.length > MOST) return UNKNOWN;
    texts = longer;
  }
  return { ...all, texts: texts ?? [] };
}

function formatted([format, ...values]: readonly Value[]): Value {
  if (format === undefined) return UNKNOWN;
  let parts: Value[] = [];
  const [text, ...others] = format.texts;
  if (text === undefined || others.length > 0 || !format.whole) return UNKNOWN;
  for (const [i, piece] of text.split(/%[-+ #0-9.]*[a-zA-Z]/).entries())
    parts = [
      ...parts,
      ...(i === 0 ? [] : [values[i - 1] ?? UNKNOWN]),
      { ...NOTHING, texts: [piece] },
    ];
  return product(parts, '');
}
