import { dimensionNames, locateDimension } from '../edit/dimension.js';
import type { Files } from '../edit/syntax/source.js';

/** Where the levels of a dimension of a catalog are written: the same for catalogs that share it. */
export function levelPlace(
  files: Files,
  dimension: string,
): (catalog: string) => string | undefined {
  return (catalog) => {
    const { names, areAll } = dimensionNames(files, catalog);
    if (areAll && !names.includes(dimension)) return undefined;
    try {
      const { source, node } = locateDimension(files, catalog, dimension, '').levels;
      return `${source.file}:${node.start}`;
    } catch {
      return catalog;
    }
  };
}
