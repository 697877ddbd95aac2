import type { Problem } from '../problems/problem.js';
import { type TaskExperiment, tagOf } from './experiments.js';

/**
 * What is wrong between experiments, also of different catalogs: two projects of one name, folders
 * that are one or inside each other (also where only case tells them apart), and two pairs of dimension
 * and level that make one tag.
 */
export function checkStudy(experiments: readonly TaskExperiment[]): Problem[] {
  return [...folderProblems(experiments), ...tagProblems(experiments)];
}

function folderProblems(experiments: readonly TaskExperiment[]): Problem[] {
  const byFolder = new Map<string, TaskExperiment>();
  const byProject = new Map<string, TaskExperiment>();
  const problems = new Map<string, Problem>();
  const tell = (a: TaskExperiment, b: TaskExperiment, wrong: string) => {
    const { file } = b.catalog;
    const key = `${file}\0${b.task.name}`;
    // Within one task, equal ids are reported as such.
    if ((a.catalog === b.catalog && a.task === b.task) || problems.has(key)) return;
    const mend = 'give one of the catalogs a name, or rename the task';
    problems.set(key, { code: 'NXE030', file, path: placeOf(b), wrong, mend });
  };
  for (const experiment of experiments) {
    const { folder, project } = experiment;
    const same = byProject.get(project.toLowerCase()) ?? byFolder.get(folder.toLowerCase());
    if (same !== undefined)
      tell(
        same,
        experiment,
        `${project} is the same project as ${whose(same)}${same.project === project ? '' : ` (${same.project})`}`,
      );
    byFolder.set(folder.toLowerCase(), experiment);
    byProject.set(project.toLowerCase(), experiment);
  }
  for (const experiment of experiments) {
    const parts = experiment.folder.toLowerCase().split('/');
    for (let n = 1; n < parts.length; n++) {
      const outer = byFolder.get(parts.slice(0, n).join('/'));
      if (outer !== undefined)
        tell(
          outer,
          experiment,
          `${experiment.folder} is inside ${outer.folder}, where ${whose(outer)} writes`,
        );
    }
  }
  return [...problems.values()];
}

function whose(experiment: TaskExperiment): string {
  return `${placeOf(experiment)} of ${experiment.catalog.file}`;
}

function placeOf({ task }: TaskExperiment): string {
  return `tasks.${task.name}`;
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
            code: 'NXE029',
            file,
            path: `dimensions.${dimension}`,
            wrong: `the level ${level.name} makes the tag ${tag}, as a level of the dimension ${other.dimension} of ${other.file} does`,
            mend: 'rename one of them',
          });
        seen.set(tag, { dimension, file });
      }
  return problems;
}
