import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Tells which npm packages the workspace's lock file names: those are nodes of Nx's graph, and may
 * stand in `externalDependencies`; any other name there stops the run.
 *
 * @param root the workspace root, absolute
 */
export function lockedNpmPackages(root: string): (name: string) => boolean {
  const file = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'].find((f) =>
    existsSync(join(root, f)),
  );
  if (file === undefined) return () => false;
  const text = readFileSync(join(root, file), 'utf8');
  if (file === 'package-lock.json') return npmPackages(text);
  return (name) => {
    const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(ENTRY[file]!.replaceAll('NAME', literal), 'm').test(text);
  };
}

/** The entry of a package NAME in each lock file; packages of the workspace itself have none. */
const ENTRY: { readonly [file: string]: string } = {
  'pnpm-lock.yaml': '^ {2}(?:[\'"]?/?NAME@|/NAME/\\d)',
  'yarn.lock': '^(?:\\S.*, )?"?NAME@(?!workspace:|link:|portal:)',
  'bun.lock': '^\\s*"NAME": \\["NAME@(?!workspace:|link:)',
};

function npmPackages(text: string): (name: string) => boolean {
  let packages: { readonly [path: string]: { readonly link?: boolean } } = {};
  try {
    packages = JSON.parse(text).packages ?? {};
  } catch {
    // Nx itself says what is wrong with it.
  }
  return (name) => {
    const path = `node_modules/${name}`;
    return Object.hasOwn(packages, path) && packages[path]!.link !== true;
  };
}
