import type { Dirent } from 'node:fs';
import { posix } from 'node:path';

/** What deciding takes of the disk. Paths are relative to the workspace root. */
export interface BuildFiles {
  /** What is in a folder, links as links; nothing where it is none. */
  readonly list: (folder: string) => readonly Dirent[];
  /** Whether git tracks it, or something below it. */
  readonly isTracked: (path: string) => boolean;
}

/**
 * What lies in a build folder and belongs to nothing that is kept: whole folders where they can go as a
 * whole. Links are looked at as such, and what they lead to is not.
 *
 * @param kept folders and files that stay, with all below them
 */
export function unowned(
  folder: string,
  kept: ReadonlySet<string>,
  { list, isTracked }: BuildFiles,
): string[] {
  const above = new Set([...kept].flatMap((path) => ancestorsOf(path)));
  const walk = (at: string): string[] =>
    list(at).flatMap((entry) => {
      const path = `${at}/${entry.name}`;
      if (kept.has(path) || entry.name === '.git') return [];
      const holdsOther = above.has(path) || isTracked(path) || hasRepository(path, entry);
      if (!holdsOther) return [path];
      return entry.isDirectory() ? walk(path) : [];
    });
  /** A repository of its own, whose files the one around it does not track. */
  const hasRepository = (path: string, entry: Dirent): boolean =>
    entry.isDirectory() &&
    list(path).some(
      (inner) => inner.name === '.git' || hasRepository(`${path}/${inner.name}`, inner),
    );
  return walk(folder).sort();
}

function ancestorsOf(path: string): string[] {
  const above: string[] = [];
  for (let at = posix.dirname(path); at !== '.' && at !== '/'; at = posix.dirname(at))
    above.push(at);
  return above;
}
