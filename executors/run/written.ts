import type { Plan } from '../../src/definition/plan.js';
import { FileError } from './failure.js';
import { type Look, MISSING } from './state/contents.js';
import type { Finished } from './state/record.js';
import type { Workshop } from './workshop.js';

/** Outputs as they were written. */
export interface Written {
  /** Files and folders, relative to the workspace root. */
  readonly paths: readonly string[];
  /** The files, and those in the folders. */
  readonly look: Look;
  readonly hashes: ReadonlyMap<string, string>;
}

/** @throws {FileError} where one cannot be read: Nx could not store it */
export async function writtenBy(shop: Workshop, plan: Plan): Promise<Written> {
  const outputs = await outputsOf(shop, plan);
  for (const [path, hash] of outputs.hashes)
    if (hash === MISSING && outputs.look.get(path) !== MISSING)
      throw new FileError(
        'NXE051',
        `${path}: was written, but cannot be read; let the task allow that`,
      );
  return outputs;
}

/** The outputs of an experiment as they lie there. */
export async function outputsOf(
  { contents }: Pick<Workshop, 'contents'>,
  { experiment }: Plan,
): Promise<Written> {
  const paths = Object.values(experiment.outputs);
  const look = contents.look(paths);
  return { paths, look, hashes: await contents.hash(look) };
}

/** Outputs as records have them. */
export function recordOf({ hashes }: Written): Finished['outputs'] {
  return [...hashes].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The first output that is not what its experiment left any more. */
export async function lostOutput(
  { paths, look, hashes }: Written,
  { contents }: Workshop,
): Promise<string | undefined> {
  const now = contents.look(paths);
  const changed = [...new Set([...look.keys(), ...now.keys()])].filter(
    (path) => now.get(path) !== look.get(path),
  );
  const hashesNow = await contents.hash(
    new Map([...now].filter(([path]) => changed.includes(path))),
  );
  return changed.find((path) => hashesNow.get(path) !== hashes.get(path));
}
