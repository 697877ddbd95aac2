import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { matchesGlob } from './glob-match.js';
import { ignoredPaths } from './ignored.js';
import { type FileLink, fileLinks, leadsBack } from './links.js';
import { escapePattern } from './paths.js';

/** What a glob of a task's `sources` matches; files that are ignored do not count. */
export interface SourceFiles {
  /** The glob for Nx: where it names a folder, everything below that. */
  readonly pattern: string;
  /** The files that Nx matches, links to files among them, whose text is what it hashes. */
  readonly files: readonly string[];
  /** Those links, and the files in linked folders, which Nx does not enter. */
  readonly links: readonly FileLink[];
}

/** The pattern that a glob of `sources` stands for: of a folder, everything below it. */
export function sourcePattern(root: string, glob: string): string {
  const isFolder = statSync(join(root, glob), { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? `${escapePattern(glob)}/**/*` : glob;
}

/**
 * Finds what globs match.
 *
 * @param root the workspace root, absolute
 * @param known all files that Nx knows, relative to the root
 * @param linksAt as {@link fileLinks} finds them
 * @returns for a pattern and the files that Nx matches with it
 */
export function sourceFinder(
  root: string,
  known: readonly string[],
  linksAt: (path: string) => readonly FileLink[] = fileLinks(root),
): (pattern: string, files: readonly string[]) => SourceFiles {
  const ignored = ignoredPaths(root);
  let knownFolders: ReadonlySet<string> | undefined;

  /** The symbolic links below folders; also where Nx knows no file, unless that is ignored. */
  function linksBelow(folders: readonly string[]): string[] {
    knownFolders ??= foldersOf(known);
    const links: string[] = [];
    const unknown: string[] = [];
    const left = [...folders];
    for (let folder = left.pop(); folder !== undefined; folder = left.pop())
      for (const entry of entriesOf(join(root, folder))) {
        const path = posix.join(folder, entry.name);
        if (entry.isSymbolicLink()) links.push(path);
        else if (entry.isDirectory() && !NEVER.test(entry.name))
          (knownFolders.has(path) ? left : unknown).push(path);
      }
    const isIgnored = ignored(unknown);
    const others = unknown.filter((path) => !isIgnored(path));
    return others.length === 0 ? links : [...links, ...linksBelow(others)];
  }

  return (pattern, files) => {
    const base = baseOf(pattern);
    const outer = outermostLink(root, base);
    const links = outer === undefined ? linksBelow([base]) : [outer];
    const isFile = new Set(files);
    const others = links.filter((link) => !isFile.has(link) && !leadsNowhere(join(root, link)));
    const isIgnored = ignored(others);
    const behind = others
      .filter((link) => !isIgnored(link))
      .flatMap((link) => linksAt(link).map((file) => ({ file, beside: besideOf(file.path, link) })))
      .filter(
        ({ file, beside }) =>
          !beside.split('/').some((part) => NEVER.test(part)) &&
          matchesGlob(file.path, pattern, { dot: true }),
      );
    const isIgnoredThere = ignored(behind.map(({ beside }) => beside));
    const found = [
      ...links.filter((link) => isFile.has(link)).flatMap(linksAt),
      ...behind.filter(({ beside }) => !isIgnoredThere(beside)).map(({ file }) => file),
    ];
    return { pattern, files, links: found.sort((a, b) => (a.path < b.path ? -1 : 1)) };
  };
}

/** Folders of which Nx knows no file. */
const NEVER = /^(node_modules|\.git|\.nx)$/;

/** Where a file behind a link would be in the link's own place, which tells if it is ignored: `a/b/c` of `a/link/b/c`. */
function besideOf(path: string, link: string): string {
  return posix.join(posix.dirname(link), path.slice(link.length + 1) || posix.basename(link));
}

/** The folder in which all that a pattern matches lies; or the file that it is. */
export function baseOf(pattern: string): string {
  const parts = pattern.split('/');
  const magic = parts.findIndex((part) => /[*?[\]{}()!\\+@|]/.test(part));
  return parts.slice(0, magic === -1 ? parts.length : magic).join('/') || '.';
}

/** The first part of a path that is a symbolic link. */
function outermostLink(root: string, path: string): string | undefined {
  const parts = path === '.' ? [] : path.split('/');
  return parts
    .map((_, i) => parts.slice(0, i + 1).join('/'))
    .find((at) => lstatSync(join(root, at), { throwIfNoEntry: false })?.isSymbolicLink());
}

/** Whether a link has no end, or one that is found without it. */
function leadsNowhere(link: string): boolean {
  try {
    return leadsBack(link);
  } catch {
    return true;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function foldersOf(files: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files)
    for (let at = posix.dirname(file); at !== '.' && !folders.has(at); at = posix.dirname(at))
      folders.add(at);
  return folders;
}
