import { isSign } from '../brackets.js';
import { byText } from '../by-text.js';
import { lineAt, short } from '../entry.js';
import { type Argument, type Call, callsIn } from './calls.js';
import { namesIn } from './names.js';
import { type Token, tokensOf } from './tokens.js';
import { type Names, READS, type Value, valueIn } from './values.js';

/** What an R source says that it loads: paths as they are written, before anybody looks for files. */
export interface Reading {
  readonly loaded: readonly (Value & Place)[];
  /** Texts that end like the name of a file with code. */
  readonly mentioned: readonly string[];
  /** Modules of box: `./x`, `a/b`. */
  readonly modules: readonly string[];
  readonly packages: readonly string[];
  /** Folders of packages that are loaded from their sources. */
  readonly sources: readonly string[];
  /** Commands for the system: a shell's text, or words. */
  readonly commands: readonly (string | readonly string[])[];
  /** Modules of Python, by reticulate. */
  readonly pythonModules: readonly string[];
  /** Where paths may start besides the root: `setwd`, `box.path`. */
  readonly folders: readonly string[];
  readonly unknown: readonly Place[];
}

/** Where something stands in a source. */
interface Place {
  readonly line: number;
  readonly what: string;
}

/** A function that loads a file, by its name. */
interface Loader {
  /** The argument that names the file; also the first one without a name, unless that is something else. */
  readonly argument: string;
  readonly onlyNamed?: true;
  /** What it loads where it is not told. */
  readonly otherwise?: string;
  /** Names that are common elsewhere, too: what they load is worth no warning where it cannot be told. */
  readonly maybe?: true;
}

const LOADERS: { readonly [name: string]: Loader } = {
  source: { argument: 'file' },
  'sys.source': { argument: 'file' },
  parse: { argument: 'file', maybe: true },
  sourceCpp: { argument: 'file', maybe: true },
  'dyn.load': { argument: 'x', maybe: true },
  source_python: { argument: 'file' },
  py_run_file: { argument: 'file' },
  julia_source: { argument: 'file_name' },
  render: { argument: 'input', maybe: true },
  quarto_render: { argument: 'input', otherwise: '.', maybe: true },
  knit: { argument: 'input', maybe: true },
  knit_child: { argument: 'input', maybe: true },
  spin: { argument: 'hair', maybe: true },
  purl: { argument: 'input', maybe: true },
  rscript: { argument: 'script', maybe: true },
  sourceDirectory: { argument: 'path' },
  tar_source: { argument: 'files', otherwise: 'R' },
  tar_make: { argument: 'script', onlyNamed: true, otherwise: '_targets.R' },
  tar_make_future: { argument: 'script', onlyNamed: true, otherwise: '_targets.R' },
  runApp: { argument: 'appDir', otherwise: '.', maybe: true },
  plumb: { argument: 'file', maybe: true },
  test_file: { argument: 'path', maybe: true },
  test_dir: { argument: 'path', maybe: true },
};

const ATTACHES =
  /^(?:library|require|requireNamespace|loadNamespace|attachNamespace|p_load|shelf)$/;
/** They make expressions of a text. */
const TAKES_TEXT = /^(?:str2lang|str2expression|parse_exprs?)$/;
const FROM_SOURCES = /^(?:load_all|load_code)$/;
const MENTIONED =
  /\.(?:[rR]|[rR]md|qmd|Rnw|py|jl|[bz]?a?sh|[cm]?js|cpp|cc|c|f|f90|f95|stan|bugs?|jags|sql|cuh?|ipynb)$/;

/** What an R source says. */
export const readR = byText(read);

