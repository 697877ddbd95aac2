import type { CatalogModel, DimensionModel, LevelModel, TaskModel } from '../catalog/model.js';
import { LONGEST_ID } from '../catalog/names.js';
import type { ReadResources } from '../catalog/resources.js';
import type { Report } from '../problems/report.js';

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
  /** What its first, second, … attempt takes; undefined where nothing is said. */
  readonly resources?: readonly ReadResources[];
}

/** The experiments of a task, sorted by id; equal ids and long ones go into the report. */
export function experimentsOf(
  catalog: CatalogModel,
  task: TaskModel,
  report: Report,
): TaskExperiment[] {
  const dimensions = task.over.map((name) => catalog.dimensions.find((d) => d.name === name)!);
  const prefix = catalog.name === undefined ? task.name : `${catalog.name}/${task.name}`;
  const experiments = task.experiments.map((tuple, at): TaskExperiment => {
    const levels = dimensions.map((dimension, i) => choose(dimension, tuple[i]!));
    const id = idOf(levels);
    const project = `${prefix}/${id}`;
    const resources = task.resources?.[at] ?? task.resources?.[0];
    return {
      catalog,
      task,
      id,
      project,
      folder: `${catalog.bld}/${project}`,
      levels,
      ...(resources !== undefined && { resources }),
    };
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
  const long = experiments.filter(({ id }) => id.length > LONGEST_ID);
  if (long[0] !== undefined)
    report.add(
      'NXE029',
      '',
      `the id ${long[0].id.slice(0, 40)}… has ${long[0].id.length} characters, more than ${LONGEST_ID}${andMore(long)}`,
      'shorten the names of its levels',
    );
  const seen = new Map<string, TaskExperiment>();
  const same: [TaskExperiment, TaskExperiment][] = [];
  const alike: [TaskExperiment, TaskExperiment][] = [];
  for (const experiment of experiments) {
    const other = seen.get(experiment.id.toLowerCase());
    if (other === undefined) seen.set(experiment.id.toLowerCase(), experiment);
    else (other.id === experiment.id ? same : alike).push([other, experiment]);
  }
  for (const [a, b] of same.slice(0, 1))
    report.add(
      'NXE029',
      '',
      `${combination(a)} and ${combination(b)} both have the id ${a.id}${andMore(same)}`,
      'rename a level',
    );
  for (const [a, b] of alike.slice(0, 1))
    report.add(
      'NXE029',
      '',
      `${combination(a)} and ${combination(b)} have ids that only case tells apart, ${a.id} and ${b.id}${andMore(alike)}, and would share a folder where file names ignore case`,
      'rename a level',
    );
}

function andMore(found: readonly unknown[]): string {
  const more = found.length - 1;
  return more === 0 ? '' : ` (and ${more} more such ${more === 1 ? 'case' : 'cases'})`;
}

/** The levels of an experiment for a message: `data=a, model=ols`. */
export function combination({ levels }: Pick<TaskExperiment, 'levels'>): string {
  return levels.map((l) => `${l.dimension}=${l.level.name}`).join(', ');
}

/** The tag of a level. */
export function tagOf(dimension: string, level: string): string {
  return `${dimension}_${level}`;
}
