import { realpathSync, statSync } from 'node:fs';
import { workspacePath } from '../../../src/files/paths.js';
import type { Touched } from './watch-files.js';

/** What of the files that an attempt read may have to be named by its task. */
export interface Reads {
  /** Files of the workspace, and folders whose names were read, these with `/` at their end; relative to the root. */
  readonly paths: readonly string[];
  /** Whether a package read one of them as it was loaded: later experiments would read without its being seen. */
  readonly byPackages: boolean;
}

/** Where an attempt was made. */
export interface Place {
  /** The workspace root, absolute, and without symbolic links. */
  readonly root: string;
  readonly realRoot: string;
  /** The build folder, relative to the root. */
  readonly bld: string;
  /** When the attempt began, in milliseconds since 1970. */
  readonly begun: number;
  /** The modules that it loaded, relative to the root: imports are checked as such. */
  readonly loaded: readonly string[];
}

/** A clock of the file system may be behind by a tick, in milliseconds. */
const TICK = 10;

const PACKAGE = /^(.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)([/\\].*)$/;

/** Files that are there and that the attempt did not make itself. */
export function workspaceReads({ read, listed, byPackages }: Touched, place: Place): Reads {
  const loaded = new Set(place.loaded);
  const found = new Set<string>();
  let isByPackages = false;
  for (const [paths, end] of [
    [read, ''],
    [listed, '/'],
  ] as const)
    for (const path of paths) {
      const at = inWorkspace(path, place);
      if (at === undefined || loaded.has(at) || !wasThere(path, at, place)) continue;
      found.add(`${at === '' ? '.' : at}${end}`);
      isByPackages ||= byPackages.has(path);
    }
  return { paths: [...found].sort(), byPackages: isByPackages };
}

/** The path of a file relative to the root; undefined outside of it and in packages. */
function inWorkspace(path: string, { root, realRoot }: Place): string | undefined {
  const [, folder, rest = ''] = PACKAGE.exec(path) ?? [];
  // A package of the workspace is only linked there.
  if (folder !== undefined) return local(linked(folder), rest, realRoot);
  for (const at of new Set([realRoot, root]))
    if (path === at || path.startsWith(`${at}/`)) return workspacePath(at, path);
  return local(realPath(path), '', realRoot);
}

function local(real: string | undefined, rest: string, realRoot: string): string | undefined {
  if (real === undefined || /[/\\]node_modules([/\\]|$)/.test(real)) return undefined;
  return `${real}/`.startsWith(`${realRoot}/`) ? workspacePath(realRoot, real + rest) : undefined;
}

/** Where packages are that were seen. */
const links = new Map<string, string | undefined>();

function linked(folder: string): string | undefined {
  if (!links.has(folder)) links.set(folder, realPath(folder));
  return links.get(folder);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Whether there is such a file, and was when the attempt began; results of others may come at any time. */
function wasThere(path: string, at: string, { bld, begun }: Place): boolean {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return false;
    return `${at}/`.startsWith(`${bld}/`) || stat.birthtimeMs < begun - TICK;
  } catch {
    return true;
  }
}
