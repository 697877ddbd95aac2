import { hash } from 'node:crypto';
import { canonical } from '../catalog/json.js';
import type { StudyExperiment } from '../study/joined.js';
import { hashedViewOf } from '../study/view.js';
import type { NamedFiles } from './named-files.js';
import { codeOf } from './parts.js';

/** Raised when the form of definitions changes, which reruns everything: then the changelog says so. */
const FORM = 1;

/**
 * The digest of an experiment's definition: everything that its task can see or that decides what it
 * does, in a canonical form. Not in it: default levels that its code cannot know, `description`, `timeout`, `retries`, anything
 * that another task alone sees, and the content of files, which Nx hashes.
 *
 * @param named the files that its command names, without those that git ignores: another clone may lack them
 * @param defaults the default levels that its code may know, of its own dimensions and of what it needs
 */
export function digestOf(
  experiment: StudyExperiment,
  named: NamedFiles,
  defaults: readonly (readonly [dimension: string, level: string])[] = [],
): string {
  const { task } = experiment;
  const { code, leftOut } = codeOf(experiment, named);
  const { locked = {} } = named.loaded ?? {};
  const definition = {
    form: FORM,
    view: hashedViewOf(experiment),
    ...(defaults.length > 0 && { defaults }),
    run: task.run,
    command: task.command,
    env: task.env,
    version: task.version,
    persist: task.persist,
    runtime: task.runtime,
    batch: task.batch,
    data: named.data,
    // The list of files makes an import that now resolves elsewhere another definition.
    ...(leftOut === undefined && {
      code: {
        files: code.files,
        packages: code.packages,
        ...(Object.keys(locked).length > 0 && { locked }),
        sources: code.sources,
      },
    }),
  };
  return hash('sha256', canonical(definition)).slice(0, 40);
}
