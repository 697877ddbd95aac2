import { posix } from 'node:path';
import type { CodeFiles } from './code.js';
import { type Entry, type Language, languageOf } from './entry.js';
import { type Program, programOf } from './programs.js';
import { DOCUMENT } from './simple-commands.js';

/** What runs a file that is run by its own name, as its `#!` says. */
export function ownProgram(
  file: string,
  files: CodeFiles,
): { readonly language: Language; readonly program?: Program; readonly word?: string } | undefined {
  const [, line] = /^#!([^\n]*)/.exec(files.read(file)?.slice(0, 200) ?? '') ?? [];
  if (line === undefined) return undefined;
  const words = line.trim().split(/\s+/);
  for (const [at, word] of words.entries()) {
    const program = programOf(word, words.slice(at + 1));
    if (program === undefined) continue;
    const language = program.language ?? languageOf(file);
    return language && { language, program, word };
  }
  const language = languageOf(file);
  return language && { language };
}

/** Whether another program stands behind one that runs others, before any file of code. */
export function leadsOn(
  { module }: Program,
  rest: readonly string[],
  isInstalled: (word: string) => boolean,
  there: (path: string) => readonly string[],
): boolean {
  for (const [at, word] of rest.entries()) {
    if (module?.test(word)) return false;
    if (word.startsWith('-')) continue;
    if (programOf(word, rest.slice(at + 1)) !== undefined || isInstalled(word)) return true;
    if (there(word).some((file) => languageOf(file) !== undefined)) return false;
  }
  return false;
}

/** What a program of a project runs: a function of a module, or a file beside the manifest. */
export function entriesOfProgram(manifest: string, reference: string, files: CodeFiles): Entry[] {
  const folder = posix.dirname(manifest);
  const file = posix.join(folder, reference);
  if (files.isFile(file)) {
    const language = ownProgram(file, files)?.language ?? languageOf(file);
    return language === undefined ? [] : [{ language, kind: 'file', file }];
  }
  const [name = ''] = reference.split(':');
  return [{ language: 'python', kind: 'installed', name: name.trim(), folder }];
}

/** What an interpreter runs, by the words behind it. */
export function entriesOf(
  program: Program,
  language: Language,
  rest: readonly string[],
  there: (path: string) => readonly string[],
): { readonly entries: readonly Entry[]; readonly script?: string } {
  const entries: Entry[] = [];
  const file = (path: string): Entry => ({
    language: languageOf(path) ?? language,
    kind: 'file',
    file: path,
  });
  if (program.tests) {
    return { entries: [testsAt(rest)] };
  }
  for (const [at, word] of rest.entries()) {
    if (word.startsWith(DOCUMENT)) {
      entries.push({ language, kind: 'text', text: word.slice(1) });
      break;
    }
    const next = rest[at + 1];
    if (program.text?.test(word)) {
      if (next !== undefined) entries.push({ language, kind: 'text', text: next });
      // R takes several.
      if (language === 'r') continue;
      break;
    }
    const module = program.module?.test(word) ? next : /^-m(\w[\w.]*)$/.exec(word)?.[1];
    if (module !== undefined && program.module !== undefined) {
      entries.push(...moduleEntries(module, rest.slice(at + 1)));
      continue;
    }
    const isModule = entries.some(({ kind }) => kind === 'module');
    const path = word.startsWith('-') ? (/^-[^=]*=(.+)$/s.exec(word)?.[1] ?? '') : word;
    // What stands behind a module is its own affair, but for code.
    if (isModule && languageOf(path) === undefined) continue;
    const named = there(path);
    // A folder, or what Python makes of one.
    const found =
      named.length > 0 || language !== 'python' ? named : there(posix.join(path, '__main__.py'));
    entries.push(...found.map(file));
    if (found.length > 0 && !isModule) return { entries, script: word };
  }
  const script = rest.find((word) => !word.startsWith('-') && !word.startsWith(DOCUMENT));
  return entries.length > 0 || script === undefined ? { entries } : { entries, script };
}

/** Options of pytest with a value in the next word. */
const VALUED =
  /^(?:-[kmpcnorW]|--(?:tb|maxfail|rootdir|confcutdir|basetemp|junit-?xml|log-[\w-]+|ignore|ignore-glob|deselect|durations|cov-report|cov-config|override-ini|color|capture|import-mode|numprocesses|dist|config-file))$/;

/** The tests that pytest runs by the words behind it. */
function testsAt(words: readonly string[]): Entry {
  const paths = words
    .filter((word, at) => !word.startsWith('-') && !VALUED.test(words[at - 1] ?? ''))
    .map((word) => word.replace(/::.*$/s, ''));
  const options = words.flatMap((word, at) =>
    word === '-p' ? [`-p${words[at + 1]}`] : /^(?:-p|--doctest-modules$)/.test(word) ? [word] : [],
  );
  return {
    language: 'python',
    kind: 'pytest',
    paths,
    ...(options.length > 0 && { options }),
  };
}

/** What `python -m` runs: a module, of which some take tests or modules themselves. */
function moduleEntries(name: string, rest: readonly string[]): Entry[] {
  const language = 'python';
  if (name === 'pytest' || name === 'unittest') {
    const words = rest.slice(1).filter((word) => !word.startsWith('-'));
    const modules = words.filter((word) => name === 'unittest' && /^[A-Za-z_][\w.]*$/.test(word));
    return [
      name === 'pytest' ? testsAt(rest.slice(1)) : { language, kind: 'pytest', paths: words },
      ...modules.map((module): Entry => ({ language, kind: 'module', name: module })),
    ];
  }
  return [{ language, kind: 'module', name }];
}
