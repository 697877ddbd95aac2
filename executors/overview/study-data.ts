import { fillCommand } from '../../src/command/placeholders.js';
import type { Plan } from '../../src/definition/plan.js';
import { foldersAbove } from '../../src/files/paths.js';
import type { ShownCatalog } from '../../src/graph/overview-targets.js';
import type { Durations } from '../run/state/durations.js';
import type { LastRun } from '../run/state/last-run.js';
import type { DefinitionData, DimensionData, ExperimentData, StudyData, TaskData } from './data.js';
import { groupsOf } from './groups.js';
import type { Member } from './members.js';
import { priceAmong } from './price.js';
import type { Verdict } from './states.js';

/** What the data of a study are made from. */
export interface StudyParts {
  /** The catalog's project. */
  readonly project: string;
  /** All catalogs of the workspace. */
  readonly catalogs: readonly ShownCatalog[];
  readonly members: readonly Member[];
  /** By the ids of tasks. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly durations: Durations;
  readonly lastOf: (member: Member) => LastRun | undefined;
  /** How many experiments run at once. */
  readonly parallel: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function studyData(parts: StudyParts): StudyData {
  const { project, catalogs, members, parallel, now } = parts;
  const tasks = tasksOf(catalogs, members);
  const rank = new Map(tasks.map(({ name }, i) => [name, i]));
  const ranks = new Map(members.map((member) => [member, rank.get(taskNameOf(member)) ?? 0]));
  const sorted = [...members].sort(
    (a, b) => ranks.get(a)! - ranks.get(b)! || (a.project < b.project ? -1 : 1),
  );
  const byFolder = new Map(members.map(({ plan, project: name }) => [plan.folder, name]));
  const experiments = sorted.map((member) => experimentData(member, parts, byFolder));
  const bld = sorted[0]?.plan.bld ?? 'bld';
  return {
    project,
    bld,
    page: `${bld}/overview/${project}.html`,
    made: now,
    dimensions: dimensionsOf(catalogs, members),
    tasks,
    experiments,
    groups: groupsOf(experiments),
    price: priceAmong(experiments, experiments, parallel),
    parallel,
  };
}

function experimentData(
  member: Member,
  parts: StudyParts,
  byFolder: ReadonlyMap<string, string>,
): ExperimentData {
  const { project, plan } = member;
  const { experiment, folder } = plan;
  const { state, reasons, log } = parts.verdicts.get(member.id)!;
  const last = parts.lastOf(member);
  const seconds = parts.durations.of(folder) ?? last?.seconds;
  const printed = state === 'failed' ? last?.log : log;
  const levels = Object.entries(experiment.levels).map(([dimension, { name }]) => [
    dimension,
    name,
  ]);
  return {
    project,
    task: taskNameOf(member),
    id: experiment.id,
    levels: Object.fromEntries(levels),
    state,
    reasons,
    ...(seconds !== undefined && { seconds }),
    ...(last !== undefined && { attempts: last.attempts, finished: last.finished }),
    ...(printed !== undefined && printed !== '' && { log: printed }),
    outputs: experiment.outputs,
    inputs: experiment.inputs,
    needs: needsOf(member, byFolder),
    definition: definitionOf(plan),
  };
}

/** Projects by need: a needed output lies in its experiment's folder. */
function needsOf(
  { plan: { experiment } }: Member,
  byFolder: ReadonlyMap<string, string>,
): ExperimentData['needs'] {
  return Object.fromEntries(
    Object.entries(experiment.needs).map(([need, needed]) => [
      need,
      [needed].flat().flatMap(({ outputs }) => {
        const [path = ''] = Object.values(outputs);
        const folder = foldersAbove(path).find((at) => byFolder.has(at));
        return folder === undefined ? [] : [byFolder.get(folder)!];
      }),
    ]),
  );
}

function definitionOf({ run, command, experiment, env, parts }: Plan): DefinitionData {
  const { files, packages } = parts.leftOut ?? parts.code;
  return {
    ...(run !== undefined && { run }),
    ...(command !== undefined && { command: fillCommand(command, experiment) }),
    args: experiment.args,
    env,
    code: files,
    packages,
  };
}

/** The catalogs' tasks that have a member, producers before those that need them. */
function tasksOf(catalogs: readonly ShownCatalog[], members: readonly Member[]): TaskData[] {
  const present = new Map<string, Member>();
  for (const member of members) {
    const key = keyOf(member.plan.catalog, member.plan.experiment.task);
    if (!present.has(key)) present.set(key, member);
  }
  const given = catalogs.flatMap(({ file, tasks }) =>
    tasks.flatMap((task) => {
      const member = present.get(keyOf(file, task.name));
      if (member === undefined) return [];
      const data: TaskData = { ...task, name: taskNameOf(member), catalog: file };
      return [{ data, member }];
    }),
  );
  const byName = new Map(given.map((task) => [task.data.name, task]));
  const byProject = new Map(members.map((member) => [member.project, member]));
  const ordered = new Set<TaskData>();
  const visit = ({ data, member }: (typeof given)[number]) => {
    if (ordered.has(data)) return;
    for (const need of member.needs) {
      const producer = byProject.get(need);
      const before = producer && byName.get(taskNameOf(producer));
      if (before !== undefined && before.data !== data) visit(before);
    }
    ordered.add(data);
  };
  for (const task of given) visit(task);
  return [...ordered];
}

/** The task's name with its catalog's, where that has one: tasks of two catalogs may have one name. */
function taskNameOf({ project, plan }: Member): string {
  return project.slice(0, -plan.experiment.id.length - 1);
}

function dimensionsOf(
  catalogs: readonly ShownCatalog[],
  members: readonly Member[],
): DimensionData[] {
  const files = new Set(members.map(({ plan }) => plan.catalog));
  const merged = new Map<string, DimensionData>();
  for (const { dimensions } of catalogs.filter(({ file }) => files.has(file)))
    for (const dimension of dimensions) {
      const before = merged.get(dimension.name);
      const known = new Set(before?.levels.map(({ name }) => name));
      const added = dimension.levels.filter(({ name }) => !known.has(name));
      const isReplicate = dimension.replicate === true;
      merged.set(dimension.name, {
        isReplicate,
        ...(dimension.default !== undefined && { default: dimension.default }),
        ...before,
        name: dimension.name,
        levels: [...(before?.levels ?? []), ...added],
      });
    }
  return [...merged.values()];
}

function keyOf(catalog: string, task: string): string {
  return `${catalog}\0${task}`;
}