function read(source: string): Reading {
  const tokens = tokensOf(source);
  const calls = callsIn(tokens);
  const names = namesIn(tokens, calls);
  const reading = {
    loaded: [] as (Value & Place)[],
    mentioned: tokens.flatMap(({ kind, value }) =>
      kind === 'text' && MENTIONED.test(value) ? value : [],
    ),
    modules: [] as string[],
    packages: qualifiers(tokens),
    sources: [] as string[],
    commands: [] as (string | readonly string[])[],
    pythonModules: [] as string[],
    folders: [] as string[],
    unknown: [] as Place[],
  };
  const placeOf = ({ start, end }: Call): Place => ({
    line: lineAt(source, start),
    what: short(source.slice(start, end)),
  });
  const load = (value: Value, call: Call, isMaybe?: true) => {
    reading.loaded.push({ ...value, ...placeOf(call), guess: value.guess && !isMaybe });
    if (!value.whole && !isMaybe) reading.unknown.push(placeOf(call));
  };
  const evaluated = calls.filter(({ name }) => /^(?:eval|evalq|source|sys\.source)$/.test(name));
  /** `parse` is R's own where it has a `file`, or something evaluates what it gives. */
  const isMaybe = (call: Call, { maybe }: Loader): true | undefined => {
    if (call.name !== 'parse') return maybe;
    const isOwn =
      call.arguments.some((a) => a.name === 'file') ||
      evaluated.some(({ start, end }) => start < call.start && call.end <= end);
    return isOwn ? undefined : maybe;
  };
  for (const call of calls) {
    const { name, arguments: given } = call;
    const valuesOf = (list: readonly Argument[]) => list.map((a) => valueIn(a.tokens, names));
    const textsOf = (list: readonly Argument[]) => valuesOf(list).flatMap(({ texts }) => texts);
    const named = (wanted: string) => given.filter((a) => a.name === wanted);
    const first = given.filter((a) => a.name === undefined).slice(0, 1);
    const loader = Object.hasOwn(LOADERS, name) ? LOADERS[name]! : undefined;
    if (loader !== undefined) {
      const [told] = [...named(loader.argument), ...(loader.onlyNamed ? [] : first)];
      const isOther = name === 'parse' && named('text').length > 0;
      if (told !== undefined && !isOther)
        load(valueIn(told.tokens, names), call, isMaybe(call, loader));
      else if (loader.otherwise !== undefined) load(literal(loader.otherwise), call, loader.maybe);
    }
    const [text] =
      name === 'parse' ? named('text') : TAKES_TEXT.test(name) ? [...named('s'), ...first] : [];
    // Expressions that are made of words are not code of some file.
    if (text !== undefined && readsFile(text.tokens, names))
      load(valueIn(text.tokens, names), call);
    if (ATTACHES.test(name))
      attach(call, names, reading.packages, () => reading.unknown.push(placeOf(call)));
    if (FROM_SOURCES.test(name))
      reading.sources.push(
        ...(first.length + named('path').length > 0
          ? textsOf([...named('path'), ...first])
          : ['.']),
      );
    if (name === 'use' && (call.package === 'box' || call.package === undefined))
      for (const { tokens: module } of given) {
        const written = writtenModule(module);
        if (written.includes('/')) reading.modules.push(written);
        else if (call.package === 'box' && written !== '') reading.packages.push(written);
      }
    if (call.package === 'import' || call.package === 'modules') {
      const [from] = [...named('.from'), ...first];
      reading.folders.push(...textsOf(named('.directory')));
      if (from?.tokens.length === 1 && from.tokens[0]!.kind === 'name' && call.package === 'import')
        reading.packages.push(from.tokens[0]!.value);
      else if (from !== undefined) load(valueIn(from.tokens, names), call, true);
    }
    if (call.package === 'reticulate' && /^import/.test(name)) {
      reading.pythonModules.push(...textsOf([...named('module'), ...first].slice(0, 1)));
      reading.folders.push(...textsOf(named('path')));
    }
    if (/^(?:setwd|with_dir|local_dir)$/.test(name))
      reading.folders.push(...textsOf([...named('dir'), ...first]));
    reading.folders.push(...textsOf(named('box.path')));
    if (/^(?:system|shell|pipe)$/.test(name))
      reading.commands.push(...textsOf([...named('command'), ...first]));
    if (/^(?:system2|run|exec_wait|exec_internal|process\$new)$/.test(name))
      reading.commands.push(
        valuesOf(given.filter((a) => !/^(?:stdout|stderr|env|wd)$/.test(a.name ?? ''))).flatMap(
          ({ texts }) => texts,
        ),
      );
    // `lapply(files, source)`, `do.call("source", list(file))`.
    const handed = given.findIndex((a) => isFunctionName(a.tokens, name));
    if (handed >= 0) {
      const others = given.filter(
        (a, i) => i !== handed && (a.name === undefined || /^(?:X|\.x|args|vec)$/.test(a.name)),
      );
      const [files] = valuesOf(others);
      const isLibrary = ATTACHES.test(given[handed]!.tokens.at(-1)!.value);
      if (isLibrary && files !== undefined) reading.packages.push(...files.texts);
      if (files !== undefined && !isLibrary) load(files, call);
      if (isLibrary && files?.whole === false) reading.unknown.push(placeOf(call));
    }
  }
  return reading;
}

