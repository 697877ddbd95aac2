import { join } from 'node:path';
import { parseTsconfig } from 'get-tsconfig';

/**
 * The `paths` of `tsconfig.base.json` as aliases of the loader, which itself looks for
 * `tsconfig.json` alone. Of each path the first place counts; patterns end in `/*` or have no `*`.
 *
 * @param root the workspace root, absolute
 * @returns absolute places by prefix (ending in `/`) or by name
 */
export function baseAliases(root: string): { readonly [alias: string]: string } {
  const { baseUrl = '.', paths = {} } = compilerOptionsOf(join(root, 'tsconfig.base.json'));
  return Object.fromEntries(
    Object.entries(paths).flatMap(([pattern, places]) => {
      const [place] = places;
      if (place === undefined) return [];
      const alias = pattern.replace(/\/\*$/, '/');
      const target = join(root, baseUrl, place.replace(/\/\*$/, '/'));
      return `${alias}${target}`.includes('*') ? [] : [[alias, target]];
    }),
  );
}

/** With what it extends; a file that is not there, or cannot be read, has no paths. */
function compilerOptionsOf(file: string) {
  try {
    // A cache of its own: the daemon's process lives on, and files change meanwhile.
    return parseTsconfig(file, new Map()).compilerOptions ?? {};
  } catch {
    return {};
  }
}
