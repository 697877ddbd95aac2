/** The languages whose files are read for what they load. */
export type Language = 'python' | 'r' | 'shell' | 'node' | 'julia' | 'c' | 'notebook';

/** Where code begins that a command, or other code, runs. */
export type Entry =
  /** A file, relative to the workspace root. */
  | { readonly language: Language; readonly kind: 'file'; readonly file: string }
  /** The code itself: `Rscript -e '…'`. */
  | { readonly language: Language; readonly kind: 'text'; readonly text: string }
  /** `python -m a.b`. */
  | { readonly language: 'python'; readonly kind: 'module'; readonly name: string }
  /** A module that an installed program imports. */
  | {
      readonly language: 'python';
      readonly kind: 'installed';
      readonly name: string;
      /** The folder of the project that makes the program. */
      readonly folder: string;
    }
  /** Tests at paths; none are those of the working directory. */
  | {
      readonly language: 'python';
      readonly kind: 'pytest';
      readonly paths: readonly string[];
      /** `-pplugin` and `--doctest-modules`. */
      readonly options?: readonly string[];
    };

/** What one file or text of code loads by itself; paths are relative to the workspace root. */
export interface Loads {
  /** Code that it loads or runs. */
  readonly entries: readonly Entry[];
  /** Local files that belong to it and load nothing themselves, such as a package's NAMESPACE. */
  readonly files: readonly string[];
  /** Packages that it loads and that are not local. */
  readonly packages: readonly string[];
  /** Folders to which it changes, where further paths may start. */
  readonly folders: readonly string[];
  /** Those of PYTHONPATH, which it sets. */
  readonly pythonPath?: readonly string[];
  readonly unknown: readonly { readonly line: number; readonly what: string }[];
}

const LANGUAGES: readonly (readonly [extension: RegExp, language: Language])[] = [
  [/\.pyw?$/, 'python'],
  [/\.(?:[rR]|[rR]md|qmd|Rnw|Rpres)$/, 'r'],
  [/\.(?:ba|da|z|k)?sh$/, 'shell'],
  [/\.[cm]?[jt]sx?$/, 'node'],
  [/\.jl$/, 'julia'],
  [/\.ipynb$/, 'notebook'],
  [/\.(?:[chs]|[ch](?:pp|xx|\+\+)|cc|hh|cuh?|inl|ipp|tpp|f|for|ftn|f(?:90|95|03|08))$/i, 'c'],
];

/** The language of a file by its name. */
export function languageOf(file: string): Language | undefined {
  return LANGUAGES.find(([extension]) => extension.test(file))?.[1];
}

/** Whether a file is code by its name that nothing follows further: of `sed -f`, `sqlite3`, Stan. */
export function isOtherCode(file: string): boolean {
  return /\.(?:sed|awk|sql|stan|jq|m4|do|sas|m|gms|mod|pl|pm|rb|lua)$/.test(file);
}

/** The line of a place in a text, from 1. */
export function lineAt(text: string, place: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < place; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** A piece of code in one short line. */
export function short(code: string): string {
  const line = code.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
