import type { CatalogModel, DimensionModel, LevelModel, TaskModel } from './model.js';
import { LONGEST_ID } from './names.js';
import type { Report } from './report.js';

/** The level that an experiment has of one dimension. */
export interface ChosenLevel {
  readonly dimension: string;
  readonly level: LevelModel;
  /** Whether it is the dimension's default: then it is in no id, path, tag or hash. */
  readonly isDefault: boolean;
}

/** One experiment of one task, not yet joined with what it needs. */
export interface TaskExperiment {
  readonly catalog: CatalogModel;
  readonly task: TaskModel;
  readonly id: string;
  /** The Nx project. */
  readonly project: string;
  /** The experiment's own folder, relative to the workspace root: also the project's root. */
  readonly folder: string;
  /** In the order of the catalog's dimensions. */
  readonly levels: readonly ChosenLevel[];
}

/** The experiments of a task, sorted by id; equal ids and long ones go into the report. */
export function experimentsOf(
  catalog: CatalogModel,
  task: TaskModel,
  report: Report,
): TaskExperiment[] {
  const dimensions = task.over.map((name) => catalog.dimensions.find((d) => d.name === name)!);
  const prefix = catalog.name === undefined ? task.name : `${catalog.name}/${task.name}`;
  const experiments = task.experiments.map((tuple): TaskExperiment => {
    const levels = dimensions.map((dimension, i) => choose(dimension, tuple[i]!));
    const id = idOf(levels);
    const project = `${prefix}/${id}`;
    return { catalog, task, id, project, folder: `${catalog.bld}/${project}`, levels };
  });
  reportIds(experiments, report);
  return experiments.sort((a, b) => compareText(a.id, b.id));
}

/** Compares texts by code units: the same order on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function choose(dimension: DimensionModel, index: number): ChosenLevel {
  const level = dimension.levels[index]!;
  return { dimension: dimension.name, level, isDefault: level.name === dimension.default };
}

/** Level names joined by `-`, without default levels. */
function idOf(levels: readonly ChosenLevel[]): string {
  if (levels.length === 0) return 'all';
  const names = levels.filter((l) => !l.isDefault).map((l) => l.level.name);
  return names.length === 0 ? 'default' : names.join('-');
}

function reportIds(experiments: readonly TaskExperiment[], report: Report): void {
  const seen = new Map<string, TaskExperiment>();
  for (const experiment of experiments) {
    const { id } = experiment;
    if (id.length > LONGEST_ID)
      report.add(
        '',
        `the id ${id.slice(0, 40)}… has ${id.length} characters, more than ${LONGEST_ID}`,
        'shorten the names of its levels',
      );
    const other = seen.get(id.toLowerCase());
    if (other !== undefined)
      report.add(
        '',
        `${combination(other)} and ${combination(experiment)} both have the id ${id}${other.id === id ? '' : ' but for case'}`,
        'rename a level',
      );
    seen.set(id.toLowerCase(), experiment);
  }
}

/** The levels of an experiment for a message: `data=a, model=ols`. */
export function combination({ levels }: Pick<TaskExperiment, 'levels'>): string {
  return levels.map((l) => `${l.dimension}=${l.level.name}`).join(', ');
}
