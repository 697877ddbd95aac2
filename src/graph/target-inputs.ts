import type { TargetConfiguration } from '@nx/devkit';
import { quote } from '../command/placeholders.js';
import { neededOutputs, type Parts } from '../definition/parts.js';
import type { Plan } from '../definition/plan.js';
import type { FileLink } from '../files/links.js';
import { escapePattern, overlaps } from '../files/paths.js';
import { firstLockFile } from '../lock/places.js';
import type { StudyExperiment } from '../study/joined.js';
import type { ProjectContext } from './context.js';

/**
 * All that Nx hashes besides the project's configuration, and what `nx affected` compares.
 *
 * @param plan with what decides the experiment's result
 */
export function inputsOf(
  experiment: StudyExperiment,
  { experiment: view, parts }: Pick<Plan, 'experiment' | 'parts'>,
  context: ProjectContext,
): InputDefinition[] {
  const { lock, isLocked } = context;
  const { catalog } = experiment;
  const { code, data, runtime } = parts;
  const entry = lock.entryOf(experiment);
  const known = context.knownFields(experiment);
  return [
    // Kept in the hash even where somebody turns ultracache on for the target.
    { json: `{workspaceRoot}/${entry.file}`, fields: [entry.field], always: true },
    ...(known.length === 0
      ? []
      : [
          {
            json: `{workspaceRoot}/${firstLockFile(catalog.file)}`,
            fields: [...known],
            always: true,
          },
        ]),
    ...code.files.filter((file) => !isAbove(file)).flatMap((file) => contentOf(file, context)),
    ...outsideInputs([...code.files, ...code.manifests].filter(isAbove)),
    ...unique(code.sources).flatMap((glob) => sourceInputs(glob, context)),
    ...data.flatMap((path) => contentOf(path, context)),
    ...gitlinksOf([...data, ...code.files, ...code.sources], context),
    ...runtime.map((command) => ({ runtime: command })),
    // Without this input Nx hashes every package of the workspace.
    { externalDependencies: code.packages.filter(isLocked) },
    ...code.packages
      .filter((name) => !isLocked(name))
      .map((name) => fileset(`node_modules/${name}/package.json`, true)),
    ...code.manifests.filter((file) => !isAbove(file)).map((file) => fileset(file, true)),
    ...(neededOutputs(view).length === 0
      ? []
      : [{ dependentTasksOutputFiles: '**/*', transitive: false }]),
    // While the lock is out of date, its entry cannot tell that the experiment changed.
    ...(lock.isStale(experiment)
      ? [
          ...unique([...catalog.evaluated, firstLockFile(catalog.file)]).map((file) =>
            fileset(file),
          ),
          ...catalog.listed.map((folder) =>
            folder === '' ? '{workspaceRoot}/**/*' : fileset(folder, false, '/**/*'),
          ),
        ]
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

/** Whether one is the other, or inside it; the root has everything in it. */
function overlap(folder: string, path: string): boolean {
  return path === '' || overlaps(path, folder);
}

/** The code and data of an experiment, files and folders, as paths relative to the root. */
export function hashedPaths({ code, data }: Parts, { sourcesOf }: ProjectContext): string[] {
  const others = code.sources.flatMap((glob) => sourcesOf(glob).files);
  return unique([...code.files.filter((file) => !isAbove(file)), ...others, ...data]);
}

/** The submodules in which paths lie: `nx affected` hears of a change in one by its folder's name alone. */
function gitlinksOf(
  paths: readonly string[],
  { submodules }: ProjectContext,
): readonly InputDefinition[] {
  const folders = submodules();
  if (folders.length === 0) return [];
  return folders
    .filter((folder) =>
      paths.some((path) => overlap(folder, path.replace(/\/?[^/]*[*?[{(!@+].*$/s, ''))),
    )
    .map((folder) => fileset(folder));
}

/** How many files one command hashes: Linux takes no command above 128 KiB. */
const MANY = 200;

/** The content of files outside the root, which Nx itself does not hash. */
function outsideInputs(files: readonly string[]): InputDefinition[] {
  return Array.from({ length: Math.ceil(files.length / MANY) }, (_, i) => {
    const some = files
      .slice(i * MANY, (i + 1) * MANY)
      .map(quote)
      .join(' ');
    return { runtime: `git hash-object --no-filters -- ${some} && echo ${some}` };
  });
}

function isAbove(path: string): boolean {
  return path.startsWith('../');
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
