import { spawnSync } from 'node:child_process';
import fastGlob from 'fast-glob';

/** How long a list of matches is taken to be complete, in milliseconds: during a run only. */
const FRESH = 1000;

/** The files that globs match, relative to the root and sorted, as Nx sees them: without ignored ones. */
export type Sources = (globs: readonly string[]) => readonly string[];

interface Matches {
  readonly at: number;
  readonly files: readonly string[];
}

/** @param root the workspace root */
export function createSources(root: string): Sources {
  const matches = new Map<string, Matches>();
  const ignored = new Map<string, boolean>();

  function learnIgnored(files: readonly string[]): void {
    const fresh = files.filter((file) => !ignored.has(file));
    if (fresh.length === 0) return;
    const { stdout } = spawnSync('git', ['check-ignore', '-z', '--stdin'], {
      cwd: root,
      input: fresh.join('\0'),
      encoding: 'utf8',
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    // Outside a repository git prints nothing, and nothing is ignored.
    const listed = new Set((stdout ?? '').split('\0'));
    for (const file of fresh) ignored.set(file, listed.has(file));
  }

  return (globs) => {
    if (globs.length === 0) return [];
    const key = JSON.stringify(globs);
    const last = matches.get(key);
    if (last !== undefined && Date.now() - last.at < FRESH) return last.files;
    const all = fastGlob
      .sync([...globs], { cwd: root, dot: true, ignore: ['**/node_modules/**', '.git/**'] })
      .sort();
    learnIgnored(all);
    const files = all.filter((file) => !ignored.get(file));
    matches.set(key, { at: Date.now(), files });
    return files;
  };
}
