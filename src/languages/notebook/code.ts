import type { Entry, Language, Loads } from '../entry.js';
import { folderOf } from '../places.js';
import { cellEntries } from './cells.js';

interface Notebook {
  readonly cells?: readonly { readonly cell_type?: string; readonly source?: unknown }[];
  readonly metadata?: {
    readonly kernelspec?: { readonly language?: unknown; readonly name?: unknown };
    readonly language_info?: { readonly name?: unknown };
  };
}

/** What a notebook runs, which starts in its folder or where the command does. */
export function notebookLoads(text: string, file: string | undefined): Loads {
  const folders = [folderOf(file)].filter((folder) => folder !== '.');
  const none = { files: [], packages: [], folders, unknown: [] };
  const notebook = parsed(text);
  if (notebook === undefined) return { ...none, entries: [] };
  const code = (notebook.cells ?? []).flatMap(({ cell_type, source }) =>
    cell_type === 'code' ? [source].flat().join('') : [],
  );
  const language = languageIn(notebook);
  if (language === undefined)
    return { ...none, entries: [], unknown: [{ line: 1, what: 'its kernel' }] };
  if (language !== 'python')
    return { ...none, entries: [{ language, kind: 'text', text: code.join('\n') }] };
  const entries = code.flatMap(cellEntries);
  // Names that one cell sets are those of the next one.
  const python = entries.filter((entry) => entry.language === 'python');
  const all = python.flatMap((entry) => (entry.kind === 'text' ? entry.text : [])).join('\n');
  const others = entries.filter((entry) => entry.language !== 'python');
  const whole: Entry = { language: 'python', kind: 'text', text: all };
  return { ...none, entries: [whole, ...others] };
}

function parsed(text: string): Notebook | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Notebook) : undefined;
  } catch {
    return undefined;
  }
}

/** The language of the cells; undefined where none of ours. */
function languageIn({ metadata }: Notebook): Language | undefined {
  const told = metadata?.kernelspec?.language ?? metadata?.language_info?.name ?? 'python';
  const name = String(told).toLowerCase();
  const known: { readonly [name: string]: Language } = {
    python: 'python',
    r: 'r',
    julia: 'julia',
    bash: 'shell',
  };
  return Object.hasOwn(known, name) ? known[name] : undefined;
}
