import type { CodeFiles } from '../code.js';
import { commandFollower } from './commands.js';
import type { Importer } from './importer.js';
import type { PythonEntry } from './settings.js';
import type { Load } from './summary.js';
import { absolute, inWorkspace, listsOf, type Standpoint, textsOf } from './value.js';

/** Where a call stands. */
export interface CallPlace {
  readonly file: string | undefined;
  /** The name of its module; empty for a script. */
  readonly module: string;
  readonly at: Standpoint;
  /** Whether its code changes to a folder that cannot be told. */
  readonly isLost: boolean;
}

/** What following a call may lead to. */
export interface CallContext {
  readonly files: CodeFiles;
  readonly imports: Importer;
  readonly followText: (text: string, file: string | undefined, module: string) => void;
  /** Further entries are added. */
  readonly entries: PythonEntry[];
  /** Folders of the search path are added. */
  readonly added: Set<string>;
}

/** Follows code that a call loads; what it gives is false where that cannot be told. */
export function callFollower({ files, imports, followText, entries, added }: CallContext) {
  const { found, load, importModule, importRelative, addPackage } = imports;
  const followCommand = commandFollower(files, found.files, entries);

  /** A name for `importlib.import_module`, which may be relative. */
  function followName(name: string, one: Load, { file, module, at }: CallPlace): boolean {
    if (!name.startsWith('.')) {
      if (!importModule(name)) addPackage(name);
      return true;
    }
    if (file === undefined || one.at === undefined) return false;
    const [, dots = '', rest = ''] = /^(\.+)(.*)$/.exec(name) ?? [];
    const from = textsOf(one.at, at);
    if (from === undefined) {
      // A package that has no name of its own here: from its folder.
      if (!/^\["(package|module)"\]$/.test(JSON.stringify(one.at))) return false;
      importRelative(file, module, dots.length, rest, []);
      return true;
    }
    for (const base of from) {
      const parts = base.split('.');
      importModule([...parts.slice(0, parts.length - dots.length + 1), rest].join('.'));
    }
    return true;
  }

  return (one: Load, place: CallPlace): boolean => {
    const { file, module, at, isLost } = place;
    const pathsOf = (value: Load['value']) => {
      const texts = textsOf(value, at);
      if (texts === undefined || (isLost && texts.some((text) => !text.startsWith('/'))))
        return undefined;
      const paths = texts.flatMap((text) => absolute(text, at)).map(inWorkspace);
      return paths.includes(undefined) ? undefined : (paths as string[]);
    };
    switch (one.kind) {
      case 'module': {
        const names = textsOf(one.value, at);
        return names?.every((name) => followName(name, one, place)) ?? false;
      }
      case 'path': {
        const lists = listsOf(one.value);
        if (lists === undefined) return false;
        return lists
          .flat()
          .map((value) => {
            const paths = pathsOf(value);
            for (const path of paths ?? []) {
              if (files.isFile(path)) found.files.add(path);
              else added.add(path);
            }
            return paths !== undefined;
          })
          .every(Boolean);
      }
      case 'script': {
        const paths = pathsOf(one.value);
        for (const path of paths ?? [])
          if (files.isFolder(path)) entries.push({ kind: 'script', file: path });
          else if (files.isFile(path)) load(path, '');
        return paths !== undefined;
      }
      case 'main': {
        const names = textsOf(one.value, at);
        for (const name of names ?? []) imports.runModule(name);
        return names !== undefined;
      }
      case 'text': {
        if (one.value[0] === 'content' && typeof one.value !== 'string') {
          const paths = pathsOf(one.value[1]!);
          for (const path of paths ?? []) if (files.isFile(path)) load(path, module);
          return paths !== undefined;
        }
        const texts = textsOf(one.value, at);
        for (const text of texts ?? []) followText(text, file, module);
        return texts !== undefined;
      }
      case 'command':
        return followCommand(one, at, pathsOf, isLost);
      case 'untold':
        return false;
    }
  };
}
