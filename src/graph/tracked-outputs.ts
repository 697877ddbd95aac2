import { trackedFiles } from '../files/tracked.js';
import { type Problem, unusable } from '../problems/problem.js';
import type { StudyExperiment } from '../study/joined.js';
import { outputsOf } from '../study/view.js';

/**
 * Outputs that are, or hold, files that git tracks: an experiment would delete them, and so would Nx
 * where it restores a result from its cache. One for each task.
 *
 * @param root the workspace root, absolute
 */
export async function trackedOutputs(
  root: string,
  experiments: readonly StudyExperiment[],
): Promise<readonly Problem[]> {
  const problems = new Map<string, Problem>();
  for (const bld of new Set(experiments.map(({ catalog }) => catalog.bld))) {
    const inside = experiments.filter(({ catalog }) => catalog.bld === bld);
    try {
      const tracked = await trackedFiles(root, bld);
      for (const experiment of inside) {
        const { file } = experiment.catalog;
        const key = `${file}\0${experiment.task.name}`;
        if (problems.has(key)) continue;
        for (const [output, path] of Object.entries(outputsOf(experiment))) {
          const found = tracked.at(path);
          if (found === undefined) continue;
          const wrong = `its file ${path} would be written over ${found}, which git tracks`;
          const mend = `give the catalog another \`bld\`, or take the file out of git: git rm --cached ${found}`;
          const place = `tasks.${experiment.task.name}.outputs.${output}`;
          problems.set(key, { code: 'NXE019', file, path: place, wrong, mend });
        }
      }
    } catch (thrown) {
      for (const { catalog } of inside)
        problems.set(`${catalog.file}\0bld`, unusable(catalog.file, 'bld', thrown));
    }
  }
  return [...problems.values()];
}
