import type {
  CollectedDimension,
  Collects,
  ExperimentView,
  Level,
  NeededExperiment,
} from '../catalog/experiment.js';
import { COLLECT, COLLECT_FORM, SUMMARY } from '../collect/name.js';
import { fill, placeholderValue } from '../command/placeholders.js';
import { normalized } from '../files/paths.js';
import type { ChosenLevel, TaskExperiment } from './experiments.js';
import type { Joined, StudyExperiment } from './joined.js';

/** Which levels a view shows: a task sees all of them, a hash sees no default level. */
type Shown = (level: ChosenLevel) => boolean;

/** What a task sees of its experiment. */
export function viewOf(experiment: StudyExperiment): ExperimentView {
  const known = views.get(experiment) ?? view(experiment, () => true);
  views.set(experiment, known);
  return known;
}

/** The plan, the parts and the inputs of an experiment are all made from its view. */
const views = new WeakMap<StudyExperiment, ExperimentView>();

/** What a task sees of its experiment, without default levels: the part that is hashed. */
export function hashedViewOf(experiment: StudyExperiment): Partial<ExperimentView> {
  const { args, ...rest } = view(experiment, (level) => !level.isDefault);
  // Tasks without constants have the digests that they had before there were any.
  return Object.keys(args).length === 0 ? rest : { ...rest, args };
}

function view(experiment: StudyExperiment, shown: Shown): ExperimentView {
  const { task, id } = experiment;
  const inputs = Object.entries(task.inputs).map(([name, paths]) => {
    const filled = [paths].flat().map((path) => normalized(fillLevels(path, experiment)));
    return [name, Array.isArray(paths) ? filled : filled[0]!];
  });
  return {
    id,
    task: task.name,
    levels: levelsOf(experiment.levels, shown),
    args: task.args,
    inputs: Object.fromEntries(inputs),
    needs: Object.fromEntries(
      Object.entries(experiment.needs).map(([name, joined]) => [name, neededOf(joined, shown)]),
    ),
    outputs: outputsOf(experiment),
    ...(task.run === COLLECT && { collects: collectsOf(experiment) }),
  };
}

/**
 * What a task that collects shows of the dimensions of what it needs. One that is at its default
 * everywhere is as if it were not there: otherwise adding it would change what exists. Replicates are a
 * summary's alone.
 */
function collectsOf({ needs, task }: StudyExperiment): Collects {
  const seen = new Map<string, CollectedDimension>();
  const shown = new Set<string>();
  for (const need of Object.keys(needs).sort())
    for (const { catalog, levels } of [needs[need]!].flat() as TaskExperiment[])
      for (const { dimension, isDefault } of levels) {
        if (!isDefault) shown.add(dimension);
        if (seen.has(dimension)) continue;
        const model = catalog.dimensions.find(({ name }) => name === dimension)!;
        const averages = model.replicate && Object.hasOwn(task.outputs, SUMMARY);
        seen.set(dimension, {
          name: dimension,
          ...(model.default !== undefined && { default: model.default }),
          ...(averages && { replicate: true }),
        });
      }
  return { form: COLLECT_FORM, dimensions: [...seen.values()].filter((d) => shown.has(d.name)) };
}

/** The text with the experiment's id, task, levels and constants filled in. */
export function fillLevels(text: string, experiment: TaskExperiment): string {
  const e = levelView(experiment);
  return fill(text, (name) => String(placeholderValue(name, e) ?? ''));
}

/** The part of a view that paths may refer to. */
export function levelView({ id, task, levels }: TaskExperiment): ExperimentView {
  return {
    id,
    task: task.name,
    levels: levelsOf(levels, () => true),
    args: task.args,
    inputs: {},
    needs: {},
    outputs: {},
  };
}

/** The paths of an experiment's outputs, relative to the workspace root. */
export function outputsOf(experiment: TaskExperiment): { [output: string]: string } {
  return Object.fromEntries(
    Object.entries(experiment.task.outputs).map(([name, path]) => [
      name,
      `${experiment.folder}/${path.includes('{') ? normalized(fillLevels(path, experiment)) : path}`,
    ]),
  );
}

function neededOf(joined: Joined, shown: Shown): NeededExperiment | readonly NeededExperiment[] {
  const one = (e: TaskExperiment): NeededExperiment => ({
    id: e.id,
    levels: levelsOf(e.levels, shown),
    outputs: outputsOf(e),
  });
  return 'id' in joined ? one(joined) : joined.map(one);
}

function levelsOf(levels: readonly ChosenLevel[], shown: Shown): { [dimension: string]: Level } {
  return Object.fromEntries(
    levels
      .filter(shown)
      .map(({ dimension, level }) => [dimension, { name: level.name, ...level.fields }]),
  );
}
