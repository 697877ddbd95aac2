import type { Tree } from '@nx/devkit';
import { describeChange } from '../../src/lock/change.js';
import { logger } from '../../src/nx/internals.js';
import { bringInStep } from '../../src/workspace/tree.js';

/** What Nx shows of a workspace that is out of sync. */
interface OutOfSync {
  readonly outOfSyncMessage: string;
  readonly outOfSyncDetails: string[];
}

/** How many files a message names. */
const NAMED = 5;

/** Brings the lock in step with the catalogs, and removes what is left of locks without a catalog. */
export default async function syncGenerator(tree: Tree): Promise<OutOfSync | undefined> {
  const {
    changed,
    leftOver: { useless, remembering },
  } = await bringInStep(tree);
  for (const file of remembering)
    logger.warn(
      `${file}: is a lock without a catalog, and remembers default levels; ` +
        'move it to where the catalog is now, or remove it if the catalog is gone',
    );
  const all = [
    ...changed.map(describeChange),
    ...useless.map((file) => `${file} is left of a catalog that is gone; nx sync removes it.`),
  ];
  if (all.length === 0) return undefined;
  const named = all.slice(0, NAMED);
  const others = all.length - named.length;
  return {
    outOfSyncMessage: 'The lock of the experiments is not in step with the catalogs.',
    outOfSyncDetails:
      others > 0 ? [...named, `${others} more of its files are not in step.`] : named,
  };
}
