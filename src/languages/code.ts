import type { Entry } from './entry.js';

/** The files of a workspace, as readers of code see them. Paths are relative to the workspace root, with forward slashes. */
export interface CodeFiles {
  /** The text of a file; undefined where it is none. */
  readonly read: (path: string) => string | undefined;
  readonly isFile: (path: string) => boolean;
  readonly isFolder: (path: string) => boolean;
  /** What is at the end of a symbolic link; of what is no link, itself. */
  readonly endOf: (path: string) => string;
  /** The names of what is in a folder, sorted; none where it is no folder. */
  readonly list: (folder: string) => readonly string[];
  /** The files of some name, without folders, that every clone has: those that git ignores are left out. Sorted. */
  readonly called: (name: string) => readonly string[];
}

/** What cannot be told from the text: code that is chosen at run time. */
export interface Unknown {
  /** The file in which it stands. */
  readonly file: string;
  /** Its line, from 1. */
  readonly line: number;
  /** What stands there, short: `importlib.import_module(name)`. */
  readonly what: string;
}

/** All that code loads, through other files too. */
export interface LoadedCode {
  /** Local files, sorted; the entries among them. */
  readonly files: readonly string[];
  /** What is imported and not local: top-level names of packages, sorted. */
  readonly packages: readonly string[];
  /** Names of folders of the workspace in whose place a package of that name counts, if one is installed; sorted. */
  readonly shadows?: readonly string[];
  readonly unknown: readonly Unknown[];
  /** What it runs in other languages, where the name of a file does not tell that. */
  readonly others?: readonly Entry[];
}

/** What a manifest says of a program or a task that a command runs by its name. */
export interface Declared {
  /** The manifest, relative to the workspace root. */
  readonly manifest: string;
  readonly name: string;
  /** What stands there, in a canonical form. */
  readonly text: string;
}
