import { createRequire } from 'node:module';
import fastGlob from 'fast-glob';
import { sourceFinder, sourcePattern } from '../../src/sources.js';

/** How long a list of matches is taken to be complete, in milliseconds: during a run only. */
const FRESH = 1000;

/**
 * The files that globs match, relative to the root and sorted, as the plugin has Nx hash them: without
 * those that are ignored, and with what is at the end of links.
 */
export type Sources = (globs: readonly string[]) => readonly string[];

interface Matches {
  readonly at: number;
  readonly files: readonly string[];
}

/** What Nx sees of the workspace, until something is there that was not. */
interface Seen {
  /** All files that Nx knows. */
  readonly known: readonly string[];
  /** The files that a pattern matches. */
  readonly matched: (pattern: string) => readonly string[];
}

/** @param root the workspace root */
export function createSources(root: string): Sources {
  const matches = new Map<string, Matches>();
  const looked = new Set<string>();
  let seen: Seen | undefined;

  /** A walk of Nx's takes a while in a big workspace: only when there are files that none has judged. */
  function look(patterns: readonly string[]): Seen {
    const there = fastGlob.sync([...patterns], {
      cwd: root,
      dot: true,
      onlyFiles: false,
      followSymbolicLinks: false,
      ignore: ['**/node_modules/**', '.git/**'],
    });
    const fresh = there.filter((path) => !looked.has(path));
    for (const path of fresh) looked.add(path);
    if (seen === undefined || fresh.length > 0) seen = walk(root);
    return seen;
  }

  return (globs) => {
    if (globs.length === 0) return [];
    const key = JSON.stringify(globs);
    const last = matches.get(key);
    if (last !== undefined && Date.now() - last.at < FRESH) return last.files;
    const patterns = globs.map((glob) => sourcePattern(root, glob));
    const { known, matched } = look(patterns);
    const find = sourceFinder(root, known);
    const found = patterns.flatMap((pattern) => {
      const { files, links } = find(pattern, matched(pattern));
      return [...files, ...links.flatMap(({ path, target }) => [path, target ?? path])];
    });
    const files = [...new Set(found)].sort();
    matches.set(key, { at: Date.now(), files });
    return files;
  };
}

/** Nx's own view of the workspace as it is now: .gitignore and .nxignore as Nx reads them. */
function walk(root: string): Seen {
  // Loaded only where there are sources: it is a part of Nx that this process may not have.
  const nx: typeof import('nx/src/utils/workspace-context') = createRequire(import.meta.url)(
    'nx/src/utils/workspace-context',
  );
  nx.resetWorkspaceContext();
  const find = (pattern: string) => nx.globWithWorkspaceContextSync(root, [pattern]);
  const byPattern = new Map<string, readonly string[]>();
  return {
    known: find('**/*'),
    matched(pattern) {
      const files = byPattern.get(pattern) ?? find(pattern);
      byPattern.set(pattern, files);
      return files;
    },
  };
}
