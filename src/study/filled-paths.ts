import { placeholdersIn } from '../command/placeholders.js';
import { normalizeInside, overlapping, writtenPathProblem } from '../files/paths.js';
import type { Report } from '../problems/report.js';
import type { StudyExperiment } from './joined.js';
import { fillLevels, outputsOf } from './view.js';

/**
 * Checks the paths of one task's inputs and outputs as they are once their placeholders are filled
 * in: a level's field may hold anything. One problem for each path, naming the first experiment.
 */
export function checkPaths(experiments: readonly StudyExperiment[], report: Report): void {
  const { inputs = {}, outputs = {} } = experiments[0]?.task ?? {};
  for (const [key, paths] of Object.entries(inputs))
    for (const path of varying([paths].flat()))
      reportFirst(experiments, report.at('inputs').at(key), (experiment) => {
        const filled = fillLevels(path, experiment);
        if (normalizeInside(filled) !== undefined) return undefined;
        const shown = JSON.stringify(filled);
        return filled.includes('\\')
          ? `${shown} has a backslash, which no path here may have`
          : `${shown} is not a path inside the workspace`;
      });
  const varyingOutputs = varying(Object.values(outputs));
  for (const [key, path] of Object.entries(outputs).filter(([, p]) => varyingOutputs.includes(p)))
    reportFirst(experiments, report.at('outputs').at(key), (experiment) =>
      writtenPathProblem(fillLevels(path, experiment)),
    );
  if (varyingOutputs.length > 0) reportFirst(experiments, report.at('outputs'), sharedPlace);
}

/** The paths that differ between experiments; the others were checked when they were read. */
function varying(paths: readonly string[]): string[] {
  return paths.filter((path) => placeholdersIn(path).length > 0);
}

function reportFirst(
  experiments: readonly StudyExperiment[],
  report: Report,
  problemOf: (experiment: StudyExperiment) => string | undefined,
): void {
  for (const experiment of experiments) {
    const problem = problemOf(experiment);
    if (problem === undefined) continue;
    report.add(
      'NXE016',
      '',
      `in the experiment ${experiment.project}, ${problem}`,
      'fix the field of its level, or the path',
    );
    return;
  }
}

function sharedPlace(experiment: StudyExperiment): string | undefined {
  const shared = overlapping(Object.entries(outputsOf(experiment)));
  return shared && `${shared[0]} and ${shared[1]} are one place, or one is inside the other`;
}
