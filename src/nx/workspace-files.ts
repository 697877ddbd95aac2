import { partOfNx } from './part-of-nx.js';

/** What Nx sees of a workspace at one moment. */
export interface Seen {
  /** All files that Nx knows. */
  readonly known: readonly string[];
  /** The files that a pattern matches. */
  readonly matched: (pattern: string) => readonly string[];
}

/**
 * Nx's own view of the workspace as it is now: .gitignore and .nxignore as Nx reads them.
 *
 * @param root the workspace root, absolute
 */
export function seeWorkspace(root: string): Seen {
  // Loaded only where there are sources: it is a part of Nx that this process may not have.
  const nx = partOfNx<typeof import('nx/src/utils/workspace-context')>(
    'nx/src/utils/workspace-context',
    ['resetWorkspaceContext', 'globWithWorkspaceContextSync'],
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
