import type { Tree } from '@nx/devkit';
import { refuse } from '../../src/problems/problem.js';
import { catalogsIn } from '../../src/workspace/tree.js';

/**
 * The catalog that is meant: the one that is given, otherwise the only one that it can be.
 *
 * @param given a catalog's file or its folder, relative to the workspace root
 * @param placeIn what would be edited for a catalog, undefined where it does not fit; catalogs that
 *   lead to the same place, such as a dimension that they share, are no alternatives
 * @throws {CatalogError} with the candidates; or what is wrong with a catalog, where none fits
 */
export async function chooseCatalog(
  tree: Tree,
  given: string | undefined,
  placeIn: (catalog: string) => string | undefined = (catalog) => catalog,
): Promise<string> {
  const catalogs = await catalogsIn(tree);
  if (catalogs.length === 0)
    refuse(
      'NXE041',
      '--catalog',
      '',
      'there is no catalog in this workspace',
      'make one with nx g nx-experiments:catalog <directory>',
    );
  if (given !== undefined) return givenCatalog(given, catalogs);
  const errors: unknown[] = [];
  const placeOf = (catalog: string) => {
    try {
      return placeIn(catalog);
    } catch (error) {
      errors.push(error);
      return undefined;
    }
  };
  const found = new Map(catalogs.map((catalog) => [catalog, placeOf(catalog)]));
  const fitting = catalogs.filter((catalog) => found.get(catalog) !== undefined);
  if (fitting.length === 0 && errors.length > 0) throw errors[0];
  const candidates = fitting.length > 0 ? fitting : catalogs;
  const places = new Set(candidates.map((catalog) => found.get(catalog) ?? catalog));
  if (places.size > 1)
    refuse(
      'NXE041',
      '--catalog',
      '',
      fitting.length > 0
        ? `could be any of ${candidates.length} catalogs`
        : `none of ${candidates.length} catalogs has what is named`,
      `give one of ${candidates.map((catalog) => `--catalog=${catalog}`).join(', ')}`,
    );
  return candidates[0]!;
}

function givenCatalog(given: string, catalogs: readonly string[]): string {
  const path = given.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/$/, '');
  const inFolder = catalogs.filter((catalog) => catalog.startsWith(`${path}/`));
  const found = catalogs.includes(path)
    ? path
    : inFolder.find((file) => !file.slice(path.length + 1).includes('/'));
  if (found !== undefined) return found;
  return refuse(
    'NXE041',
    '--catalog',
    '',
    `${given} is no catalog`,
    `it may be ${catalogs.join(', ')}`,
  );
}
