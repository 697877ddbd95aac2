import {
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Plan } from '../../src/definition/plan.js';
import type { Tracked } from '../../src/files/tracked.js';
import { coded } from '../../src/problems/problem.js';
import { FileError } from './failure.js';

const QUIETLY = { throwIfNoEntry: false } as const;

/**
 * Removes what an earlier run left and makes the folders of the outputs.
 *
 * @throws {FileError} where a path leads out of the build folder, or that is a file
 */
export function prepareOutputs(root: string, plan: Plan): void {
  makeBuildFolder(root, plan);
  const outputs = Object.values(plan.experiment.outputs);
  for (const path of outputs) assertInside(root, plan.bld, path);
  for (const path of outputs)
    if (lstatSync(join(root, path), QUIETLY) !== undefined)
      rmSync(join(root, path), { recursive: true, force: true });
  for (const folder of new Set([plan.folder, ...outputs.map(dirname)]))
    mkdirSync(join(root, folder), { recursive: true });
}

/** @throws {FileError} where git tracks what the experiment would delete or write over */
export function refuseTracked({ experiment }: Plan, tracked: Tracked): void {
  for (const path of Object.values(experiment.outputs)) {
    const file = tracked.at(path);
    if (file !== undefined)
      throw new FileError(
        'NXE019',
        `${path}: git tracks ${file}, which this experiment would delete; give the catalog another \`bld\`, or take the file out of git: git rm --cached ${file}`,
      );
  }
}

/** What is wrong with the outputs that an experiment left, as lines of an error. */
export function outputProblems(root: string, { experiment }: Plan): string[] {
  return Object.entries(experiment.outputs).flatMap(([output, path]) => {
    const stat = lstatSync(join(root, path), QUIETLY);
    const kind = stat && kindOf(join(root, path), stat);
    if (kind === undefined)
      return [coded('NXE044', `the output ${JSON.stringify(output)} was not written: ${path}`)];
    return unfitBelow(root, path, kind).map(([at, what]) =>
      coded(
        'NXE044',
        `the output ${JSON.stringify(output)} ${at === path ? 'is' : 'holds'} ${what}: ${at}; outputs are files and folders`,
      ),
    );
  });
}

type Kind = 'file' | 'folder' | 'link to a folder' | 'a named pipe' | 'a socket' | 'a device';

/** What is neither a file nor a folder: Nx would wait for ever to read it, or fail without saying why. */
function unfitBelow(root: string, path: string, kind: Kind): (readonly [at: string, what: Kind])[] {
  if (kind === 'folder')
    return readdirSync(join(root, path), { withFileTypes: true })
      .filter((entry) => !entry.isFile())
      .flatMap(({ name }) => {
        const at = `${path}/${name}`;
        const stat = lstatSync(join(root, at), QUIETLY);
        const below = stat && kindOf(join(root, at), stat);
        return below === undefined ? [] : unfitBelow(root, at, below);
      });
  return kind === 'file' || kind === 'link to a folder' ? [] : [[path, kind]];
}

/** @returns undefined for a link to nothing */
function kindOf(path: string, stat: Stats): Kind | undefined {
  const end = stat.isSymbolicLink() ? endOf(path) : stat;
  if (end === undefined) return undefined;
  if (end.isFile()) return 'file';
  if (end.isDirectory()) return end === stat ? 'folder' : 'link to a folder';
  return end.isFIFO() ? 'a named pipe' : end.isSocket() ? 'a socket' : 'a device';
}

function endOf(link: string): Stats | undefined {
  try {
    return statSync(link, QUIETLY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') return undefined;
    throw error;
  }
}

function makeBuildFolder(root: string, { bld }: Plan): void {
  const parts = bld.split('/');
  for (let n = 1; n <= parts.length; n++) {
    const at = parts.slice(0, n).join('/');
    const stat = statSync(join(root, at), QUIETLY);
    if (stat === undefined) {
      mkdirSync(join(root, bld), { recursive: true });
      return;
    }
    if (!stat.isDirectory())
      throw new FileError(
        'NXE018',
        `${at}: is a file where the build folder ${bld} is to be; move it, or give the catalog another \`bld\``,
      );
  }
}

/** Follows a path down from the build folder and refuses links that leave it. */
function assertInside(root: string, bld: string, path: string): void {
  const parts = path.startsWith(`${bld}/`) ? path.slice(bld.length + 1).split('/') : [];
  if (parts.length === 0 || parts.some((part) => part === '' || part === '.' || part === '..'))
    throw new FileError('NXE016', `${path} is not inside the build folder ${bld}`);
  let at = bld;
  for (const part of parts.slice(0, -1)) {
    at = `${at}/${part}`;
    const stat = lstatSync(join(root, at), QUIETLY);
    if (stat === undefined) return;
    if (stat.isSymbolicLink() && !isBelow(target(join(root, at)), realpathSync(join(root, bld))))
      throw new FileError(
        'NXE018',
        `${at} is a symbolic link that leads out of the build folder ${bld}; remove it`,
      );
  }
}

function target(link: string): string {
  try {
    return realpathSync(link);
  } catch {
    return '';
  }
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder + sep);
}
