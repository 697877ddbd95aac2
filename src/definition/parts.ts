import type { ExperimentView } from '../catalog/experiment.js';
import type { StudyExperiment } from '../study/joined.js';
import { viewOf } from '../study/view.js';
import type { NamedFiles } from './named-files.js';

/**
 * All that decides what comes out of an experiment, besides its definition. What Nx hashes
 * (`../graph/target-inputs.ts`), the digest of the definition (`digest.ts`) and the signature by which
 * an executor knows a finished experiment again (`executors/run/state/signature.ts`) are made from
 * this, and from nothing else. Paths are relative to the workspace root, with forward slashes.
 */
export interface Parts {
  /** The code that counts: none where the task has `persist`. */
  readonly code: CodeParts;
  /** The code of a task with `persist`: it runs, and no edit of it counts. */
  readonly leftOut?: CodeParts;
  /** Files and folders that are read: the inputs, and what the command names through a level. */
  readonly data: readonly string[];
  /** Commands whose output counts. */
  readonly runtime: readonly string[];
}

/** What the code of a task is made of. */
export interface CodeParts {
  /** Local files: the module's closure, or what the command names and what that loads; sorted. */
  readonly files: readonly string[];
  /** Globs of further files. */
  readonly sources: readonly string[];
  /** npm packages by name, sorted. */
  readonly packages: readonly string[];
  /** The `package.json` files of packages that are installed elsewhere than at the root. */
  readonly manifests: readonly string[];
}

const NO_CODE: CodeParts = { files: [], sources: [], packages: [], manifests: [] };

/**
 * The code of an experiment.
 *
 * @param named the files that its command names, and what they load
 */
export function codeOf(
  { task }: StudyExperiment,
  named: NamedFiles,
): Pick<Parts, 'code' | 'leftOut'> {
  const { closure, sources, persist } = task;
  const { loaded } = named;
  const code: CodeParts = {
    files: union(closure.files, named.code),
    sources,
    packages: union(closure.packages, loaded?.packages),
    manifests: union(closure.manifests, loaded?.manifests),
  };
  return persist ? { code: NO_CODE, leftOut: code } : { code };
}

const union = (some: readonly string[] = [], more: readonly string[] = []) =>
  [...new Set([...some, ...more])].sort();

/** @param named the files that the experiment's command names, and what they load */
export function partsOf(experiment: StudyExperiment, named: NamedFiles): Parts {
  const { persist, runtime } = experiment.task;
  const { loaded } = named;
  const data = [...Object.values(viewOf(experiment).inputs).flat(), ...named.data];
  return {
    ...codeOf(experiment, named),
    data: [...new Set(data)],
    // The versions of interpreters are as much of the code as its packages.
    runtime: [...new Set([...runtime, ...(persist ? [] : (loaded?.versions ?? []))])],
  };
}

/** The outputs of other experiments that one reads, with where it sees them. */
export function neededOutputs({
  needs,
}: Pick<ExperimentView, 'needs'>): (readonly [place: string, path: string])[] {
  return Object.entries(needs).flatMap(([need, needed]) =>
    [needed]
      .flat()
      .flatMap(({ id, outputs }) =>
        Object.entries(outputs).map(
          ([output, path]) => [`${need} (${id}).${output}`, path] as const,
        ),
      ),
  );
}
