import { foldersAbove, overlaps } from '../files/paths.js';
import type { Problem } from '../problems/problem.js';
import { commandPaths } from './command-paths.js';
import type { TaskExperiment } from './experiments.js';
import type { StudyExperiment } from './joined.js';
import { outputsOf, viewOf } from './view.js';

/**
 * Inputs, and paths in commands, that experiments write: without a need, nothing would make them
 * first. One problem for each input of a task and one for its command, naming the first experiment.
 */
export function checkInputs(experiments: readonly StudyExperiment[]): Problem[] {
  const byFolder = new Map<string, StudyExperiment>();
  for (const experiment of experiments)
    for (const folder of [experiment.folder, ...foldersAbove(experiment.folder)])
      if (!byFolder.has(folder)) byFolder.set(folder, experiment);
  const blds = [...new Set(experiments.map((e) => e.catalog.bld))];
  const problems = new Map<string, Problem>();
  const tell = (path: string, place: string, reader: StudyExperiment, writer: StudyExperiment) => {
    const { catalog, task } = reader;
    const key = `${catalog.file}\0${task.name}\0${place}`;
    if (problems.has(key)) return;
    problems.set(key, {
      code: 'NXE028',
      file: catalog.file,
      path: `tasks.${task.name}.${place}`,
      wrong: `${path} is where ${writer.project} writes, so ${reader.project} might read it too early`,
      mend:
        writer.task === task
          ? `write {outputs.${Object.keys(task.outputs)[0]}} for an experiment's own output`
          : `name the task ${writer.task.name} in needs, and read it from there`,
    });
  };
  for (const experiment of experiments) {
    if (Object.keys(experiment.task.inputs).length > 0)
      for (const [key, paths] of Object.entries(viewOf(experiment).inputs))
        for (const path of [paths].flat()) {
          const writer = writerOf(path, byFolder);
          if (writer !== undefined) tell(path, `inputs.${key}`, experiment, writer);
        }
    const { literal, filled } = commandPaths(experiment);
    const built = [...literal, ...filled].filter((path) =>
      blds.some((b) => path.startsWith(`${b}/`)),
    );
    const early = built.flatMap((path) => {
      const writer = writerOf(path, byFolder);
      return writer === undefined || mayName(path, experiment, writer) ? [] : { path, writer };
    });
    // Among what could be paths there are whole texts, which make a worse message.
    const [worst] = early.toSorted((a, b) => Number(/\s/.test(a.path)) - Number(/\s/.test(b.path)));
    if (worst !== undefined) tell(worst.path, 'command', experiment, worst.writer);
  }
  return [...problems.values()];
}

/**
 * Whether a command may name a path: the experiment's own folder, what is inside or above it, and
 * what the experiment needs. (Above the folders of others there may be results of levels that are gone.)
 */
function mayName(path: string, experiment: StudyExperiment, writer: StudyExperiment): boolean {
  const { folder, needs } = experiment;
  if (overlaps(path, folder)) return true;
  const isNeeded = Object.values(needs).some((n) =>
    ([n].flat() as TaskExperiment[]).some(({ project }) => project === writer.project),
  );
  return (
    isNeeded &&
    path.startsWith(writer.folder) &&
    Object.values(outputsOf(writer)).some((o) => path.startsWith(o) || o.startsWith(path))
  );
}

/** An experiment whose folder is at a path or below it, or in whose own folder the path lies. */
function writerOf(
  path: string,
  byFolder: ReadonlyMap<string, StudyExperiment>,
): StudyExperiment | undefined {
  const below = byFolder.get(path);
  if (below !== undefined) return below;
  for (const folder of [path, ...foldersAbove(path)]) {
    const experiment = byFolder.get(folder);
    if (experiment?.folder === folder) return experiment;
  }
  return undefined;
}
