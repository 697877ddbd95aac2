import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { isLocal, workspacePath } from './paths.js';

/**
 * A symbolic link to a file. Nx keeps the hash that it has of such a link while the link itself is the same,
 * whatever becomes of the file at its end.
 */
export interface FileLink {
  /** Relative to the workspace root. */
  readonly path: string;
  /** The file at its end, where that is in the workspace; relative to its root. */
  readonly target?: string;
}

/**
 * Finds the symbolic links to files at a path or, where it is a folder, below it.
 *
 * @param root the workspace root, absolute
 */
export function fileLinks(root: string): (path: string) => readonly FileLink[] {
  const known = new Map<string, readonly FileLink[]>();
  let realRoot = '';

  function find(path: string, above: readonly string[]): readonly FileLink[] {
    const stat = statAtEnd(join(root, path));
    if (stat === undefined) return [];
    realRoot ||= realpathSync(root);
    const real = realpathSync(join(root, path));
    if (stat.isFile()) return real === join(realRoot, path) ? [] : linkTo(path, real);
    // A folder that leads back to one above it has no end.
    if (!stat.isDirectory() || above.includes(real)) return [];
    return readdirSync(join(root, path), { withFileTypes: true })
      .filter((entry) => !entry.isFile() || real !== join(realRoot, path))
      .flatMap((entry) => find(`${path}/${entry.name}`, [...above, real]))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  function linkTo(path: string, real: string): FileLink[] {
    const target = workspacePath(realRoot, real);
    return [isLocal(target) ? { path, target } : { path }];
  }

  return (path) => {
    const links = known.get(path) ?? find(path, []);
    known.set(path, links);
    return links;
  };
}

/** Of links that lead to each other, nothing. */
function statAtEnd(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') return undefined;
    throw error;
  }
}

/** Whether a folder, absolute, is a link to one that it is in: what is below that is found without it. */
export function leadsBack(folder: string): boolean {
  return `${realpathSync(dirname(folder))}${sep}`.startsWith(`${realpathSync(folder)}${sep}`);
}
