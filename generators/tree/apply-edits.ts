import { logger, type Tree } from '@nx/devkit';
import { syncLocks } from '../../src/workspace/tree.js';
import type { Edit } from '../edit/text/changes.js';

/**
 * Writes new texts of files, and the lock that goes with them; nothing where a catalog would be in
 * error with them.
 */
export async function applyEdits(tree: Tree, edits: readonly Edit[]): Promise<void> {
  const before = edits.map(({ file }) => ({ file, text: tree.read(file, 'utf8') }));
  for (const { file, text } of edits) tree.write(file, text);
  try {
    await syncLocks(tree);
  } catch (error) {
    for (const { file, text } of before)
      if (text === null) tree.delete(file);
      else tree.write(file, text);
    throw error;
  }
}

/** Says which file was edited, where it is not the catalog itself. */
export function tellWhere({ file }: Edit, catalog: string, what: string): void {
  if (file !== catalog) logger.info(`${what} is written in ${file}, which was edited.`);
}
