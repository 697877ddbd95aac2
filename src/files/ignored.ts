import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Tells which paths .gitignore or .nxignore name, tracked or not; outside a repository none. */
export function ignoredPaths(
  root: string,
): (paths: readonly string[]) => (path: string) => boolean {
  const known = new Map<string, boolean>();
  const git = ['-c', `core.excludesFile=${join(root, '.nxignore')}`];
  return (paths) => {
    const fresh = paths.filter((path) => !known.has(path));
    if (fresh.length > 0) {
      const { stdout } = spawnSync('git', [...git, 'check-ignore', '--no-index', '-z', '--stdin'], {
        cwd: root,
        input: fresh.join('\0'),
        encoding: 'utf8',
        maxBuffer: Number.POSITIVE_INFINITY,
      });
      const listed = new Set((stdout ?? '').split('\0'));
      for (const path of fresh) known.set(path, listed.has(path));
    }
    return (path) => known.get(path) === true;
  };
}
