import { neededOutputs } from '../../../src/definition/parts.js';
import type { Plan } from '../../../src/definition/plan.js';
import { type Contents, type Look, lookingOnce } from './contents.js';
import type { Sources } from './matched-sources.js';

/** All that an experiment reads and its hash covers, as it is now. */
export interface Evidence {
  readonly code: Look;
  readonly inputs: Look;
  readonly needs: Look;
}

/** Gathers evidence; what stands for the start of the batch is gathered once per path. */
export interface Gatherer {
  now(plan: Plan): Evidence;
  /** Its inputs alone. */
  inputsNow(plan: Plan): Pick<Evidence, 'inputs'>;
  /** As it was when this was first asked of a path: before the batch's first experiment. */
  atStart(plan: Plan): Evidence;
}

export function createGatherer(contents: Contents, sources: Sources): Gatherer {
  const firstLook = lookingOnce((paths) => {
    const look = contents.look(paths);
    contents.note(look);
    return look;
  });

  function gather(
    { experiment, parts: { code, data } }: Plan,
    look: (paths: readonly string[]) => Look,
  ): Evidence {
    return {
      code: look([...code.files, ...code.manifests, ...sources(code.sources)]),
      inputs: look(data),
      needs: look(neededOutputs(experiment).map(([, path]) => path)),
    };
  }

  return {
    now: (plan) => gather(plan, contents.look),
    inputsNow: ({ parts: { data } }) => ({ inputs: contents.look(data) }),
    atStart: (plan) => gather(plan, firstLook),
  };
}

/** The first file that is not what it was. */
export async function changedFile(
  contents: Contents,
  before: Evidence,
  after: Evidence,
): Promise<string | undefined> {
  for (const part of ['code', 'inputs', 'needs'] as const) {
    const file = await contents.changed(before[part], after[part]);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** The first file that was written since, be it with the same content. */
export function replacedFile(before: Evidence, after: Evidence): string | undefined {
  for (const part of ['code', 'inputs', 'needs'] as const)
    for (const [path, identity] of after[part])
      if (before[part].get(path) !== identity) return path;
  return undefined;
}
