import { copyFileSync, linkSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Outputs of an earlier run that an execution is about to replace. */
export interface Kept {
  /** Where an output is now, absolute; undefined where it could not be kept. */
  at(file: string): string | undefined;
  /** Forgets them. */
  drop(): void;
}

/** Up to how many bytes a file is copied where it cannot be linked. */
const SMALL = 10_000_000;

/**
 * Keeps files under other names, mostly without a copy: what is removed under its own name stays there.
 *
 * @param root the workspace root, absolute
 * @param files relative to it
 * @param folder where they are kept, absolute; what is in it goes, in the beginning and in the end
 */
export function keepFiles(root: string, files: readonly string[], folder: string): Kept {
  const kept = new Set<string>();
  const placeOf = (file: string) => join(folder, file);
  const drop = () => rmSync(folder, { recursive: true, force: true });
  drop();
  for (const file of files)
    try {
      // A link's end is not the experiment's to touch.
      const stat = lstatSync(join(root, file));
      if (!stat.isFile()) continue;
      mkdirSync(dirname(placeOf(file)), { recursive: true });
      keep(join(root, file), placeOf(file), stat.size);
      kept.add(file);
    } catch {
      // Then nobody can tell where the difference is.
    }
  return {
    at: (file) => (kept.has(file) ? placeOf(file) : undefined),
    drop,
  };
}

function keep(file: string, place: string, size: number): void {
  try {
    linkSync(file, place);
  } catch (error) {
    // Another disk, or one without hard links.
    if (size > SMALL) throw error;
    copyFileSync(file, place);
  }
}
