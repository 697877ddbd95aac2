import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { tagOf } from './check-study.js';
import { codeOf } from './definition.js';
import type { StudyExperiment } from './expanded.js';
import type { TaskExperiment } from './experiments.js';
import type { FileLink } from './links.js';
import type { Lock } from './lock.js';
import { firstLockFile } from './lock-places.js';
import type { NamedFiles } from './named-files.js';
import { escapePattern } from './paths.js';
import { quote } from './placeholders.js';
import type { ExperimentOptions } from './plan.js';
import { planOf } from './plans.js';
import type { SourceFiles } from './sources.js';
import { outputsOf, viewOf } from './view.js';

/** The package's name, as executors and generators are named in a workspace, and a technology of its projects. */
export const PACKAGE = 'nx-experiments';

/** What turning experiments into projects takes from outside. */
export interface ProjectContext {
  readonly lock: Lock;
  readonly named: (experiment: StudyExperiment) => NamedFiles;
  readonly digest: (experiment: StudyExperiment) => string;
  /** Whether a package is a node of Nx's graph. */
  readonly isLocked: (name: string) => boolean;
  /** Whether Nx knows a file; it does not know those that git ignores. */
  readonly isKnown: (file: string) => boolean;
  /** The symbolic links to files at a path, and below it. */
  readonly linksAt: (path: string) => readonly FileLink[];
  /** What a glob of `sources` matches. */
  readonly sourcesOf: (glob: string) => SourceFiles;
  /** Whether targets name the sync generator. */
  readonly registersSync: boolean;
}

/** The project of an experiment, with its one target. */
export function projectOf(
  experiment: StudyExperiment,
  context: ProjectContext,
): ProjectConfiguration {
  const { project, folder, task, levels, catalog } = experiment;
  const description = task.description ?? `${task.name} of ${catalog.file}`;
  return {
    name: project,
    root: folder,
    tags: levels.filter((l) => !l.isDefault).map((l) => tagOf(l.dimension, l.level.name)),
    metadata: {
      description: `${description}: ${levels.map((l) => l.level.name).join(', ') || 'all'}`,
      technologies: [PACKAGE],
      targetGroups: { experiment: [task.name] },
    },
    targets: { [task.name]: targetOf(experiment, context) },
  };
}

function targetOf(experiment: StudyExperiment, context: ProjectContext): TargetConfiguration {
  const { task } = experiment;
  const executor = task.batch ? context.lock.executorOf(experiment) : 'single';
  const options: ExperimentOptions = { digest: context.digest(experiment) };
  return {
    executor: `${PACKAGE}:${executor}`,
    cache: true,
    options,
    inputs: inputsOf(experiment, context),
    outputs: Object.values(outputsOf(experiment)).map((path) => `{workspaceRoot}/${path}`),
    dependsOn: dependenciesOf(experiment),
    ...(context.registersSync && { syncGenerators: [`${PACKAGE}:sync`] }),
    metadata: {
      ...(task.description !== undefined && { description: task.description }),
      technologies: [PACKAGE],
      plan: planOf(experiment, context.named(experiment)),
    },
  };
}

/** All that Nx hashes besides the project's configuration, and what `nx affected` compares. */
function inputsOf(experiment: StudyExperiment, context: ProjectContext): InputDefinition[] {
  const { lock, named, isLocked } = context;
  const { task, catalog } = experiment;
  const entry = lock.entryOf(experiment);
  const { data } = named(experiment);
  const read = [...Object.values(viewOf(experiment).inputs).flat(), ...data];
  const code = task.persist ? [] : codeOf(experiment, named(experiment));
  const packages = task.persist ? [] : task.closure.packages;
  return [
    { json: `{workspaceRoot}/${entry.file}`, fields: [entry.field] },
    ...unique(code).flatMap((file) => contentOf(file, context)),
    ...(task.persist ? [] : unique(task.sources).flatMap((glob) => sourceInputs(glob, context))),
    ...unique(read).flatMap((path) => contentOf(path, context)),
    ...unique(task.runtime).map((runtime) => ({ runtime })),
    // Without this input Nx hashes every package of the workspace.
    { externalDependencies: packages.filter(isLocked) },
    ...packages
      .filter((name) => !isLocked(name))
      .map((name) => fileset(`node_modules/${name}/package.json`, true)),
    ...(task.persist ? [] : (task.closure.manifests ?? [])).map((file) => fileset(file, true)),
    ...(Object.keys(experiment.needs).length === 0
      ? []
      : [{ dependentTasksOutputFiles: '**/*', transitive: false }]),
    // While the lock is out of date, its entry cannot tell that the experiment changed.
    ...(lock.isStale(experiment)
      ? unique([...catalog.evaluated, firstLockFile(catalog.file)]).map((file) => fileset(file))
      : []),
  ];
}

