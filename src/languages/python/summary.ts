import type { ImportItem } from './import-statement.js';
import type { Value } from './value.js';

/** What a file of Python loads, as far as its own text tells; the same wherever the file is. */
export interface Summary {
  readonly imports: readonly ImportItem[];
  readonly loads: readonly Load[];
  /** The names in `__all__`; undefined where it is not set, or is computed. */
  readonly all?: readonly string[];
  readonly isAllComputed: boolean;
  /** Paths of code of other languages among its texts. */
  readonly mentioned: readonly Value[];
  /** Folders to which it changes. */
  readonly workingFolders: readonly Value[];
}

/** Code that is loaded by a call, or an assignment to `sys.path`. */
export interface Load {
  readonly kind: 'module' | 'path' | 'script' | 'main' | 'text' | 'command' | 'untold';
  /** A name, a list of folders, a path, a text or a list of words. */
  readonly value: Value;
  /** The package from which a relative name starts, or the working directory of a command. */
  readonly at?: Value;
  readonly line: number;
  readonly what: string;
}
