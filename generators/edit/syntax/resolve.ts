import { posix } from 'node:path';
import type { Files } from './source.js';
import { moduleOptions } from './tsconfig.js';

const EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** The local file that a module imports, undefined where it is none that can be read. */
export function resolveModule(files: Files, from: string, specifier: string): string | undefined {
  const bases = /^\.\.?(\/|$)/.test(specifier)
    ? [posix.join(posix.dirname(from), specifier)]
    : byPaths(files, specifier);
  return bases.flatMap(candidates).find((file) => files.read(file) !== undefined);
}

function candidates(base: string): string[] {
  const source = base.replace(/\.([mc]?)js$/, '.$1ts');
  const extended = (path: string) => EXTENSIONS.map((extension) => `${path}${extension}`);
  const exact = /\.[mc]?[jt]s$/.test(base) ? [base, source] : [];
  return [...exact, ...extended(base), ...extended(posix.join(base, 'index'))];
}

/** Where the root tsconfig's `paths` say that a specifier may be. */
function byPaths(files: Files, specifier: string): string[] {
  return Object.entries(moduleOptions(files).paths).flatMap(([pattern, targets]) => {
    const [start = '', end] = pattern.split('*');
    const isMatch =
      end === undefined
        ? specifier === start
        : specifier.startsWith(start) && specifier.endsWith(end);
    const middle = specifier.slice(start.length, end ? -end.length : undefined);
    return isMatch ? targets.map((target) => target.replace('*', middle)) : [];
  });
}
