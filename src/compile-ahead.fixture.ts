import { join } from 'node:path';
import { createJiti, type Jiti } from 'jiti';

const loaders = new Map<string, Jiti>();

/**
 * Puts a TypeScript file into the cache of compiled modules, where the loader looks first: each thread
 * and process that loads it would need a tenth of a second for its compiler, this one needs it once.
 *
 * @param root of the workspace, absolute
 * @param path relative to it
 */
export function compileAhead(root: string, path: string, text: string): void {
  if (!/\.[cm]?ts$/.test(path) || path.endsWith('.d.ts')) return;
  const options = { filename: join(root, path), source: text, ts: true, async: true, jsx: false };
  // It says which cache the workspace has.
  const loader = loaders.get(root) ?? createJiti(join(root, 'loader'), { tsconfigPaths: false });
  loaders.set(root, loader);
  loader.transform(options);
}
