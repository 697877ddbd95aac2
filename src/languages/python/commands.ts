import type { CodeFiles } from '../code.js';
import { commandCode } from '../command.js';
import { simpleCommands } from '../simple-commands.js';
import type { PythonEntry } from './settings.js';
import type { Load } from './summary.js';
import { absolute, inWorkspace, listsOf, ROOT, type Standpoint, textsOf } from './value.js';

/**
 * Follows commands that code starts: `subprocess.run(…)`. What it gives is false where it cannot be told
 * what they run.
 *
 * @param found local files are added
 * @param entries scripts and modules that Python runs are added
 */
export function commandFollower(files: CodeFiles, found: Set<string>, entries: PythonEntry[]) {
  return (
    one: Load,
    at: Standpoint,
    pathsOf: (value: Load['value']) => string[] | undefined,
    isLost: boolean,
  ): boolean => {
    const line = typeof one.value === 'string' ? one.value : undefined;
    const lists =
      line === undefined
        ? listsOf(one.value)
        : [
            line
              .match(/"[^"]*"|'[^']*'|[^\s;&|()<>]+/g)
              ?.map((word) => word.replace(/^["']|["']$/g, '')) ?? [],
          ];
    if (lists === undefined) return false;
    const place = one.at === undefined ? undefined : pathsOf(one.at);
    if (one.at !== undefined && place === undefined) return false;
    const starts = place ?? at.workingFolders.flatMap((folder) => inWorkspace(folder) ?? []);
    const followed = new Set<string>();
    const isFollowed = (line === undefined ? lists : [line]).map((words) => {
      // Words that cannot be told are no names of programs.
      const told = typeof words === 'string' ? words : words.map((word) => textsOf(word, at)?.[0]);
      const run = commandCode(
        simpleCommands(typeof told === 'string' ? told : told.map((word) => word ?? '')),
        files,
        starts,
      );
      for (const file of run.files) found.add(file);
      for (const entry of run.entries) {
        if (entry.language !== 'python') entries.push({ kind: 'other', entry });
        if (entry.kind !== 'file') continue;
        found.add(entry.file);
        followed.add(entry.file);
        if (entry.language === 'python') entries.push({ kind: 'script', file: entry.file });
      }
      return run.unfollowed.length + run.chosen.length === 0;
    });
    if (isFollowed.includes(false)) return false;
    return lists
      .map((words) => {
        const isPython = (word: Load['value']) =>
          typeof word === 'string' ? /(^|\/)(python|pypy)[\d.]*$/.test(word) : word[0] === 'python';
        const texts = words.map((word) => (isPython(word) ? ['python'] : textsOf(word, at)));
        if (texts[0] === undefined) return false;
        const python = words.findIndex(isPython);
        const rest = python < 0 ? [] : texts.slice(python + 1);
        const program = rest.findIndex(
          (word) =>
            word === undefined ||
            word.some((text) => !text.startsWith('-') || /^-[mc]$/.test(text)),
        );
        if (python >= 0) {
          const word = rest[program];
          if (program < 0) return true;
          if (word === undefined) return false;
          if (/^-[mc]$/.test(word[0]!)) {
            const next = rest[program + 1];
            for (const text of next ?? [])
              entries.push(
                word[0] === '-m' ? { kind: 'module', name: text } : { kind: 'text', text },
              );
            return next !== undefined && place === undefined;
          }
        }
        let isTold = true;
        for (const [i, word] of texts.entries())
          for (const text of word ?? []) {
            const base =
              place === undefined
                ? at
                : { ...at, workingFolders: place.map((path) => `${ROOT}/${path}`) };
            for (const path of absolute(text, base).map(inWorkspace)) {
              if (path === undefined || !files.isFile(path)) continue;
              found.add(path);
              if (/\.py$/.test(path)) entries.push({ kind: 'script', file: path });
              else if (followed.has(path)) continue;
              else if (i === 0 || /\.(R|r|sh|jl|[cm]?[jt]s)$/.test(path)) isTold = false;
              if (isLost) isTold = false;
            }
          }
        return isTold;
      })
      .every(Boolean);
  };
}
