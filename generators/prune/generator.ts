import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { logger, type ProjectGraph, readCachedProjectGraph, type Tree } from '@nx/devkit';
import { workspacePath } from '../../src/files/paths.js';
import { stateFolder } from '../../src/files/state-folder.js';
import { trackedFiles } from '../../src/files/tracked.js';
import { ownedIn } from '../../src/workspace/owned.js';
import { outputsOfOthers } from './others.js';
import { unowned } from './owned.js';

/** Removes from the build folders what no experiment of any catalog owns any more. */
export default async function pruneGenerator(tree: Tree): Promise<void> {
  const { folders, owned } = await ownedIn(tree);
  if (folders.length === 0) logger.info('there is no catalog, so nothing is removed');
  const kept = new Set([
    ...owned,
    ...folders.map((folder) => `${folder}/overview`),
    ...nxFolders(tree.root),
    ...outputsOfOthers(projectsOf()),
  ]);
  for (const folder of folders) {
    if (isLink(join(tree.root, folder))) {
      logger.warn(`${folder}: is a symbolic link, which prune does not follow`);
      continue;
    }
    const { at } = await trackedFiles(tree.root, folder);
    const found = unowned(folder, kept, {
      list: (path) => entriesOf(join(tree.root, path)),
      isTracked: (path) => at(path) !== undefined,
    });
    for (const path of found) tree.delete(path);
    logger.info(
      found.length === 0
        ? `${folder}: there is nothing that no experiment owns`
        : `${folder}: ${found.length === 1 ? 'one folder or file' : `${found.length} folders and files`} that no experiment owns`,
    );
  }
}

/** Where Nx and this plugin keep what they remember, as far as that is in the workspace. */
function nxFolders(root: string): string[] {
  const { NX_CACHE_DIRECTORY, NX_WORKSPACE_DATA_DIRECTORY } = process.env;
  return [stateFolder(root), NX_CACHE_DIRECTORY, NX_WORKSPACE_DATA_DIRECTORY]
    .filter((folder) => folder !== undefined)
    .map((folder) => workspacePath(root, join(folder.startsWith('/') ? '' : root, folder)));
}

/** Those that Nx has just worked out. */
function projectsOf(): ProjectGraph['nodes'] {
  try {
    return readCachedProjectGraph().nodes;
  } catch {
    return {};
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
