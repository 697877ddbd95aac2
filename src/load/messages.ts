import type { CatalogModel } from '../catalog/model.js';
import type { Problem } from '../problems/problem.js';

/** What the loading thread is given. */
export interface LoadRequest {
  /** The workspace root, absolute. */
  readonly root: string;
  /** Catalogs to load, relative to the root. */
  readonly files: readonly string[];
  /** Texts of files that are not on disk as they should be seen; null where a file is to be gone. */
  readonly overlay: { readonly [file: string]: string | null };
  /** The environment that catalogs see. */
  readonly env: NodeJS.ProcessEnv;
}

/** What the loading thread reports: the file that it starts with, then what became of it. */
export type LoadMessage =
  | { readonly type: 'start'; readonly file: string }
  | { readonly type: 'done'; readonly file: string; readonly loaded: Loaded };

/**
 * A catalog and what is wrong with it. One with problems is no good for running, but what can be read
 * of it shows what else is wrong.
 */
export interface Loaded {
  readonly catalog?: CatalogModel;
  /** All of the disk that decides it, absolute; undefined where that cannot be told. See `grounds.ts`. */
  readonly grounds?: readonly string[];
  readonly problems: readonly Problem[];
}
