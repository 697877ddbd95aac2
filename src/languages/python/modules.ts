import { posix } from 'node:path';
import type { CodeFiles } from '../code.js';

/** Where a module is: all places in the search path that it may be loaded from. */
export interface Found {
  readonly files: readonly string[];
  /** The folders in which its submodules are, where it is a package. */
  readonly folders: readonly string[];
  /** Whether it is more than folders that may be part of a namespace. */
  readonly isRegular: boolean;
  /** Whether it may as well be a package that is installed. */
  readonly isElsewhere?: boolean;
}

/** Finds modules by their full name, or by one part of it in some folders. */
export interface ModuleFinder {
  readonly find: (name: string) => Found;
  readonly findIn: (folders: readonly string[], name: string) => Found;
}

const NOTHING: Found = { files: [], folders: [], isRegular: false };
const COMPILED = /^\.(?:[\w-]+\.)*(?:so|pyd)$/;

const stems = new WeakMap<readonly string[], ReadonlyMap<string, readonly string[]>>();

/** What is in a folder by what stands before the first dot; worked out once for each list of a folder. */
export function byStem(list: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const seen = stems.get(list);
  if (seen !== undefined) return seen;
  const names = new Map<string, string[]>();
  for (const entry of list) {
    const [stem = ''] = entry.split('.', 1);
    const same = names.get(stem);
    if (same === undefined) names.set(stem, [entry]);
    else same.push(entry);
  }
  stems.set(list, names);
  return names;
}

/**
 * Finds modules.
 *
 * @param certain folders that are searched first, in this order
 * @param others folders that may be searched, in an order that is not known
 * @param elsewhere folders that may be searched, too, for what no folder of the others has
 */
export function moduleFinder(
  files: CodeFiles,
  certain: readonly string[],
  others: readonly string[],
  elsewhere: readonly string[] = [],
): ModuleFinder {
  const known = new Map<string, Found>();
  const namesIn = (folder: string) => byStem(files.list(folder));

  function modulesAt(folder: string, name: string): string[] {
    return (namesIn(folder).get(name) ?? [])
      .filter((entry) => {
        const ending = entry.slice(name.length);
        return ending === '.py' || ending === '.pyc' || COMPILED.test(ending);
      })
      .map((entry) => posix.join(folder, entry))
      .filter(files.isFile);
  }

  function findIn(folders: readonly string[], name: string): Found {
    if (!/^[^./\0]+$/.test(name)) return NOTHING;
    return merged(
      folders.map((folder) => {
        const own = modulesAt(folder, name);
        const below = posix.join(folder, name);
        if (!namesIn(folder).get(name)?.includes(name) || !files.isFolder(below))
          return { files: own, folders: [], isRegular: own.length > 0 };
        const init = modulesAt(below, '__init__');
        return {
          files: [...own, ...init],
          folders: [below],
          isRegular: own.length + init.length > 0,
        };
      }),
    );
  }

  function findTop(name: string): Found {
    const found: Found[] = [];
    for (const folder of certain) {
      const here = findIn([folder], name);
      found.push(here);
      if (here.isRegular) return merged(found);
    }
    found.push(findIn(others, name));
    // Parts of a namespace may be anywhere.
    const known = merged(found);
    if (known.isRegular) return known;
    const away = findIn(elsewhere, name);
    return { ...merged([known, away]), isElsewhere: away.folders.length + away.files.length > 0 };
  }

  function find(name: string): Found {
    const seen = known.get(name);
    if (seen !== undefined) return seen;
    const at = name.lastIndexOf('.');
    const found =
      at < 0 ? findTop(name) : findIn(find(name.slice(0, at)).folders, name.slice(at + 1));
    known.set(name, found);
    return found;
  }

  return { find, findIn };
}

function merged(found: readonly Found[]): Found {
  return {
    files: found.flatMap((one) => one.files),
    folders: found.flatMap((one) => one.folders),
    isRegular: found.some((one) => one.isRegular),
  };
}
