import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Tells which npm packages the workspace's lock file names: those are nodes of Nx's graph, and may
 * stand in `externalDependencies`; any other name there stops the run.
 *
 * @param root the workspace root, absolute
 */
export function lockedPackages(root: string): (name: string) => boolean {
  const file = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'].find((f) =>
    existsSync(join(root, f)),
  );
  if (file === undefined) return () => false;
  const text = readFileSync(join(root, file), 'utf8');
  if (file === 'package-lock.json') {
    const packages: { [path: string]: { readonly link?: boolean } } =
      JSON.parse(text).packages ?? {};
    return (name) => {
      const entry = packages[`node_modules/${name}`];
      return entry !== undefined && entry.link !== true;
    };
  }
  return (name) => {
    const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`(^|[\\s"'/,])${literal}["']?(@|["']?:)`, 'm').test(text);
  };
}
