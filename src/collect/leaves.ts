import type { Cell, Value } from './value.js';

/** Which values are wanted; see {@link picking}. */
export interface Pick {
  /** The first pattern that takes a name, by its index; undefined where none does. */
  readonly by: (name: string) => number | undefined;
}

/**
 * Values by patterns, in which `*` stands for any text, also with dots. What names something nested
 * takes all that is inside.
 */
export function picking(patterns: readonly string[]): Pick {
  const tests = patterns.map((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}(?:\\..*)?$`, 's');
  });
  return {
    by(name) {
      const index = tests.findIndex((test) => test.test(name));
      return index < 0 ? undefined : index;
    },
  };
}

/**
 * The values inside one of JSON, by their paths with dots; its own path is empty. An array is one
 * value, unless only things inside it are wanted: then these, by their index.
 */
export function leavesOf(
  value: Value,
  isWanted?: (path: string) => boolean,
): readonly (readonly [path: string, cell: Cell])[] {
  const leaves: (readonly [string, Cell])[] = [];
  const walk = (at: Value, path: string): void => {
    const inside = (key: string) => (path === '' ? key : `${path}.${key}`);
    if (at === null || typeof at !== 'object') {
      if (isWanted === undefined || isWanted(path)) leaves.push([path, at]);
    } else if (!Array.isArray(at)) {
      for (const [key, one] of Object.entries(at)) walk(one as Value, inside(key));
    } else if (isWanted === undefined || isWanted(path)) leaves.push([path, at]);
    else for (const [i, one] of at.entries()) walk(one as Value, inside(String(i)));
  };
  walk(value, '');
  return leaves;
}
