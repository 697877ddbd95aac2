import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Jiti } from 'jiti';
import { COLLECT } from '../../../src/collect/name.js';
import { isLocal, isOutside, workspacePath } from '../../../src/files/paths.js';
import { coded } from '../../../src/problems/problem.js';
import { isPackage, realPath } from '../isolation/packages.js';
import type { Job, Unread } from './protocol.js';
import { writeReturned } from './returned.js';
import { createTaskLoader } from './task-loader.js';
import { watchReads } from './watched.js';

const { cache } = createRequire(import.meta.url);

/** This package, which is no study's code even where it lies inside a workspace. */
export const OWN = fileURLToPath(new URL('../../../', import.meta.url));

/** What Node was told to load before anything else (`NODE_OPTIONS`), such as a debugger. */
const preloaded = new Set(Object.keys(cache));

const loaders = new Map<string, Jiti>();

/**
 * Evaluates the task's module and what it imports afresh, and calls its default export.
 *
 * @returns what it did not look at; undefined where that does not tell anything
 */
export async function runModule(
  job: Job,
  run: string,
  signal: AbortSignal,
  onPackage: (path: string) => void,
): Promise<Unread | undefined> {
  for (const path of unpackaged()) delete cache[path];
  if (run === COLLECT) {
    const { collect } = await import('../../../src/collect/collect.js');
    await collect(job.experiment);
    return undefined;
  }
  const loader = loaders.get(job.root) ?? createTaskLoader(job.root, onPackage);
  loaders.set(job.root, loader);
  const local = join(job.root, run);
  const { default: task } = await loader.import<{ readonly default?: unknown }>(
    // Otherwise it is a module of a package, which the root's modules find by that name.
    existsSync(local) ? local : run,
  );
  if (typeof task !== 'function')
    throw new TypeError(
      coded(
        'NXE021',
        `${run} has no function as its default export; write: export default function ${job.experiment.task.replaceAll('-', '_')}(e) { … }`,
      ),
    );
  const experiment = { ...structuredClone(job.experiment), signal };
  const unread = new Set<string | number>(Object.keys(experiment.levels));
  let usesId = false;
  watchReads(experiment.levels, [...unread], (dimension) => unread.delete(dimension));
  watchReads(experiment, ['id'], () => {
    usesId = true;
  });
  const returned: unknown = await task(experiment);
  writeReturned(returned, job.experiment.outputs, job.root);
  return { levels: [...unread].map(String), usesId };
}

/** The study's own modules that are loaded, relative to the root; also those outside of it. */
export function localModules(root: string): string[] {
  const real = realRoot(root);
  return unpackaged()
    .map((path) => workspacePath(real, realPath(path)))
    .filter((path) => isLocal(path) || isOutside(path));
}

/** Modules that are loaded and belong to no package, wherever they are. */
function unpackaged(): string[] {
  return Object.keys(cache).filter(
    (path) => !path.startsWith(OWN) && !preloaded.has(path) && !isPackage(path),
  );
}

/** The workspace root as the loader's paths have it: without symbolic links. */
export function realRoot(root: string): string {
  const known = realRoots.get(root) ?? realpathSync(root);
  realRoots.set(root, known);
  return known;
}

const realRoots = new Map<string, string>();
