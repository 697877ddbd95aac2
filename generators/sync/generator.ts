import type { Tree } from '@nx/devkit';
import { syncLocks } from '../../src/workspace/tree.js';

/** What Nx shows of a workspace that is out of sync. */
interface OutOfSync {
  readonly outOfSyncMessage: string;
  readonly outOfSyncDetails: string[];
}

/** How many files a message names. */
const NAMED = 5;

/** Brings the lock in step with the catalogs. */
export default async function syncGenerator(tree: Tree): Promise<OutOfSync | undefined> {
  const changed = await syncLocks(tree);
  if (changed.length === 0) return undefined;
  const named = changed.slice(0, NAMED).map((file) => `${file} is out of date.`);
  const others = changed.length - named.length;
  return {
    outOfSyncMessage: 'The lock of the experiments is not in step with the catalogs.',
    outOfSyncDetails: others > 0 ? [...named, `${others} more of its files are, too.`] : named,
  };
}
