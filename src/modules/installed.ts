import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package as it is installed. */
export interface Installed {
  /** The name of its folder: that of the package, whatever alias led there. */
  readonly name: string;
  /** Its folder, as the path that it was taken from begins. */
  readonly folder: string;
}

/** The package in whose folder a file lies, by the file's path with forward slashes. */
export function installedPackage(path: string): Installed | undefined {
  const [, folder, name] = /^(.*(?<=^|\/)node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(path) ?? [];
  return folder === undefined || name === undefined ? undefined : { name, folder };
}

/** The real folder of a package, as the modules of a folder find it. */
export function findInstalled(from: string, name: string): string | undefined {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return realpathSync(folder);
    if (at === dirname(at)) return undefined;
  }
}

/** Packages with all that they depend on, by their `package.json`: real folders, each once. */
export function withDependencies(folders: readonly string[]): ReadonlySet<string> {
  const all = new Set(folders);
  // A set takes in what is added while it is gone through.
  for (const folder of all)
    for (const name of dependenciesOf(folder)) {
      const other = findInstalled(folder, name);
      if (other !== undefined) all.add(other);
    }
  return all;
}

function dependenciesOf(folder: string): string[] {
  try {
    const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    ) as { readonly [kind: string]: object | undefined };
    return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  } catch {
    return [];
  }
}
