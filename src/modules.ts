import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti, type Jiti } from 'jiti';
import { baseAliases } from './tsconfig-paths.js';

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
  return fileURLToPath(siblingEntry('./index.js', import.meta.url));
}

/**
 * A module beside another one: TypeScript where this package runs from its sources, as in its own
 * tests, and JavaScript where it is built.
 */
export function siblingEntry(path: `./${string}.js`, base: string): URL {
  return new URL(base.endsWith('.ts') ? path.replace(/\.js$/, '.ts') : path, base);
}

/** Node's options for a thread or process that starts at a {@link siblingEntry}. */
export function entryArguments(entry: URL): string[] {
  return entry.pathname.endsWith('.ts') ? ['--import', import.meta.resolve('jiti/register')] : [];
}

/** A path relative to the workspace root, with forward slashes. */
export function workspacePath(root: string, absolute: string): string {
  return relative(root, absolute).split(sep).join('/');
}

/** Whether a path relative to the workspace root is the study's own code: inside, and no package. */
export function isLocal(path: string): boolean {
  return path !== '' && !path.startsWith('../') && !/(^|\/)node_modules\//.test(path);
}
