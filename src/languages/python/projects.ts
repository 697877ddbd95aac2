import { posix } from 'node:path';
import { matchesGlob } from '../../files/glob-match.js';
import type { CodeFiles } from '../code.js';
import { asTable, readToml, tableAt } from '../toml.js';

/** Files that make a folder a project of Python. */
export const MANIFESTS = ['pyproject.toml', 'setup.cfg', 'setup.py'];

/** The folders of all projects of Python, wherever they are: they may be installed editable. */
export function allProjects(files: CodeFiles): string[] {
  return [...new Set(MANIFESTS.flatMap(files.called).map((file) => posix.dirname(file)))].sort();
}

/**
 * The projects that those in some folders say they are installed with, and those that these are
 * installed with: paths of dependencies, members of uv's workspaces, `-e` in lists of requirements.
 * What is installed on one machine does not count, since it would make hashes of that machine's own.
 */
export function declaredProjects(folders: readonly string[], files: CodeFiles): string[] {
  const all = allProjects(files);
  const isProject = new Set(all);
  const found = new Set(folders);
  for (const folder of found)
    for (const path of [
      ...pathsIn(folder, files),
      ...all.filter((project) => isMember(folder, project, files)),
    ])
      if (isProject.has(path)) found.add(path);
  return [...found].filter((folder) => isProject.has(folder));
}

/** Paths of dependencies, relative to the workspace root. */
function pathsIn(folder: string, files: CodeFiles): string[] {
  const text = (name: string) => files.read(posix.join(folder, name)) ?? '';
  const lists = files
    .list(folder)
    .filter((name) => /^(?:.*requirements.*\.(?:txt|in)|environment\.ya?ml)$/.test(name))
    .map(text);
  const listed = lists.flatMap((list) => [...list.matchAll(EDITABLE)].map((match) => match[1]!));
  const tables = ['pyproject.toml', 'pixi.toml'].flatMap((name) =>
    pathsBelow(readToml(text(name))),
  );
  return [...listed, ...tables].map((path) => posix.join(folder, path.replace(/\/$/, '')));
}

/** `-e ../lib`, `--editable=./lib[extra]`, also in the list of an environment.yml. */
const EDITABLE = /^[\s-]*["']?(?:-e|--editable)[\s=]+["']?(?:file:)?([\w./-]+)/gm;

/** The values of `path`, in whatever table: uv, Poetry, pixi and others write them alike. */
function pathsBelow(value: unknown): string[] {
  return Object.entries(asTable(value)).flatMap(([key, inner]) =>
    key === 'path' && typeof inner === 'string' ? [inner] : pathsBelow(inner),
  );
}

/** Whether a project is a member of the workspace of uv in a folder. */
function isMember(folder: string, project: string, files: CodeFiles): boolean {
  const text = files.read(posix.join(folder, 'pyproject.toml')) ?? '';
  if (!text.includes('workspace')) return false;
  const { members, exclude } = tableAt(readToml(text), 'tool', 'uv', 'workspace');
  const path = posix.relative(folder, project);
  const isAmong = (patterns: unknown) =>
    Array.isArray(patterns) &&
    patterns.some((one) => matchesGlob(path, String(one).replace(/^\.\//, '')));
  return isAmong(members) && !isAmong(exclude);
}
