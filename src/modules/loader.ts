import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Jiti } from 'jiti';
import { siblingEntry } from './entry.js';
import { baseAliases } from './tsconfig-paths.js';

// An import would have Node read its bundle once more, for the names of its exports: that takes as long
// as all else that a thread or process does before it loads its first module.
const { createJiti } = createRequire(import.meta.url)('jiti') as typeof import('jiti');

/**
 * The loader of catalogs and task modules: TypeScript, ESM, CommonJS and JSON alike, with the root
 * tsconfig's `paths`. One loader for evaluating and for resolving, so that the files found by
 * reading imports are the files that run.
 *
 * @param root the workspace root, absolute
 */
export function createLoader(root: string): Jiti {
  const tsconfig = join(root, 'tsconfig.json');
  return createJiti(join(root, 'loader'), {
    alias: { ...baseAliases(root), 'nx-experiments': ownIndex() },
    // Without one, the loader would go on looking above the workspace.
    tsconfigPaths: existsSync(tsconfig) ? tsconfig : false,
  });
}

/** The module that `nx-experiments` stands for: this copy of the package, whatever is installed. */
function ownIndex(): string {
  return fileURLToPath(siblingEntry('../index.js', import.meta.url));
}
