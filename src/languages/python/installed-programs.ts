import { posix } from 'node:path';
import { foldersAbove } from '../../files/paths.js';
import { byText } from '../by-text.js';
import type { CodeFiles } from '../code.js';
import { asTable, readToml, tableAt } from '../toml.js';
import { MANIFESTS } from './projects.js';

/** A program that is installed with a project of the workspace. */
export interface InstalledProgram {
  /** What stands for it in the project's manifest: `package.module:function`. */
  readonly reference: string;
  /** The file that says so, relative to the workspace root. */
  readonly manifest: string;
}

/**
 * The programs of some name: those of the projects around folders, and where these have none, those of
 * all projects of the workspace.
 *
 * @param folders where the command may be, relative to the workspace root
 */
export function installedPrograms(
  name: string,
  folders: readonly string[],
  files: CodeFiles,
): readonly InstalledProgram[] {
  if (!/^[\w.-]+$/.test(name)) return [];
  const all = MANIFESTS.flatMap(files.called).flatMap((manifest) => {
    const reference = programsIn(posix.basename(manifest), files.read(manifest) ?? '').get(name);
    return reference === undefined ? [] : [{ manifest, reference }];
  });
  const around = new Set(folders.flatMap((folder) => foldersAbove(`${folder}/x`)));
  const near = all.filter(({ manifest }) => around.has(posix.dirname(manifest)));
  return near.length > 0 ? near : all;
}

function programsIn(manifest: string, text: string): ReadonlyMap<string, string> {
  if (!/scripts|entry_points/.test(text)) return new Map();
  return manifest === 'pyproject.toml' ? fromToml(text) : fromSetup(text);
}

const fromToml = byText((text): ReadonlyMap<string, string> => {
  const table = readToml(text);
  const tables = [
    tableAt(table, 'project', 'scripts'),
    tableAt(table, 'project', 'gui-scripts'),
    tableAt(table, 'tool', 'poetry', 'scripts'),
  ];
  return new Map(
    tables.flatMap(Object.entries).flatMap(([name, value]) => {
      const { reference, callable } = asTable(value);
      const found = typeof value === 'string' ? value : (reference ?? callable);
      return typeof found === 'string' ? [[name, found] as const] : [];
    }),
  );
});

/** `fit = package.module:function`, as setup.cfg and setup.py have it. */
const fromSetup = byText(
  (text): ReadonlyMap<string, string> =>
    new Map(
      [...text.matchAll(/([\w.-]+)[ \t]*=[ \t]*([\w.]+:[\w.]+)/g)].map(
        ([, name = '', reference = '']) => [name, reference],
      ),
    ),
);
