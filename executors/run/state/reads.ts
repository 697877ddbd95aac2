import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { neededOutputs } from '../../../src/definition/parts.js';
import type { Plan } from '../../../src/definition/plan.js';
import { normalized, workspacePath } from '../../../src/files/paths.js';
import { baseOf } from '../../../src/files/source-files.js';
import {
  findInstalled,
  installedPackage,
  withDependencies,
} from '../../../src/modules/installed.js';
import { coded } from '../../../src/problems/problem.js';
import { MISSING } from './contents.js';
import type { Evidence } from './evidence.js';
import type { Sources } from './matched-sources.js';

/** What an experiment would read and is not there, as lines of an error. */
export function missingRead(plan: Plan, { code, inputs, needs }: Evidence): string[] {
  const missingInputs = Object.entries(plan.experiment.inputs).flatMap(([input, paths]) =>
    [paths]
      .flat()
      .filter((path) => inputs.get(path) === MISSING)
      .map((path) => coded('NXE048', `the input ${JSON.stringify(input)} is missing: ${path}`)),
  );
  const missingNeeds = neededOutputs(plan.experiment)
    .filter(([, path]) => needs.get(path) === MISSING)
    .map(([place, path]) => coded('NXE048', `the needed output ${place} is missing: ${path}`));
  const missingCode = plan.parts.code.files
    .filter((path) => code.get(path) === MISSING)
    .map((path) => coded('NXE048', `the task's code is missing: ${path}`));
  return [...missingInputs, ...missingNeeds, ...missingCode];
}

/** What git-lfs and git-annex leave in place of a file that was not fetched. */
const POINTER = /^(?:version https:\/\/git-lfs\.github\.com\/spec\/|\/annex\/objects\/)/;

/** Sizes of such files, in bytes; of other sizes none is opened for this. */
const POINTER_SIZES = [20, 400] as const;

