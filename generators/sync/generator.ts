import type { Tree } from '@nx/devkit';
import { describeChange } from '../../src/lock/change.js';
import { changeLocks } from '../../src/workspace/tree.js';

/** What Nx shows of a workspace that is out of sync. */
interface OutOfSync {
  readonly outOfSyncMessage: string;
  readonly outOfSyncDetails: string[];
}

/** How many files a message names. */
const NAMED = 5;

/** Brings the lock in step with the catalogs. */
export default async function syncGenerator(tree: Tree): Promise<OutOfSync | undefined> {
  const changed = await changeLocks(tree);
  if (changed.length === 0) return undefined;
  const named = changed.slice(0, NAMED).map(describeChange);
  const others = changed.length - named.length;
  return {
    outOfSyncMessage: 'The lock of the experiments is not in step with the catalogs.',
    outOfSyncDetails:
      others > 0 ? [...named, `${others} more of its files are not in step.`] : named,
  };
}
