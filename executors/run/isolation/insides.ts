import { coded } from '../../../src/problems/problem.js';

/** Something that is no part of what Node or a package promises, and what has it. */
export interface Inside {
  readonly what: string;
  /** The name and version at hand. */
  readonly of: string;
  /** Those that have it. */
  readonly madeFor: string;
}

/** Node's loaders by extension, as every `require` in the process uses them. */
const LOADERS: Inside = {
  what: "table of loaders with '.js' in node:module",
  of: `Node ${process.versions.node}`,
  madeFor: 'Node 20.19 to 24',
};

/** @throws {Error} that says for which versions this was made, where something is not there */
export function expectInside(isThere: boolean, { what, of, madeFor }: Inside): void {
  if (isThere) return;
  throw new Error(
    coded(
      'NXE036',
      `${of} has no ${what}; this version of nx-experiments is made for ${madeFor}: use that, or install a newer nx-experiments`,
    ),
  );
}

/**
 * The loaders that `node:module` keeps.
 *
 * @param module what `node:module` exports
 */
export function loadersOf(module: object): NodeJS.RequireExtensions {
  const { _extensions: loaders } = module as { readonly _extensions?: NodeJS.RequireExtensions };
  expectInside(typeof loaders?.['.js'] === 'function', LOADERS);
  return loaders!;
}
