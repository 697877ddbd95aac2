import { createRequire } from 'node:module';
import type { minimatch as Minimatch, MinimatchOptions } from 'minimatch';

const require = createRequire(import.meta.url);

let match: typeof Minimatch | undefined;

/**
 * Whether a path, or a name, is one that a pattern means. The matcher is loaded with the first pattern:
 * most processes of a run never have one. It is the copy that Nx has in memory, where that is the same.
 */
export function matchesGlob(path: string, pattern: string, options?: MinimatchOptions): boolean {
  match ??= (require('minimatch') as typeof import('minimatch')).minimatch;
  return match(path, pattern, options);
}
