import { spawnSync } from 'node:child_process';

/**
 * The files as they were at the last commit at which a catalog's lock was surely in step: the latest one
 * if nothing that makes the catalog was committed since the lock was, and otherwise that of the lock.
 *
 * @param root the workspace root, absolute
 * @param lock the catalog's first lock file, relative to the root, as all paths here
 * @param evaluated the files whose evaluation makes the catalog
 * @returns the text of a file at that commit; undefined outside of git, and for a lock that is in no commit
 */
export function baselineOf(
  root: string,
  lock: string,
  evaluated: readonly string[],
): ((file: string) => string | undefined) | undefined {
  const git = (...args: readonly string[]) =>
    spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const { stdout } = git('log', '-1', '--format=%H', '--', lock);
  const locked = stdout?.trim();
  if (!locked) return undefined;
  const same = git('diff', '--quiet', locked, 'HEAD', '--', ...evaluated).status === 0;
  const commit = same ? 'HEAD' : locked;
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (!texts.has(file)) {
      const shown = git('show', `${commit}:./${file}`);
      texts.set(file, shown.status === 0 ? shown.stdout : undefined);
    }
    return texts.get(file);
  };
}
