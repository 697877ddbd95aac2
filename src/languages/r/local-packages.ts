import { posix } from 'node:path';
import type { CodeFiles } from '../code.js';
import { filesBelow } from '../places.js';

/** How far below the root a package is looked for. */
const DEPTH = 3;
const NEVER = /^(?:\..*|node_modules|renv|packrat|venv|__pycache__)$/;

const found = new WeakMap<CodeFiles, ReadonlyMap<string, string>>();

/** The folder of the R package of a name whose sources are in the workspace. */
export function localPackage(name: string, files: CodeFiles): string | undefined {
  const known = found.get(files) ?? packagesBelow('.', DEPTH, files);
  found.set(files, known);
  return known.get(name);
}

/** The folders of packages by name; of two of one name the one that lies higher. */
function packagesBelow(
  folder: string,
  depth: number,
  files: CodeFiles,
): ReadonlyMap<string, string> {
  const own = nameIn(files.read(posix.join(folder, 'DESCRIPTION')));
  const packages = new Map<string, string>();
  if (depth > 0)
    for (const name of files.list(folder)) {
      const path = posix.join(folder, name);
      if (NEVER.test(name) || files.isFile(path)) continue;
      for (const [inner, at] of packagesBelow(path, depth - 1, files)) {
        const other = packages.get(inner);
        if (other === undefined || at.split('/').length < other.split('/').length)
          packages.set(inner, at);
      }
    }
  if (own !== undefined) packages.set(own, folder);
  return packages;
}

const nameIn = (description: string | undefined) =>
  description === undefined ? undefined : /^Package:\s*([\w.]+)\s*$/m.exec(description)?.[1];

/** What makes a package from its sources. */
export interface PackageSources {
  /** Its R files. */
  readonly code: readonly string[];
  /** Its compiled code, its data and what describes it. */
  readonly files: readonly string[];
  /** The packages that it depends on. */
  readonly packages: readonly string[];
}

export function packageSources(folder: string, files: CodeFiles): PackageSources {
  const inside = (name: string, pattern: RegExp) =>
    filesBelow(posix.join(folder, name), pattern, true, files);
  const description = files.read(posix.join(folder, 'DESCRIPTION')) ?? '';
  return {
    code: inside('R', /\.[rRsSq]$/),
    files: [
      ...['DESCRIPTION', 'NAMESPACE', 'configure', 'cleanup']
        .map((name) => posix.join(folder, name))
        .filter(files.isFile),
      ...inside('R', /\.rda$/),
      ...inside('src', /(?<!\.(?:o|so|dll|a))$/),
      ...inside('data', /./),
      ...inside('inst', /./),
    ],
    packages: [
      ...description.matchAll(/^(?:Depends|Imports|LinkingTo):((?:.*\n?)(?:[ \t].*\n?)*)/gm),
    ]
      .flatMap(([, list = '']) => list.split(','))
      .map((entry) => /[\w.]+/.exec(entry)?.[0] ?? '')
      .filter((name) => name !== '' && name !== 'R'),
  };
}
