import { createRequire } from 'node:module';
import { coded } from '../problems/problem.js';
import { PACKAGE } from './names.js';

// An import of CommonJS would read and parse each file once more, for the names of its exports.
const require = createRequire(import.meta.url);

/** As the peer dependency in package.json says. */
const MADE_FOR = '>=23.3.0 <25';

/**
 * A module of Nx's.
 *
 * @param names what this plugin takes of it
 * @throws {Error} where it lacks one: that says for which versions of Nx this was made
 */
export function partOfNx<T extends object>(path: string, names: readonly (keyof T & string)[]): T {
  let part: Partial<T> = {};
  try {
    part = require(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.includes('NOT_') !== true) throw error;
  }
  const missing = names.filter((name) => part[name] === undefined);
  if (missing.length === 0) return part as T;
  const { version } = require('nx/package.json') as { readonly version: string };
  throw new Error(
    coded(
      'NXE036',
      `${path} of nx ${version} has no ${missing.join(', ')}; this version of ${PACKAGE} is made for nx ${MADE_FOR}: install one of these, or a newer ${PACKAGE}`,
    ),
  );
}
