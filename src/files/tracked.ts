import { execFile } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { workspacePath } from './paths.js';

/** The files below a folder that git tracks. */
export interface Tracked {
  /**
   * The first tracked file that is at a path, or below it.
   *
   * @param path relative to the workspace root, as is the result where the file lies in the workspace
   */
  readonly at: (path: string) => string | undefined;
}

/** Those of a hook, which tell git of another repository or index than the folder's own. */
const OF_HOOKS = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX'];

/**
 * Also in a repository of another user (a container's mounted folder): nothing that git tracks may be
 * lost there either. No program that the repository names is run.
 */
const ASK = ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', '--literal-pathspecs'];

/**
 * Asks git once. The folder may be a link, be in a repository inside this one, or not be there yet;
 * where there is no git, or no repository, nothing is tracked.
 *
 * @param root the workspace root, absolute
 * @param folder relative to it
 * @throws where git cannot be started
 */
export async function trackedFiles(root: string, folder: string): Promise<Tracked> {
  let there = join(root, folder);
  while (!isFolder(there)) there = dirname(there);
  const cwd = realpathSync(there);
  const below = workspacePath(there, join(root, folder));
  const path = join(cwd, below);
  const listed = await lsFiles(cwd, [below || '.']);
  const first = new Map<string, string>();
  for (const file of listed) {
    const whole = join(cwd, file);
    // It, and all folders that it is in.
    for (let at = whole; at.length >= path.length && !first.has(at); at = dirname(at))
      first.set(at, whole);
  }
  if (first.size === 0) return { at: () => undefined };
  const realRoot = realpathSync(root);
  return {
    at(output) {
      const file = first.get(realPlace(join(root, output)));
      return file && workspacePath(realRoot, file);
    },
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * The texts that git's index has of tracked files, be they on the disk or not.
 *
 * @param root the workspace root, absolute
 * @param paths of files and folders, relative to it
 * @returns by path, relative to the root, without those that have a conflict; none where there is no git, or no repository
 * @throws where git cannot be started
 */
export async function trackedTexts(
  root: string,
  paths: readonly string[],
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const file of new Set(await lsFiles(root, paths))) {
    const text = await git(root, 'cat-file', 'blob', `:./${file}`);
    if (text !== undefined) texts.set(file, text);
  }
  return texts;
}

async function lsFiles(cwd: string, paths: readonly string[]): Promise<readonly string[]> {
  const listed = await git(cwd, 'ls-files', '-z', '--recurse-submodules', '--', ...paths);
  return listed === undefined ? [] : listed.split('\0').filter((file) => file !== '');
}

/** @returns what it prints; undefined where it fails, or there is none */
function git(cwd: string, ...args: readonly string[]): Promise<string | undefined> {
  const env = { ...process.env };
  for (const name of OF_HOOKS) delete env[name];
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [...ASK, ...args],
      { cwd, env, maxBuffer: Number.POSITIVE_INFINITY },
      (error, stdout) => {
        // A text is the code of a system call: git did not start.
        if (typeof error?.code === 'string' && error.code !== 'ENOENT') reject(error);
        else resolve(error === null ? stdout : undefined);
      },
    );
  });
}

/** Where a path leads, its own last part aside; what is not there yet counts as it is written. */
function realPlace(path: string): string {
  const folder = dirname(path);
  if (folder === path) return path;
  try {
    return join(realpathSync(folder), basename(path));
  } catch {
    return join(realPlace(folder), basename(path));
  }
}
