import { posix } from 'node:path';
import { byText } from '../by-text.js';
import type { CodeFiles } from '../code.js';
import { type Entry, type Loads, lineAt, short } from '../entry.js';
import { folderOf, placesOf } from '../places.js';

/** What a source brings in. */
interface Included {
  /** Between quotes or angle brackets. */
  readonly paths: readonly string[];
  /** `#include NAME`: what a macro stands for. */
  readonly unknown: Loads['unknown'];
}

/**
 * What a C, C++, CUDA or Fortran source brings in by `#include`, `#import`, `#embed`, or Fortran's `include`.
 * Comments are not told from code: one file too many costs a rerun.
 */
const read = byText((text: string): Included => {
  // A directive goes on in the next line behind a backslash.
  const whole = text.replace(/^\uFEFF/, '').replace(/\\\r?\n/g, '  ');
  const paths: string[] = [];
  const unknown: { line: number; what: string }[] = [];
  const directive =
    /^[ \t]*(?:#|%:)[ \t]*(?:include|include_next|import|embed)\b[ \t]*(.*)|^[ \t]*include[ \t]*(['"].*)/gim;
  for (const match of whole.matchAll(directive)) {
    const rest = match[1] ?? match[2] ?? '';
    const [, ...ways] = /^(?:"([^"]+)"|<([^>]+)>|'([^']+)')/.exec(rest) ?? [];
    const path = ways.find((way) => way !== undefined);
    if (path !== undefined) paths.push(path);
    else if (/^\w/.test(rest))
      unknown.push({ line: lineAt(whole, match.index), what: short(match[0]) });
  }
  return { paths, unknown };
});

/**
 * What a source brings in; paths start at its own folder, at the root, and at `folders`, to which those of the
 * command's `-I` belong. A path that leads nowhere from there is looked for by its end in the whole workspace, since a
 * build may name further folders; what is nowhere belongs to the system.
 */
export function cLoads(
  text: string,
  file: string | undefined,
  files: CodeFiles,
  folders: readonly string[],
): Loads {
  const starts = [...new Set([folderOf(file), '.', ...folders])];
  const { paths, unknown } = read(text);
  const found = paths.flatMap((path) => {
    const there = placesOf(path, starts, files.isFile);
    if (there.length > 0) return there;
    const end = posix.normalize(`/${path}`);
    return files.called(posix.basename(path)).filter((other) => `/${other}`.endsWith(end));
  });
  const entries = [...new Set(found)].map(
    (path): Entry => ({ language: 'c', kind: 'file', file: path }),
  );
  return { entries, files: [], packages: [], folders: [], unknown };
}
