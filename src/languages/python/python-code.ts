import { createHash } from 'node:crypto';
import type { CodeFiles, LoadedCode, Unknown } from '../code.js';
import type { Entry } from '../entry.js';
import { loadedByEntry } from './loaded-by-entry.js';
import { readSummary } from './read-summary.js';
import type { PythonEntry, PythonSettings } from './settings.js';
import type { Summary } from './summary.js';

export type { PythonEntry, PythonSettings } from './settings.js';

const inMemory = new Map<string, Summary>();

/** Reads a text once, for as long as the process lives. */
function remembered(text: string): Summary {
  const key = createHash('sha256').update(text).digest('base64');
  const summary = inMemory.get(key) ?? readSummary(text);
  if (inMemory.size > 50_000) inMemory.clear();
  inMemory.set(key, summary);
  return summary;
}

/** The same answers, each asked for once. */
function lookedAtOnce(files: CodeFiles): CodeFiles {
  const { read, isFile, isFolder, list } = files;
  return {
    ...files,
    read: once(read),
    isFile: once(isFile),
    isFolder: once(isFolder),
    list: once(list),
  };
}

function once<T>(ask: (key: string) => T): (key: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (key) => {
    const seen = known.get(key) ?? { answer: ask(key) };
    known.set(key, seen);
    return seen.answer;
  };
}

/**
 * All local files that Python loads for some entries, through other files too. Each place in the search
 * path counts where it is not certain which of them wins: too much costs a rerun, too little a wrong hit.
 *
 * @param given those that count as code: without what git ignores, and without the build folder
 */
export function pythonCode(
  entries: readonly PythonEntry[],
  given: CodeFiles,
  settings: PythonSettings = {},
): LoadedCode {
  const files = lookedAtOnce(given);
  const summaryOf = once(settings.summaryOf ?? remembered);
  const left = [...entries];
  const done = new Set<string>();
  const found = {
    files: new Set<string>(),
    packages: new Set<string>(),
    shadows: new Set<string>(),
    unknown: new Map<string, Unknown>(),
    others: [] as Entry[],
  };
  for (let entry = left.pop(); entry !== undefined; entry = left.pop()) {
    const key = JSON.stringify(entry);
    if (done.has(key)) continue;
    done.add(key);
    if (entry.kind === 'other') {
      found.others.push(entry.entry);
      continue;
    }
    // A folder that is added to the search path may win imports that were looked up before.
    const added = new Set<string>();
    for (let before = -1; before < added.size; ) {
      before = added.size;
      const loaded = loadedByEntry(entry, files, { ...settings, summaryOf }, added);
      if (added.size > before) continue;
      for (const file of loaded.files) found.files.add(file);
      for (const name of loaded.packages) found.packages.add(name);
      for (const name of loaded.shadows) found.shadows.add(name);
      for (const one of loaded.unknown) found.unknown.set(JSON.stringify(one), one);
      left.push(...loaded.entries);
    }
  }
  return {
    files: [...found.files].sort(),
    packages: [...found.packages].sort(),
    ...(found.shadows.size > 0 && { shadows: [...found.shadows].sort() }),
    ...(found.others.length > 0 && { others: found.others }),
    unknown: [...found.unknown.values()].sort((a, b) =>
      a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
    ),
  };
}