/** The content of a file or folder, also where git ignores it and where it is a symbolic link. */
function contentOf(path: string, { isKnown, linksAt }: ProjectContext): InputDefinition[] {
  const own = isKnown(path) ? [fileset(path)] : [fileset(path, true), fileset(path, true, '/**/*')];
  return [...own, ...linksAt(path).map((link) => endOf(link, isKnown))];
}

/** What is at the end of a link. Of a `runtime` command Nx hashes what it prints alone, so it prints the path, too. */
function endOf({ path, target }: FileLink, isKnown: ProjectContext['isKnown']): InputDefinition {
  return target === undefined
    ? { runtime: `git hash-object --no-filters -- ${quote(path)} && echo ${quote(path)}` }
    : fileset(target, !isKnown(target));
}

/** What a glob of `sources` matches, with what is at the end of links. */
function sourceInputs(glob: string, { sourcesOf, isKnown }: ProjectContext): InputDefinition[] {
  const { pattern, links } = sourcesOf(glob);
  return [`{workspaceRoot}/${pattern}`, ...links.map((link) => endOf(link, isKnown))];
}

/** A literal path as an input; `fromDisk` also where git ignores it, at the price of reading it for each task. */
function fileset(path: string, fromDisk = false, below = ''): InputDefinition {
  const pattern = `{workspaceRoot}/${escapePattern(path)}${below}`;
  return fromDisk ? { fileset: pattern, includeIgnored: true } : pattern;
}

type InputDefinition = NonNullable<TargetConfiguration['inputs']>[number];

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function dependenciesOf({ needs }: StudyExperiment): NonNullable<TargetConfiguration['dependsOn']> {
  const byTarget = new Map<string, Set<string>>();
  for (const joined of Object.values(needs))
    for (const producer of [joined].flat() as TaskExperiment[]) {
      const projects = byTarget.get(producer.task.name) ?? new Set();
      byTarget.set(producer.task.name, projects.add(producer.project));
    }
  return [...byTarget]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([target, projects]) => ({ target, projects: [...projects].sort() }));
}

/**
 * Projects that stand for default levels: the experiments that have them cannot carry their tags,
 * since tags are hashed, so `--projects=tag:se_classical` finds them through one that depends on them.
 */
export function defaultLevelProjects(experiments: readonly StudyExperiment[]): {
  readonly [root: string]: ProjectConfiguration;
} {
  const byTag = new Map<string, StudyExperiment[]>();
  for (const experiment of experiments)
    for (const { dimension, level } of experiment.levels.filter((l) => l.isDefault)) {
      const tag = tagOf(dimension, level.name);
      const having = byTag.get(tag);
      if (having === undefined) byTag.set(tag, [experiment]);
      else having.push(experiment);
    }
  const projects = [...byTag].map(([tag, having]) => {
    const root = `${having[0]!.catalog.bld}/.defaults/${tag}`;
    const tasks = [...new Set(having.map((e) => e.task.name))].sort();
    const targets = tasks.map((target): [string, TargetConfiguration] => {
      const of = having.filter((e) => e.task.name === target).map((e) => e.project);
      return [
        target,
        {
          executor: 'nx:noop',
          inputs: [{ externalDependencies: [] }],
          dependsOn: [{ target, projects: of }],
        },
      ];
    });
    const metadata = { description: `The experiments whose level is the default ${tag}` };
    return [root, { name: tag, root, tags: [tag], metadata, targets: Object.fromEntries(targets) }];
  });
  return Object.fromEntries(projects);
}