/** Inputs that only stand for a file which was not fetched, as lines of an error. */
export function pointersRead({ inputs }: Evidence, root: string): string[] {
  const [least, most] = POINTER_SIZES;
  return [...inputs]
    .filter(([path, identity]) => {
      const size = Number(identity.split(':')[2]);
      return size >= least && size <= most && POINTER.test(textOf(join(root, path)));
    })
    .map(([path]) =>
      coded(
        'NXE048',
        `the input ${path} was not fetched: what is there only points to it; run git lfs pull (or git annex get)`,
      ),
    );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** What an attempt took from the disk, as its runner saw it. */
export interface Used {
  /** The study's own modules that were evaluated, relative to the root. */
  readonly loaded: readonly string[];
  /** Files that were read, and folders whose names were, these with `/` at the end; relative to the root. */
  readonly reads?: readonly string[];
  /** Packages that the study's own code loaded: real folders, absolute. */
  readonly packages?: readonly string[];
}

/** What judging it takes from outside. */
interface Surroundings {
  /** The workspace root, absolute. */
  readonly root: string;
  readonly sources: Sources;
}

/**
 * The complaint about modules and packages that were loaded, and files that were read, and that are no
 * part of the hash: a later change of them would give an old result.
 */
export function strangers(
  plan: Plan,
  used: Used,
  evidence: Evidence,
  { root, sources }: Surroundings,
): string | undefined {
  const problems = [
    ...(plan.parts.leftOut === undefined
      ? [
          unknownModules(plan, used.loaded, evidence, sources),
          unknownPackages(plan, used.packages ?? [], root),
        ]
      : []),
    ...(plan.reads === 'any' ? [] : unknownReads(plan, used.reads ?? [], { root, sources })),
  ].filter((problem) => problem !== undefined);
  return problems.length === 0 ? undefined : problems.join('\n');
}

function unknownModules(
  plan: Plan,
  loaded: readonly string[],
  { code, inputs, needs }: Evidence,
  sources: Sources,
): string | undefined {
  const hashed = new Set([...code.keys(), ...inputs.keys(), ...needs.keys()]);
  const unknown = loaded.filter((file) => !hashed.has(file) && !file.startsWith(`${plan.folder}/`));
  const late = new Set(unknown.length > 0 ? sources(plan.parts.code.sources) : []);
  const files = unknown.filter((file) => !late.has(file));
  return files.length === 0
    ? undefined
    : coded(
        'NXE046',
        `${files.join(', ')} was loaded, but an edit of it would not run this experiment again; import it statically, or add it to the task's \`sources\``,
      );
}

/** Nx hashes a package with all that it depends on. */
function unknownPackages(plan: Plan, folders: readonly string[], root: string): string | undefined {
  const { packages } = plan.parts.code;
  const isNamed = (name: string) => packages.includes(name);
  const unknown = folders.filter((folder) => !isNamed(nameOf(folder)));
  if (unknown.length === 0) return undefined;
  const from = dirname(join(root, plan.run ?? '.'));
  const known = withDependencies(
    packages.flatMap((name) => findInstalled(from, name) ?? findInstalled(root, name) ?? []),
  );
  const names = unknown.filter((folder) => !known.has(folder)).map(nameOf);
  return names.length === 0
    ? undefined
    : coded(
        'NXE046',
        `the package ${names.join(', ')} was loaded, but another version of it would not run this experiment again; import it by its literal name in the task's module: import ${JSON.stringify(names[0])}`,
      );
}

function nameOf(folder: string): string {
  return installedPackage(`${folder}/`)?.name ?? folder;
}

function unknownReads(
  plan: Plan,
  reads: readonly string[],
  { root, sources }: Surroundings,
): string[] {
  if (reads.length === 0) return [];
  const { data, code, leftOut } = plan.parts;
  const { files, manifests, sources: globs } = leftOut ?? code;
  const needed = neededOutputs(plan.experiment).map(([, path]) => path);
  const named = [...data, ...needed, ...files, ...manifests];
  const places = new Set([plan.folder, ...named.map(normalized)]);
  const unnamed = reads.filter((path) => !isAmong(path, places));
  if (unnamed.length === 0) return [];
  // The same by another way: through links, or as sources.
  const realRoot = realpathSync(root);
  const real = (path: string) => workspacePath(realRoot, realOr(join(root, path)));
  const ends = new Set([...places].map(real));
  const matched = new Set(sources(globs));
  const bases = new Set(globs.map((glob) => normalized(baseOf(glob))));
  return unnamed
    .filter((path) => !isAmong(real(path), ends))
    .filter((path) => (path.endsWith('/') ? !isAmong(path, bases) : !matched.has(path)))
    .map((path) => complaint(plan, path));
}

/** Whether a path is one of some, or inside one of them. */
function isAmong(path: string, places: ReadonlySet<string>): boolean {
  if (places.has('.')) return true;
  for (let at = path.replace(/\/$/, ''); at !== '.' && at !== '/'; at = posix.dirname(at))
    if (places.has(at)) return true;
  return false;
}

function realOr(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** What is wrong with a read that nothing names, with the line that names it. */
function complaint(plan: Plan, read: string): string {
  const path = read.replace(/\/$/, '');
  const what = read.endsWith('/') ? `the folder ${path} was read` : `${path} was read`;
  return coded(
    'NXE046',
    `${what}, but a change of it would not run this experiment again; ${mend(plan, path)} (or reads: 'any', if it cannot change the result)`,
  );
}

function mend({ bld, experiment }: Plan, path: string): string {
  if (path === '.') return 'read a folder inside the workspace, and name it in the inputs';
  if (`${path}/`.startsWith(`${bld}/`)) return 'add the task that writes it to the needs';
  for (const [dimension, level] of Object.entries(experiment.levels))
    for (const [field, value] of Object.entries(level))
      if (typeof value === 'string' && normalized(value) === path)
        return `add to the task: inputs: { ${dimension}: '{${dimension}.${field}}' }`;
  const [word = 'file'] = /[A-Za-z]\w*/.exec(posix.basename(path)) ?? [];
  return `add to the task: inputs: { ${word}: ${JSON.stringify(path)} }`;
}
