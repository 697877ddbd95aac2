import type { Entry, Language } from '../entry.js';

/** A cell that begins with `%%name` is in another language. */
const CELLS: { readonly [magic: string]: Language } = {
  bash: 'shell',
  sh: 'shell',
  script: 'shell',
  R: 'r',
  julia: 'julia',
};

/** Cells that begin with these are Python behind the first line. */
const AROUND = /^(?:time|timeit|capture|prun|memit|mprun|lprun|skip|cache|python3?|pypy)$/;

/**
 * What a cell of a notebook runs. Of a cell in Python, what IPython adds to the language is written in Python: `%run x.py`,
 * `!python3 x.py`.
 */
export function cellEntries(cell: string): Entry[] {
  const [, magic, rest] = /^\s*%%(\w+)[^\n]*(?:\n([\s\S]*))?$/.exec(cell) ?? [];
  if (magic !== undefined && !AROUND.test(magic)) {
    const language = Object.hasOwn(CELLS, magic) ? CELLS[magic] : undefined;
    return language === undefined ? [] : [{ language, kind: 'text', text: rest ?? '' }];
  }
  const lines = (magic === undefined ? cell : (rest ?? '')).split(/\r?\n/).map(plainLine);
  return [{ language: 'python', kind: 'text', text: `${lines.join('\n')}\n` }];
}

function plainLine(line: string): string {
  const [, space = '', sign, rest = ''] =
    /^([ \t]*)(?:[\w., ]+=[ \t]*)?(%%?|!!?)([^\n=].*)$/.exec(line) ?? [];
  if (sign === undefined) return line;
  if (sign.startsWith('!')) return `${space}import os; os.system(${filled(rest)})`;
  const [, magic, given = ''] = /^(\w+)[ \t]*(.*)$/.exec(rest) ?? [];
  const folder = filled(unquoted(given.trim()));
  switch (magic) {
    case 'run': {
      const [path = ''] = given.split(/[ \t]+/).filter((word) => !/^-/.test(word));
      const [module] = /^-m[ \t]+(\S+)/.exec(given)?.slice(1) ?? [];
      return module === undefined
        ? `${space}import runpy; runpy.run_path(${filled(unquoted(path))})`
        : `${space}import runpy; runpy.run_module(${filled(module)})`;
    }
    case 'cd':
      return `${space}import os, sys; os.chdir(${folder}); sys.path.append(${folder})`;
    case 'sx':
    case 'system':
      return `${space}import os; os.system(${filled(given)})`;
    case 'time':
    case 'timeit':
    case 'prun':
      return `${space}${given.replace(/^(?:-\w+[ \t]+(?:\d+[ \t]+)?)*/, '')}`;
    default:
      return `${space}pass`;
  }
}

const unquoted = (text: string) => text.replace(/^(["'])(.*)\1$/, '$2');

/** A text of Python in which `{x}` and `$x` are what these stand for. */
function filled(text: string): string {
  const isFilled = /\{[^{}]*\}|\$\w/.test(text);
  const written = JSON.stringify(text.replace(/\$(\w+)/g, '{$1}'));
  return isFilled ? `f${written}` : written;
}
