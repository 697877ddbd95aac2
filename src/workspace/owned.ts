import type { Tree } from '@nx/devkit';
import { partsOf } from '../definition/parts.js';
import { isLocal, normalized } from '../files/paths.js';
import { CatalogError } from '../problems/problem.js';
import type { StudyExperiment } from '../study/joined.js';
import { viewOf } from '../study/view.js';
import { catalogsIn, filesInTree } from './tree.js';
import { readWorkspace } from './workspace.js';

/** What the catalogs of a workspace have in their build folders, relative to its root. */
export interface Owned {
  /** The build folders. */
  readonly folders: readonly string[];
  /** The folders of experiments, and whatever else experiments read or run there. */
  readonly owned: readonly string[];
}

/**
 * What belongs to the experiments of all catalogs, in a generator's tree. Of a task that has none from
 * here, for want of data, nobody can tell: all in its folder does.
 *
 * @throws {CatalogError} where a catalog is in error: its experiments cannot be told
 */
export async function ownedIn(tree: Tree): Promise<Owned> {
  const { study, problems, named } = await readWorkspace(
    await filesInTree(tree),
    await catalogsIn(tree),
  );
  if (problems.length > 0) throw new CatalogError(problems);
  const { catalogs, experiments } = study;
  const having = new Set(experiments.map(({ task }) => task));
  const untold = catalogs.flatMap(({ bld, name, tasks }) =>
    tasks
      .filter((task) => !having.has(task))
      .map((task) => [bld, name, task.name].filter((part) => part !== undefined).join('/')),
  );
  const read = experiments.flatMap((experiment) => {
    const { code, leftOut, data } = partsOf(experiment, named(experiment));
    return [...code.files, ...(leftOut?.files ?? []), ...data, ...namedInBuild(experiment)];
  });
  const evaluated = catalogs.flatMap((catalog) => catalog.evaluated);
  return {
    folders: [...new Set(catalogs.map(({ bld }) => bld))].sort(),
    owned: [
      ...new Set([
        ...experiments.map(({ folder }) => folder),
        ...untold,
        ...[...read, ...evaluated].filter(isLocal),
      ]),
    ],
  };
}

/** Whatever in a build folder an experiment's levels, constants or command name. */
function namedInBuild(experiment: StudyExperiment): string[] {
  const { catalog, task } = experiment;
  const { levels, args } = viewOf(experiment);
  const text = JSON.stringify([levels, args, task.command ?? '']);
  return text
    .split(/["'\s=:,;()[\]<>\\]+/)
    .map((word) => normalized(word))
    .filter((path) => path.startsWith(`${catalog.bld}/`));
}
