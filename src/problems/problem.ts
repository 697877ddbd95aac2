import type { Code } from './codes.js';

/** One thing that is wrong with a catalog. */
export interface Problem {
  /** What kind of mistake it is: docs/reference/errors has a page for each. */
  readonly code: Code;
  /** The file, relative to the workspace root. */
  readonly file: string;
  /** The place in it, such as `tasks.estimate.needs.fit`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong. */
  readonly wrong: string;
  /** how to fix it. */
  readonly mend: string;
  /** The lines of code that it is about, for below the message. */
  readonly frame?: string;
}

/** `<file>: <path in it>: <what is wrong>; <what to do> (<code>)` */
export function describe({ code, file, path, wrong, mend }: Problem): string {
  return coded(code, `${file}: ${path === '' ? '' : `${path}: `}${wrong}; ${mend}`);
}

/** A message with its code, by which it can be looked up in docs/reference/errors. */
export function coded(code: Code, message: string): string {
  return `${message} (${code})`;
}

/** What stops a catalog from being read, whatever it is. */
export function unusable(file: string, path: string, thrown: unknown): Problem {
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: 'NXE007',
    file,
    path,
    wrong: `cannot be read: ${why}`,
    mend: 'fix that, and run it again',
  };
}

/** All that is wrong with one or more catalogs; the message has one line per problem, and its frame. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.flatMap((one) => [describe(one), ...(one.frame ? [one.frame] : [])]).join('\n'));
    this.problems = problems;
  }
}

/** Ends a generator with nothing written. */
export function refuse(code: Code, file: string, path: string, wrong: string, mend: string): never {
  throw new CatalogError([{ code, file, path, wrong, mend }]);
}
