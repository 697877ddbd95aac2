import type { TaskExperiment } from './experiments.js';
import type { Problem } from './problems.js';

/**
 * What is wrong between experiments, also of different catalogs: two projects of one name, folders
 * that are one or inside each other (also where only case tells them apart), and two pairs of
 * dimension and level that make one tag.
 */
export function checkStudy(experiments: readonly TaskExperiment[]): Problem[] {
  return [...folderProblems(experiments), ...tagProblems(experiments)];
}

function folderProblems(experiments: readonly TaskExperiment[]): Problem[] {
  const byFolder = new Map<string, TaskExperiment>();
  const problems: Problem[] = [];
  const tell = (a: TaskExperiment, b: TaskExperiment, wrong: string) => {
    const isSeen = problems.some((p) => p.file === b.catalog.file && p.path === placeOf(b));
    if (a.catalog !== b.catalog || a.task !== b.task)
      if (!isSeen)
        problems.push({
          file: b.catalog.file,
          path: placeOf(b),
          wrong: `${wrong} as ${placeOf(a)} of ${a.catalog.file}`,
          mend: 'give one of the catalogs a name, or rename the task',
        });
  };
  for (const experiment of experiments) {
    const folder = experiment.folder.toLowerCase();
    const same =
      byFolder.get(folder) ?? byFolder.get(`project:${experiment.project.toLowerCase()}`);
    if (same !== undefined) tell(same, experiment, `${experiment.project} is the same project`);
    byFolder.set(folder, experiment);
    byFolder.set(`project:${experiment.project.toLowerCase()}`, experiment);
  }
  for (const experiment of experiments) {
    const parts = experiment.folder.toLowerCase().split('/');
    for (let n = 1; n < parts.length; n++) {
      const outer = byFolder.get(parts.slice(0, n).join('/'));
      if (outer !== undefined)
        tell(outer, experiment, `${experiment.folder} is inside the same folder ${outer.folder}`);
    }
  }
  return problems;
}

function placeOf({ task }: TaskExperiment): string {
  return `tasks.${task.name}`;
}

/** The tag of a level. */
export function tagOf(dimension: string, level: string): string {
  return `${dimension}_${level}`;
}

function tagProblems(experiments: readonly TaskExperiment[]): Problem[] {
  const dimensions = new Map(experiments.map((e) => [e.catalog, e.catalog.dimensions]));
  const seen = new Map<string, { readonly dimension: string; readonly file: string }>();
  const problems: Problem[] = [];
  for (const [{ file }, catalogDimensions] of dimensions)
    for (const { name: dimension, levels } of catalogDimensions)
      for (const level of levels) {
        const tag = tagOf(dimension, level.name);
        const other = seen.get(tag);
        if (other !== undefined && other.dimension !== dimension)
          problems.push({
            file,
            path: `dimensions.${dimension}`,
            wrong: `the level ${level.name} makes the tag ${tag}, as a level of the dimension ${other.dimension} of ${other.file} does`,
            mend: 'rename one of them',
          });
        seen.set(tag, { dimension, file });
      }
  return problems;
}
