import { posix } from 'node:path';

/**
 * What an expression stands for, as far as its text tells, whatever file it is in: a text, or an
 * operation on such. `?` is what cannot be told, `any` one of several.
 */
export type Value = string | readonly [op: Operation, ...values: Value[]];

export type Operation =
  | '?'
  | 'any'
  | 'list'
  /** Texts, or lists, one behind the other. */
  | 'cat'
  /** The file in which the expression stands; the working directory; the running Python. */
  | 'file'
  | 'cwd'
  | 'python'
  /** The names of the module and of its package. */
  | 'module'
  | 'package'
  | 'up'
  | 'join'
  | 'absolute'
  /** An opened file; what is in a file. */
  | 'open'
  | 'content';

export const UNTOLD: Value = ['?'];

/** Where an expression stands. Paths are absolute, with {@link ROOT} for the workspace's root. */
export interface Standpoint {
  /** Undefined for a text of the command line. */
  readonly file: string | undefined;
  readonly workingFolders: readonly string[];
  readonly modules: readonly string[];
  readonly packages: readonly string[];
}

/** Stands for the workspace's root in absolute paths, wherever that is. */
export const ROOT = '/\0';

/** More ways than this are as good as untold. */
const MOST = 500;

/** All texts that a value may stand for; undefined where one cannot be told. */
export function textsOf(value: Value, at: Standpoint): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  const [op, ...values] = value;
  switch (op) {
    case 'any':
      return all(values.map((one) => textsOf(one, at)))?.flat();
    case 'file':
      return at.file === undefined ? undefined : [at.file];
    case 'cwd':
      return at.workingFolders;
    case 'module':
      return known(at.modules);
    case 'package':
      return known(at.packages);
    case 'cat':
      return combined(values, at, (texts) => texts.join(''));
    case 'join':
      return combined(values, at, (texts) =>
        texts.reduce((path, next) => (next.startsWith('/') ? next : posix.join(path, next)), ''),
      );
    case 'up':
      return combined(values, at, ([path]) => posix.dirname(path ?? ''));
    case 'absolute':
      return textsOf(values[0] ?? UNTOLD, at)?.flatMap((path) => absolute(path, at));
    default:
      return undefined;
  }
}

/** The paths that a text may mean, absolute. */
export function absolute(path: string, { workingFolders }: Standpoint): readonly string[] {
  return path.startsWith('/')
    ? [posix.normalize(path)]
    : workingFolders.map((folder) => posix.join(folder, path));
}

/** A path relative to the workspace root, `.` for itself; undefined where it is outside. */
export function inWorkspace(absolutePath: string): string | undefined {
  const path = posix.relative(ROOT, absolutePath);
  return path === '..' || path.startsWith('../') ? undefined : path || '.';
}

/** The elements of a list, in all forms that it may have; undefined where that is no list. */
export function listsOf(value: Value): readonly (readonly Value[])[] | undefined {
  if (typeof value === 'string') return undefined;
  const [op, ...values] = value;
  if (op === 'list') return [values];
  if (op === 'any') return all(values.map(listsOf))?.flat();
  if (op !== 'cat') return undefined;
  const parts = all(values.map(listsOf));
  return parts && product(parts)?.map((lists) => lists.flat());
}

function combined(
  values: readonly Value[],
  at: Standpoint,
  combine: (texts: readonly string[]) => string,
): readonly string[] | undefined {
  const parts = all(values.map((value) => textsOf(value, at)));
  return parts && product(parts)?.map(combine);
}

function product<T>(parts: readonly (readonly T[])[]): T[][] | undefined {
  let ways: T[][] = [[]];
  for (const part of parts) {
    if (ways.length * part.length > MOST) return undefined;
    ways = ways.flatMap((way) => part.map((one) => [...way, one]));
  }
  return ways;
}

function all<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  return values.includes(undefined) ? undefined : (values as readonly T[]);
}

function known(names: readonly string[]): readonly string[] | undefined {
  return names.length > 0 ? names : undefined;
}
