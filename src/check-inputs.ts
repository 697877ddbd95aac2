import type { StudyExperiment } from './expanded.js';
import type { Problem } from './problems.js';
import { viewOf } from './view.js';

/**
 * Inputs that experiments write: without a need, nothing would make them first. One problem for
 * each input of a task, naming the first experiment.
 */
export function checkInputs(experiments: readonly StudyExperiment[]): Problem[] {
  const byFolder = new Map<string, StudyExperiment>();
  for (const experiment of experiments)
    for (const folder of upwards(experiment.folder))
      if (!byFolder.has(folder)) byFolder.set(folder, experiment);
  const problems = new Map<string, Problem>();
  for (const experiment of experiments) {
    if (Object.keys(experiment.task.inputs).length === 0) continue;
    for (const [key, paths] of Object.entries(viewOf(experiment).inputs))
      for (const path of [paths].flat()) {
        const writer = byFolder.get(path) ?? writerOf(path, byFolder);
        const { catalog, task } = experiment;
        const place = `tasks.${task.name}.inputs.${key}`;
        if (writer === undefined || problems.has(`${catalog.file}\0${place}`)) continue;
        problems.set(`${catalog.file}\0${place}`, {
          file: catalog.file,
          path: place,
          wrong: `${path} is where ${writer.project} writes, so ${experiment.project} might read it too early`,
          mend: `name the task ${writer.task.name} in needs, and read it from there`,
        });
      }
  }
  return [...problems.values()];
}

/** The experiment in whose own folder a path lies. */
function writerOf(
  path: string,
  byFolder: ReadonlyMap<string, StudyExperiment>,
): StudyExperiment | undefined {
  for (const folder of upwards(path)) {
    const experiment = byFolder.get(folder);
    if (experiment?.folder === folder) return experiment;
  }
  return undefined;
}

/** A path and all folders above it. */
function upwards(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, n) => parts.slice(0, parts.length - n).join('/'));
}