const literal = (text: string): Value => ({
  texts: [text],
  folders: [],
  whole: true,
  guess: false,
});

/** Whether an argument is the name of a function that loads: `source`, `base::source`; of `do.call` also its text. */
function isFunctionName(tokens: readonly Token[], caller: string): boolean {
  const last = tokens.at(-1);
  if (
    last === undefined ||
    !(last.kind === 'name' || (last.kind === 'text' && caller === 'do.call'))
  )
    return false;
  const isAlone = tokens.length === 1 || (tokens.length === 3 && /^:::?$/.test(tokens[1]!.value));
  return (
    isAlone &&
    /^(?:source|sys\.source|source_python|library|require|requireNamespace|loadNamespace)$/.test(
      last.value,
    )
  );
}

/** `library(x)`, `library("x")`, `library(x, character.only = TRUE)`. */
function attach(call: Call, names: Names, packages: string[], tellUnknown: () => void): void {
  const { name, arguments: given } = call;
  const isQuoting = /^(?:library|require|p_load|shelf)$/.test(name);
  const isByValue = given.some(
    (a) => a.name === 'character.only' && /^T/.test(a.tokens[0]?.value ?? ''),
  );
  const all = given.filter((a) => a.name === undefined || a.name === 'package');
  for (const { tokens } of /^(?:p_load|shelf)$/.test(name) ? all : all.slice(0, 1)) {
    const [only] = tokens;
    if (tokens.length === 1 && only?.kind === 'name' && isQuoting && !isByValue)
      packages.push(only.value);
    else {
      const value = valueIn(tokens, names);
      packages.push(...value.texts);
      if (!value.whole) tellUnknown();
    }
  }
}

/** Whether a text is what some function reads of a file. */
function readsFile(
  tokens: readonly Token[],
  names: Names,
  seen: ReadonlySet<string> = new Set(),
): boolean {
  return tokens.some(({ kind, value }, at) => {
    if (kind !== 'name' || seen.has(value)) return false;
    if (READS.test(value) && isSign(tokens[at + 1], '(')) return true;
    const inner = new Set([...seen, value]);
    return (names.get(value) ?? []).some((assigned) => readsFile(assigned, names, inner));
  });
}

/** The packages in `package::name`. */
function qualifiers(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ kind, value }, at) =>
    (kind === 'name' || kind === 'text') &&
    /^:::?$/.test(tokens[at + 1]?.value ?? '') &&
    tokens[at + 1]!.kind === 'sign'
      ? value
      : [],
  );
}

/** A module of box as it is written: `./a/b` of `x = ./a/b[...]`. */
function writtenModule(tokens: readonly Token[]): string {
  const end = tokens.findIndex((token) => isSign(token, '[') || isSign(token, '[['));
  return tokens
    .slice(0, end < 0 ? tokens.length : end)
    .map(({ value }) => value)
    .join('');
}
