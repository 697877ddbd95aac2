import { shellWords } from './shell.js';

/** What of a command could be a path. */
export interface PathWords {
  /** Whole words and pieces of them, each once. */
  readonly words: readonly string[];
  /** The folders in which the command looks for some of them: `cd src && …`, `make -C src`. */
  readonly folders: readonly string[];
}

/** What stands between paths, or between an option and its path: `--x=a.csv`, `a.jar:b.jar`, `f('x.R')`. */
const BETWEEN = /[\s'"`=,:;@()|&<>[\]{}]+/;

/** Past this many places to cut it, a word is a text rather than a path that has such characters itself. */
const MOST_CUTS = 8;

const CHANGES_FOLDER = /^(cd|pushd|setwd|(os\.)?chdir|-C|--chdir|--directory|--cwd)$/;

const SEARCH_PATH = /^([A-Z0-9_]*PATH|[A-Z0-9]+LIB)=(.+)$/s;

/**
 * Everything in a sequence of words that could be a path. It finds too much rather than too little:
 * a file that is hashed in vain costs a rerun, and one that is missed gives a stale result. So each
 * word counts as it stands, and as the text of a shell, in pieces, and without its head or its tail.
 */
export function pathWords(sequence: readonly string[]): PathWords {
  const words = new Set<string>();
  const folders = new Set<string>();
  const seen = new Set<string>();
  const visit = (sequence: readonly string[]): void => {
    let before = '';
    for (const word of sequence) {
      const isOption = word.startsWith('-');
      if (CHANGES_FOLDER.test(before)) {
        // As in `cd -P src`.
        if (isOption) continue;
        folders.add(word);
      }
      if (before === '-m') for (const file of moduleFiles(word)) words.add(file);
      before = word;
      if (seen.has(word)) continue;
      seen.add(word);
      for (const folder of SEARCH_PATH.exec(word)?.[2]?.split(':') ?? []) folders.add(folder);
      if (/^-C./.test(word)) folders.add(word.slice(2));
      if (/^-[^-]./.test(word)) words.add(word.slice(2));
      if (!isOption) words.add(word);
      for (const part of partsOf(word)) if (!part.startsWith('-')) words.add(part);
      const inner = shellWords(word);
      if (inner.length !== 1 || inner[0] !== word) visit(inner);
      const pieces = word.split(BETWEEN).filter((piece) => piece !== '');
      if (pieces.length !== 1 || pieces[0] !== word) visit(pieces);
    }
  };
  visit(sequence);
  return { words: [...words], folders: chained([...folders]) };
}

/** What stands between quotes of one kind, and the word cut at each place where a path may begin or end. */
function partsOf(word: string): string[] {
  const quoted = ["'", '"', '`'].flatMap((quote) =>
    word.includes(quote) ? word.split(quote) : [],
  );
  const cuts = [...word.matchAll(/['"`=,:;@()|&<>[\]{}]/g)].map((match) => match.index);
  if (cuts.length > MOST_CUTS) return quoted;
  return [...quoted, ...cuts.flatMap((at) => [word.slice(0, at), word.slice(at + 1)])];
}

/** The files that `python -m a.b` runs, if they are there. */
function moduleFiles(module: string): string[] {
  const path = module.replaceAll('.', '/');
  const packages = path.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'));
  return [`${path}.py`, `${path}/__main__.py`, ...packages.map((p) => `${p}/__init__.py`)];
}

/** Folders as they are named, and each inside those before it, as for `cd src && cd lib`. */
function chained(folders: readonly string[]): string[] {
  const inner = folders.flatMap((folder, i) => folders.slice(0, i).map((f) => `${f}/${folder}`));
  return [...new Set([...folders, ...inner, folders.join('/')])].filter((folder) => folder !== '');
}
