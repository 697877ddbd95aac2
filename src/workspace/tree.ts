import type { Tree } from '@nx/devkit';
import { trackedFiles } from '../files/tracked.js';
import { type LoadingThread, startLoading } from '../load/load.js';
import type { LockChange } from '../lock/change.js';
import { lockChanges } from '../lock/lock.js';
import { localAliases } from '../modules/tsconfig-paths.js';
import { filesMatching, nxJsonIn } from '../nx/tree-files.js';
import { CatalogError } from '../problems/problem.js';
import { endOfLink, type WorkspaceFiles } from './files.js';
import { catalogsAmong, catalogsGlob, overviewTargetIn } from './find.js';
import { type LeftOver, leftOver } from './left-over.js';
import { unsteady } from './unsteady.js';
import { readWorkspace } from './workspace.js';

/**
 * Brings the lock files in a generator's tree in step with the catalogs as they are in the tree.
 *
 * A lock that changes is worked out twice, unless its catalogs can give nothing else: what one gives differently each
 * time is an error.
 *
 * @returns the lock files that changed, relative to the workspace root; none where all was in step
 * @throws {CatalogError} where a catalog is in error
 */
export async function syncLocks(tree: Tree): Promise<readonly string[]> {
  const thread = startLoading(tree.root);
  return (await changeLocks(tree, await read(tree), thread)).map(({ file }) => file);
}

/** What a generator needs to know of a tree before it changes anything. */
interface Reading {
  readonly files: WorkspaceFiles;
  readonly catalogs: readonly string[];
}

async function read(tree: Tree): Promise<Reading> {
  return { catalogs: await catalogsIn(tree), files: await filesInTree(tree) };
}

/**
 * Brings the lock files in step, and removes those of catalogs that are gone: `syncLocks` and `removeLeftOver`, with
 * one reading of the tree.
 *
 * @throws {CatalogError} where a catalog is in error
 */
export async function bringInStep(
  tree: Tree,
): Promise<{ readonly changed: readonly LockChange[]; readonly leftOver: LeftOver }> {
  const thread = startLoading(tree.root);
  const reading = await read(tree);
  const changed = await changeLocks(tree, reading, thread);
  return { changed, leftOver: await removeLeftOver(tree, reading) };
}

/** What the lock files were and are, sorted by file. */
async function changeLocks(
  tree: Tree,
  { files, catalogs }: Reading,
  thread?: LoadingThread,
): Promise<readonly LockChange[]> {
  const { problems, lock, locked, study, isSteady } = await readWorkspace(files, catalogs, thread);
  if (problems.length > 0) throw new CatalogError(problems);
  const changes = lockChanges(lock, locked);
  for (const [file, text] of changes)
    if (text === null) tree.delete(file);
    else tree.write(file, text);
  if (changes.size > 0 && !isSteady) {
    const again = await readWorkspace(await filesInTree(tree), catalogs);
    if (lockChanges(again.lock, again.locked).size > 0) {
      const wrong = unsteady(study.catalogs, again.study.catalogs);
      if (wrong.length > 0) throw new CatalogError(wrong);
    }
  }
  return [...changes.keys()]
    .sort()
    .map((file) => ({ file, before: locked[file], after: changes.get(file) ?? null }));
}

/**
 * Removes the lock files of catalogs that are gone, as far as nothing can be lost by it.
 *
 * @param reading the tree as it was read, if it was
 * @throws where git is needed and cannot be started
 */
export async function removeLeftOver(tree: Tree, reading?: Reading): Promise<LeftOver> {
  const { files, catalogs } = reading ?? (await read(tree));
  // Most often there is none, and git need not be asked.
  const any = leftOver(files, catalogs, () => true);
  if (any.useless.length + any.remembering.length === 0) return any;
  const { at } = await trackedFiles(tree.root, '.');
  const found = leftOver(files, catalogs, (file) => at(file) !== undefined);
  for (const file of found.useless) tree.delete(file);
  return found;
}

/** The files in a tree that call `defineCatalog`, sorted; relative to the workspace root. */
export async function catalogsIn(tree: Tree): Promise<readonly string[]> {
  const candidates = await filesMatching(tree, catalogsPattern(tree));
  const read = (file: string) => tree.read(file, 'utf8') ?? undefined;
  return catalogsAmong(candidates, {
    read,
    aliases: localAliases(tree.root),
    endOf: (path) => endOfLink(tree.root, path),
  });
}

/** Where the plugin looks for catalogs, as nx.json says. */
function catalogsPattern(tree: Tree): string {
  return catalogsGlob(pluginOptions(tree));
}

/** The name of the target that shows a study, as nx.json says; undefined where there is to be none. */
export function overviewTargetOf(tree: Tree): string | undefined {
  return overviewTargetIn(pluginOptions(tree));
}

function pluginOptions(tree: Tree): unknown {
  for (const plugin of nxJsonIn(tree)?.plugins ?? [])
    if (typeof plugin === 'object' && plugin.plugin === 'nx-experiments/plugin')
      return plugin.options;
  return undefined;
}

export async function filesInTree(tree: Tree): Promise<WorkspaceFiles> {
  const overlay: { [file: string]: string | null } = {};
  for (const { path, type, content } of tree.listChanges())
    overlay[path] = type === 'DELETE' ? null : (content?.toString() ?? '');
  const known = new Set(await filesMatching(tree, '**/*'));
  return {
    root: tree.root,
    read: (file) => tree.read(file, 'utf8') ?? undefined,
    isFile: (path) => tree.isFile(path),
    isFolder: (path) => tree.exists(path) && !tree.isFile(path),
    known: [...new Set([...known, ...Object.keys(overlay).filter((f) => overlay[f] !== null)])],
    isKnown: (file) => known.has(file) || typeof overlay[file] === 'string',
    endOf: (file) => (Object.hasOwn(overlay, file) ? file : endOfLink(tree.root, file)),
    list: (folder) => tree.children(folder),
    overlay,
  };
}
