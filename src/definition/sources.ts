import type { CatalogModel } from '../catalog/model.js';
import { type SourceFiles, type sourceFinder, sourcePattern } from '../files/source-files.js';

/** What reading the sources of catalogs takes from outside. */
export interface SourceReader {
  /** The workspace root, absolute. */
  readonly root: string;
  /** The files that Nx matches with a pattern. */
  readonly find: (pattern: string) => Promise<readonly string[]>;
  readonly among: ReturnType<typeof sourceFinder>;
}

/** What all globs of `sources` match, each read once; those that match nothing are worth a warning. */
export async function readSources(
  catalogs: readonly CatalogModel[],
  { root, find, among }: SourceReader,
): Promise<{
  /** Throws where they could not be found. */
  readonly filesOf: (glob: string) => SourceFiles;
  readonly warnings: readonly string[];
}> {
  const uses = catalogs.flatMap(({ file, tasks }) =>
    tasks.flatMap(({ name, sources }) => sources.map((glob) => ({ glob, file, name }))),
  );
  const byGlob = new Map<string, SourceFiles>();
  const failures = new Map<string, unknown>();
  for (const glob of new Set(uses.map((use) => use.glob)))
    try {
      const pattern = sourcePattern(root, glob);
      byGlob.set(glob, among(pattern, await find(pattern)));
    } catch (thrown) {
      failures.set(glob, thrown);
    }
  const isEmpty = (glob: string) => {
    const found = byGlob.get(glob);
    return found !== undefined && found.files.length + found.links.length === 0;
  };
  const warnings = uses
    .filter(({ glob }) => isEmpty(glob))
    .map(
      ({ glob, file, name }) =>
        `${file}: tasks.${name}.sources: ${JSON.stringify(glob)} matches no file; fix it, or leave it out (files that git ignores do not count)`,
    );
  const filesOf = (glob: string) => {
    const found = byGlob.get(glob);
    if (found === undefined) throw failures.get(glob);
    return found;
  };
  return { filesOf, warnings };
}
