import { createRequire } from 'node:module';
import type fastGlob from 'fast-glob';
import { sourceFinder, sourcePattern } from '../../../src/files/source-files.js';
import { type Seen, seeWorkspace } from '../../../src/nx/workspace-files.js';

// Loaded where a task has `sources`: it takes 40 ms, which each run's first experiment would wait for.
const require = createRequire(import.meta.url);

/** How long a list of matches is taken to be complete, in milliseconds: during a run only. */
const FRESH = 1000;

/**
 * The files that globs match, relative to the root and sorted, as the plugin has Nx hash them: without
 * those that are ignored, and with what is at the end of links.
 */
export type Sources = (globs: readonly string[]) => readonly string[];

interface Matches {
  readonly at: number;
  readonly files: readonly string[];
}

/** @param root the workspace root */
export function createSources(root: string): Sources {
  const matches = new Map<string, Matches>();
  const looked = new Set<string>();
  let seen: Seen | undefined;

  /** A walk of Nx's takes a while in a big workspace: only when there are files that none has judged. */
  function look(patterns: readonly string[]): Seen {
    const glob = require('fast-glob') as typeof fastGlob;
    const there = glob.sync([...patterns], {
      cwd: root,
      dot: true,
      onlyFiles: false,
      followSymbolicLinks: false,
      ignore: ['**/node_modules/**', '.git/**'],
    });
    const fresh = there.filter((path) => !looked.has(path));
    for (const path of fresh) looked.add(path);
    if (seen === undefined || fresh.length > 0) seen = seeWorkspace(root);
    return seen;
  }

  return (globs) => {
    if (globs.length === 0) return [];
    const key = JSON.stringify(globs);
    const last = matches.get(key);
    if (last !== undefined && Date.now() - last.at < FRESH) return last.files;
    const patterns = globs.map((glob) => sourcePattern(root, glob));
    const { known, matched } = look(patterns);
    const find = sourceFinder(root, known);
    const found = patterns.flatMap((pattern) => {
      const { files, links } = find(pattern, matched(pattern));
      return [...files, ...links.flatMap(({ path, target }) => [path, target ?? path])];
    });
    const files = [...new Set(found)].sort();
    matches.set(key, { at: Date.now(), files });
    return files;
  };
}
