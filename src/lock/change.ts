import { parseLockFile } from './file.js';

/** A lock file that is not in step. */
export interface LockChange {
  /** Relative to the workspace root. */
  readonly file: string;
  /** Its text, if it is there. */
  readonly before: string | undefined;
  /** Its text as it should be; null where it should not be there. */
  readonly after: string | null;
}

/** What is out of step in a lock file, as a sentence. */
export function describeChange({ file, before, after }: LockChange): string {
  if (after === null) return `${file} is left over: no experiment stands in it.`;
  const experiments = entriesOf(after);
  if (before === undefined) {
    const count = experiments.size === 1 ? '1 experiment' : `${experiments.size} experiments`;
    return `${file} is missing (${count}).`;
  }
  const old = entriesOf(before);
  const counts = [
    ['new', [...experiments.keys()].filter((key) => !old.has(key))],
    ['changed', [...experiments].filter(([key, digest]) => (old.get(key) ?? digest) !== digest)],
    ['gone', [...old.keys()].filter((key) => !experiments.has(key))],
  ] as const;
  const said = counts.filter(([, { length }]) => length > 0);
  if (said.length === 0) return `${file} is out of date (its experiments are not).`;
  return `${file} is out of date (experiments: ${said.map(([what, { length }]) => `${length} ${what}`).join(', ')}).`;
}

/** Digests by experiment, without the places of those that are gone. */
function entriesOf(text: string): ReadonlyMap<string, string> {
  const { experiments } = parseLockFile(text);
  return new Map(
    Object.entries(experiments).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
