import type { Entry } from '../entry.js';
import type { Summary } from './summary.js';

/** What a command runs by Python. Paths are relative to the workspace root. */
export type PythonEntry =
  | { readonly kind: 'script'; readonly file: string }
  /** `-m a.b` */
  | { readonly kind: 'module'; readonly name: string }
  /** `-c` */
  | { readonly kind: 'text'; readonly text: string }
  /** A module that an installed program imports, and the folder of the project that makes the program. */
  | { readonly kind: 'installed'; readonly name: string; readonly folder: string }
  /** Files and folders of tests; the workspace root where there is none. */
  | {
      readonly kind: 'pytest';
      readonly paths: readonly string[];
      readonly options?: readonly string[];
    }
  /** What a command that it starts runs in another language. */
  | { readonly kind: 'other'; readonly entry: Entry };

export interface PythonSettings {
  /** The folders and archives of PYTHONPATH, relative to the workspace root. */
  readonly pythonPath?: readonly string[];
  /** The working directory, relative to the workspace root; `.` by default. */
  readonly workingFolder?: string;
  /**
   * Whether it may search in another order than it does by itself: with `-I`, `-P`, `-E` or PYTHONSAFEPATH it
   * leaves folders out. Then no folder is sure to come first, and all that could be meant counts.
   */
  readonly isUnsure?: boolean;
  /** Reads a text, or takes what was read of it before. */
  readonly summaryOf?: (text: string) => Summary;
}
