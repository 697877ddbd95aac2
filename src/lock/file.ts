import { isPlainObject } from '../problems/show.js';

/** One lock file. The first of a catalog has all of it, the others have experiments alone. */
export interface LockFile {
  /** Each dimension's first default level. */
  readonly defaults?: { readonly [dimension: string]: string };
  /** Dimensions that are gone, with those that took their places, with their default levels. */
  readonly renamed?: { readonly [dimension: string]: string };
  /** Default levels by code that was there before their dimension: `<dimension>/<task>/<digest>`. */
  readonly before?: { readonly [line: string]: string };
  /** Default levels that tasks see now: `<dimension>/<task>`. */
  readonly seen?: { readonly [pair: string]: string };
  /** Each task's executor. */
  readonly executors?: { readonly [task: string]: string };
  /** Digests of definitions by `<task>/<id>`, dots as `%2E`; null keeps the place of one that is gone. */
  readonly experiments: { readonly [key: string]: string | null };
  /** It is no JSON, as with a merge conflict in it: Nx, which hashes entries, finds none of them. */
  readonly isBroken?: true;
}

const SECTIONS = ['defaults', 'renamed', 'before', 'seen', 'executors', 'experiments'] as const;

/** Closes each list, so that adding an entry never changes the line above it. */
const LAST = '"~": ""';

/** The text of a lock file: one line per entry, sorted. */
export function printLockFile(lock: LockFile): string {
  const sections = SECTIONS.flatMap((section) => {
    const entries = lock[section];
    if (entries === undefined) return [];
    const lines = Object.keys(entries)
      .sort()
      .map((key) => `    ${JSON.stringify(key)}: ${JSON.stringify(entries[key])},\n`);
    return [`  ${JSON.stringify(section)}: {\n${lines.join('')}    ${LAST}\n  }`];
  });
  return `{\n${sections.join(',\n')}\n}\n`;
}

/**
 * Reads a lock file. One with a merge conflict in it is read line by line, both sides together, so
 * that `nx sync` fixes it.
 */
export function parseLockFile(text: string): LockFile {
  const whole = parseWhole(text);
  const sections = whole ?? parseLines(text);
  const { defaults, renamed, before, seen, executors, experiments = {} } = sections;
  return {
    experiments,
    ...(defaults !== undefined && { defaults: onlyTexts(defaults) }),
    ...(renamed !== undefined && { renamed: onlyTexts(renamed) }),
    ...(before !== undefined && { before: onlyTexts(before) }),
    ...(seen !== undefined && { seen: onlyTexts(seen) }),
    ...(executors !== undefined && { executors: onlyTexts(executors) }),
    ...(whole === undefined && { isBroken: true }),
  };
}

/** Whether the end of a lock file's text is missing, as when a write was killed or the disk was full. */
export function isCutOff(text: string): boolean {
  return !/\}\s*$/.test(text);
}

type Sections = { [section in (typeof SECTIONS)[number]]?: { [key: string]: string | null } };

function parseWhole(text: string): Sections | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isPlainObject(value)) return undefined;
    const sections = SECTIONS.flatMap((section) => {
      const entries = value[section];
      return isPlainObject(entries) ? [[section, withoutLast(entries)]] : [];
    });
    return Object.fromEntries(sections);
  } catch {
    return undefined;
  }
}

function parseLines(text: string): Sections {
  const sections: Sections = {};
  let current: { [key: string]: string | null } = {};
  for (const line of text.split(/\r?\n/)) {
    const section = SECTIONS.find((s) => line.includes(`"${s}": {`));
    if (section !== undefined) current = sections[section] ??= {};
    const [, key, value] = /^ {4}"([^"~]+)": (null|"[^"]*"),?$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) current[key] ??= JSON.parse(value);
  }
  return sections;
}

function withoutLast(entries: { readonly [key: string]: unknown }): {
  [key: string]: string | null;
} {
  const kept = Object.entries(entries).filter(
    ([key, value]) => key !== '~' && (value === null || typeof value === 'string'),
  );
  return Object.fromEntries(kept) as { [key: string]: string | null };
}

function onlyTexts(entries: { readonly [key: string]: string | null }): { [key: string]: string } {
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
