import { posix } from 'node:path';
import { foldersAbove } from '../files/paths.js';
import type { CodeFiles } from './code.js';
import { asTable, readToml, type Table, tableAt } from './toml.js';

/** What `pixi run` runs by the name of a task. */
export interface PixiTask {
  /** The file that has it, relative to the workspace root. */
  readonly manifest: string;
  /** The task as it stands there. */
  readonly written: unknown;
  /** Its command; undefined where it is made at run time, or where it only leads to other tasks. */
  readonly command: string | readonly string[] | undefined;
  /** Whether its command, or where it runs, is made at run time. */
  readonly isComputed: boolean;
  /** The folder in which it runs, relative to the workspace root. */
  readonly folder: string;
  /** Its variables. */
  readonly env: Table;
  /** Names of tasks that run before it. */
  readonly needs: readonly string[];
}

/** A manifest of pixi in the nearest folder that has one. */
export interface PixiManifest {
  readonly file: string;
  readonly tables: Table;
}

/** The nearest manifest of pixi for each folder in which a command may be. */
export function pixiManifests(folders: readonly string[], files: CodeFiles): PixiManifest[] {
  const candidates = new Set(['pixi.toml', 'pyproject.toml'].flatMap(files.called));
  const found = folders.flatMap((folder) => {
    const all = foldersAbove(`${folder}/x`).flatMap((at) =>
      ['pixi.toml', 'pyproject.toml'].map((name) => posix.join(at, name)),
    );
    const manifests = all
      .filter((file) => candidates.has(file))
      .map((file) => {
        const table = readToml(files.read(file) ?? '');
        return {
          file,
          tables: file.endsWith('pixi.toml') ? table : tableAt(table, 'tool', 'pixi'),
        };
      });
    return manifests.find(({ tables }) => Object.keys(tables).length > 0) ?? [];
  });
  return [...new Map(found.map((one) => [one.file, one])).values()];
}

/** All tasks of a name, for whatever platform and environment. */
export function pixiTasks(name: string, { file, tables }: PixiManifest): PixiTask[] {
  const features = Object.values(asTable(tables.feature)).map(asTable);
  const all = [tables, ...features].flatMap((one) => [
    one,
    ...Object.values(asTable(one.target)).map(asTable),
  ]);
  return all.flatMap(({ tasks }) => {
    const written = asTable(tasks)[name];
    return written === undefined ? [] : taskOf(written, file);
  });
}

/** The variables that a manifest sets for all that runs. */
export function pixiEnv({ tables }: PixiManifest): Table {
  const features = Object.values(asTable(tables.feature)).map(asTable);
  return Object.assign(
    {},
    ...[tables, ...features].map((one) => tableAt(one, 'activation', 'env')),
  );
}

function taskOf(written: unknown, manifest: string): PixiTask {
  const table = asTable(written);
  const cmd = typeof written === 'string' ? written : table.cmd;
  const needs = Array.isArray(written) ? written : [table['depends-on'] ?? table.depends_on ?? []];
  const command = typeof cmd === 'string' ? cmd : Array.isArray(cmd) ? cmd.map(String) : undefined;
  const { cwd } = table;
  const isComputed = [command ?? '', cwd ?? ''].flat().some((text) => String(text).includes('{{'));
  const home = posix.dirname(manifest);
  return {
    manifest,
    written,
    command: isComputed ? undefined : command,
    isComputed,
    folder: typeof cwd === 'string' && !isComputed ? posix.join(home, cwd) : home,
    env: asTable(table.env),
    needs: needs.flat().map((one) => (typeof one === 'string' ? one : String(asTable(one).task))),
  };
}
