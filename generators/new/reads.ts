import { posix } from 'node:path';
import type { WrittenTask } from '../edit/task.js';

/** A task whose script is to be written. */
export interface ScriptOutline {
  readonly over: readonly string[];
  /** The tasks that it reads. */
  readonly needs: readonly WrittenTask[];
  /** The file that gives a script its experiment, relative to the workspace root. */
  readonly experimentFile: string;
}

/** How a script reads a task that it needs. */
export interface Read {
  readonly need: string;
  readonly variable: string;
  /** Whether it gets a list of experiments: that task varies over more. */
  readonly isList: boolean;
  /** The outputs by what is in their files; none, where these cannot be told. */
  readonly outputs: readonly (readonly [output: string, content: Content])[];
}

/** What is in a file; of what a script cannot read without packages, it takes the path. */
type Content = 'json' | 'text' | 'path';

const TEXTS = new Set(['.csv', '.html', '.md', '.svg', '.tex', '.tsv', '.txt', '.xml', '.yaml']);

/** How a script reads what it needs, in variables that are called as nothing else in it or its result. */
export function readsOf({ over, needs }: ScriptOutline, used: ReadonlySet<string>): Read[] {
  const taken = new Set([...used, ...over]);
  return needs.map(({ name, over: needOver, outputs }) => {
    const isList = needOver.some((dimension) => !over.includes(dimension));
    let variable = `${name.replaceAll('-', '_')}${isList ? 's' : ''}`;
    while (taken.has(variable)) variable += '_task';
    taken.add(variable);
    const contents = outputs.map(([output, path]) => [output, contentOf(path)] as const);
    return { need: name, variable, isList, outputs: contents };
  });
}

function contentOf(path: string | undefined): Content {
  const extension = posix.extname(path ?? '').toLowerCase();
  if (extension === '.json') return 'json';
  return TEXTS.has(extension) ? 'text' : 'path';
}

/** When a script runs. */
export function timesOf({ over }: ScriptOutline): string {
  return over.length === 0 ? 'once' : `once per ${over.join(' and ')}`;
}
