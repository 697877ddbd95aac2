import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { CatalogModel } from '../catalog/model.js';
import { OVERVIEW_EXECUTOR, PACKAGE } from '../nx/names.js';

/** What an overview is told of a catalog, in its target's metadata, which Nx does not hash. */
export interface ShownCatalog extends Pick<CatalogModel, 'file' | 'bld' | 'dimensions'> {
  readonly tasks: readonly {
    readonly name: string;
    readonly over: readonly string[];
    readonly description?: string;
  }[];
}

/** The catalogs in the metadata of an overview's target. */
export function catalogsIn(
  target: { readonly metadata?: unknown } | undefined,
): readonly ShownCatalog[] {
  return (
    (target?.metadata as { readonly catalogs?: readonly ShownCatalog[] } | undefined)?.catalogs ??
    []
  );
}

/**
 * A target that shows the study, for each project that owns catalogs; it is no part of any experiment's hash.
 *
 * @param name the target's
 * @param owners the root of the project that owns a catalog, by the catalog's file
 * @param registersSync whether it names the sync generator
 * @returns what is added to these projects, by root
 */
export function overviewTargets(
  name: string,
  catalogs: readonly CatalogModel[],
  owners: ReadonlyMap<string, string>,
  registersSync: boolean,
): { readonly [root: string]: Pick<ProjectConfiguration, 'root' | 'targets'> } {
  const byRoot = new Map<string, CatalogModel[]>();
  for (const catalog of catalogs) {
    const root = owners.get(catalog.file);
    if (root !== undefined) byRoot.set(root, [...(byRoot.get(root) ?? []), catalog]);
  }
  return Object.fromEntries(
    [...byRoot].map(([root, own]) => {
      const target: TargetConfiguration = {
        executor: OVERVIEW_EXECUTOR,
        cache: false,
        // Whatever changes, there is nothing of it to run again.
        inputs: [{ externalDependencies: [] }],
        ...(registersSync && { syncGenerators: [`${PACKAGE}:sync`] }),
        metadata: {
          description: 'Shows the study: what is done, what would run and why, and what it costs',
          technologies: [PACKAGE],
          catalogs: own.map(shown),
        },
      };
      return [root, { root, targets: { [name]: target } }];
    }),
  );
}

function shown({ file, bld, dimensions, tasks }: CatalogModel): ShownCatalog {
  return {
    file,
    bld,
    dimensions,
    tasks: tasks.map(({ name, over, description }) => ({
      name,
      over,
      ...(description !== undefined && { description }),
    })),
  };
}
