import native, { type PlatformPath, posix } from 'node:path';

/** Characters that Nx would read as a pattern in the path of an output. */
const PATTERN = /[*?[\]{}()!]/;

/**
 * A path as it stands in the graph: forward slashes, no `.` or empty parts.
 *
 * @returns undefined where it is empty, absolute, or leads out of its folder
 */
export function normalizeInside(path: string): string | undefined {
  if (path.includes('\\') || path.includes('\0') || /^([A-Za-z]:|\/)/.test(path)) return undefined;
  const normal = posix.normalize(path).replace(/\/$/, '');
  return normal === '.' || normal === '..' || normal.startsWith('../') || path === ''
    ? undefined
    : normal;
}

/** The path in its normal form where it has one, otherwise as it is. */
export function normalized(path: string): string {
  return normalizeInside(path) ?? path;
}

/**
 * A path relative to the workspace root, with forward slashes.
 *
 * @param system how the system writes paths; this one's unless given
 */
export function workspacePath(
  root: string,
  absolute: string,
  system: PlatformPath = native,
): string {
  const path = system.relative(root, absolute);
  // On Windows no way leads from one drive to another.
  const outside = system.isAbsolute(path) ? `..${system.sep}${path}` : path;
  return outside.split(system.sep).join('/');
}

/** Whether a path relative to the workspace root is the study's own code: inside, and no package. */
export function isLocal(path: string): boolean {
  return path !== '' && !path.startsWith('../') && !/(^|\/)node_modules\//.test(path);
}

/** Whether a path relative to the workspace root leads out of it, and not to an installed package. */
export function isOutside(path: string): boolean {
  return path.startsWith('../') && !/(^|\/)node_modules\//.test(path);
}

/** What is wrong with a path that the executor will write below, if anything. */
export function writtenPathProblem(path: string): string | undefined {
  if (normalizeInside(path) === undefined)
    return `the path ${JSON.stringify(path)} is absolute, or is or leads out of its folder`;
  if (PATTERN.test(path)) return `the path ${JSON.stringify(path)} has a character of patterns`;
  if (path.split('/').some((part) => /^(\.git|\.nx|node_modules|__proto__)$/i.test(part)))
    return `the path ${JSON.stringify(path)} is not a place for results`;
  return undefined;
}

/** The folders above a path, the nearest first, up to `.` or the file system's root. */
export function foldersAbove(path: string): string[] {
  const above: string[] = [];
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    above.push(folder);
    if (folder === '.' || folder === '/') return above;
  }
}

/** Whether a path is a folder, or inside or above it. */
export function overlaps(path: string, folder: string): boolean {
  return `${path}/`.startsWith(`${folder}/`) || folder.startsWith(`${path}/`);
}

/** A literal path as a pattern of Nx that matches it alone. */
export function escapePattern(path: string): string {
  return path.replace(/[*?[\]{}()!\\+@|]/g, '\\$&');
}

/**
 * Two names whose paths are one place or inside each other, also where only case tells them apart
 * (there are file systems that do not).
 */
export function overlapping(
  paths: readonly (readonly [name: string, path: string])[],
): readonly [string, string] | undefined {
  const byPath = new Map<string, string>();
  for (const [name, path] of paths) {
    const other = byPath.get(path.toLowerCase());
    if (other !== undefined) return [other, name];
    byPath.set(path.toLowerCase(), name);
  }
  for (const [name, path] of paths) {
    const parts = path.toLowerCase().split('/');
    for (let n = 1; n < parts.length; n++) {
      const outer = byPath.get(parts.slice(0, n).join('/'));
      if (outer !== undefined) return [outer, name];
    }
  }
  return undefined;
}
