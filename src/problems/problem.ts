/** One thing that is wrong with a catalog. */
export interface Problem {
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

/** `<file>: <path in it>: <what is wrong>; <what to do>` */
export function describe({ file, path, wrong, mend }: Problem): string {
  return `${file}: ${path === '' ? '' : `${path}: `}${wrong}; ${mend}`;
}

/** What stops a catalog from being read, whatever it is. */
export function unusable(file: string, path: string, thrown: unknown): Problem {
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return {
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
export function refuse(file: string, path: string, wrong: string, mend: string): never {
  throw new CatalogError([{ file, path, wrong, mend }]);
}
