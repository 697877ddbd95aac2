import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '../files/paths.js';
import { moduleOptionsOf } from './tsconfig.js';

/**
 * The `paths` of `tsconfig.base.json` as aliases of the loader, which itself looks for
 * `tsconfig.json` alone. Of each path the first place counts; patterns end in `/*` or have no `*`.
 *
 * @param root the workspace root, absolute
 * @returns absolute places by prefix (ending in `/`) or by name
 */
export function baseAliases(root: string): { readonly [alias: string]: string } {
  return aliasesIn(root, 'tsconfig.base.json');
}

/**
 * The `paths` of the root's tsconfig files that lead into the workspace.
 *
 * @param root the workspace root, absolute
 * @returns places relative to the root by prefix (ending in `/`) or by name
 */
export function localAliases(root: string): { readonly [alias: string]: string } {
  const all = { ...aliasesIn(root, 'tsconfig.json'), ...baseAliases(root) };
  return Object.fromEntries(
    Object.entries(all).map(([alias, place]) => [alias, workspacePath(root, place)]),
  );
}

function aliasesIn(root: string, file: string): { readonly [alias: string]: string } {
  const { paths } = moduleOptionsOf((path) => textOf(join(root, path)), file);
  return Object.fromEntries(
    Object.entries(paths).flatMap(([pattern, places]) => {
      const [place] = places;
      if (place === undefined) return [];
      const alias = pattern.replace(/\/\*$/, '/');
      const target = join(root, place.replace(/\/\*$/, '/'));
      return `${alias}${target}`.includes('*') ? [] : [[alias, target]];
    }),
  );
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
