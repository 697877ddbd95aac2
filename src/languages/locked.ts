import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { canonical } from '../catalog/json.js';
import type { LanguagesCode } from './closure.js';
import type { CodeFiles } from './code.js';
import type { Language } from './entry.js';
import { lockedPackages, nearestLocks, withFurtherLists } from './packages/locked-packages.js';

/** The lock files that say which packages of a language are installed. */
const LOCKS: { readonly [language in Language]?: RegExp } = {
  python: /^(?!renv\.lock$|Manifest\.toml$)/,
  r: /^(?:renv\.lock|pixi\.lock|environment\.ya?ml)$/,
  julia: /^Manifest\.toml$/,
};

/** Packages that come with the interpreter. */
const BUILT_IN: { readonly [language in Language]?: RegExp } = {
  r: /^(?:base|compiler|datasets|grDevices|graphics|grid|methods|parallel|splines|stats|stats4|tcltk|tools|utils)$/,
  julia:
    /^(?:Base|Core|Main|Dates|DelimitedFiles|Distributed|LinearAlgebra|Printf|Random|SparseArrays|Statistics|Test|Pkg)$/,
};

/** What of lock files decides the result of code. */
export interface Locked {
  /** Digests of what counts, by lock file; none where no package is loaded, or no lock file names any. */
  readonly digests: { readonly [file: string]: string };
  /** Those that git ignores, sorted: another clone may have another one, or none, so they count by their content. */
  readonly ignored: readonly string[];
}

/**
 * What of the nearest lock files decides the result of code: for each language whose packages it loads,
 * a digest of their entries, or of the file as a whole.
 */
export function lockedBy(code: LanguagesCode, files: CodeFiles): Locked {
  const locked: { [file: string]: string } = {};
  const ignored = new Set<string>();
  for (const [language, pattern] of Object.entries(LOCKS) as [Language, RegExp][]) {
    const packages = (code.packages[language] ?? []).filter(
      (name) => !BUILT_IN[language]?.test(name),
    );
    const shadows = language === 'python' ? code.shadows : [];
    if (packages.length + shadows.length === 0) continue;
    const folders = new Set(['.', ...code.files.map((file) => posix.dirname(file))]);
    const nearest = new Set([...folders].flatMap((folder) => locksAbove(folder, pattern, files)));
    const locks = language === 'python' ? withFurtherLists([...nearest], files) : [...nearest];
    for (const file of locks.toSorted()) {
      if (!files.called(posix.basename(file)).includes(file)) {
        ignored.add(file);
        continue;
      }
      const { entries } = lockedPackages(file, files.read(file) ?? '', packages, shadows);
      locked[file] = createHash('sha256')
        .update(canonical([locked[file] ?? '', entries]))
        .digest('hex')
        .slice(0, 40);
    }
  }
  return { digests: locked, ignored: [...ignored].sort() };
}

/** The lock files of a language in the nearest folder that has some, from a folder upwards. */
function locksAbove(folder: string, pattern: RegExp, files: CodeFiles): readonly string[] {
  for (let at = folder; ; ) {
    const nearest = nearestLocks(at, files);
    const [first] = nearest;
    const found = nearest.filter((file) => pattern.test(posix.basename(file)));
    if (first === undefined || found.length > 0) return found;
    const holder = posix.dirname(first);
    if (holder === '.') return [];
    at = posix.dirname(holder);
  }
}
