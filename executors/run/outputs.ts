import { existsSync, lstatSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Plan } from '../../src/definition/plan.js';

/** Something about an experiment's files that stops it; the message is for the user. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/**
 * Removes what an earlier run left and makes the folders of the outputs.
 *
 * @throws {FileError} where a path leads out of the build folder
 */
export function prepareOutputs(root: string, plan: Plan): void {
  mkdirSync(join(root, plan.bld), { recursive: true });
  const outputs = Object.values(plan.experiment.outputs);
  for (const path of outputs) assertInside(root, plan.bld, path);
  for (const path of outputs) rmSync(join(root, path), { recursive: true, force: true });
  for (const folder of new Set([plan.folder, ...outputs.map(dirname)]))
    mkdirSync(join(root, folder), { recursive: true });
}

/** The outputs that are not there, as lines of an error. */
export function missingOutputs(root: string, { experiment }: Plan): string[] {
  return Object.entries(experiment.outputs)
    .filter(([, path]) => !existsSync(join(root, path)))
    .map(([output, path]) => `the output ${JSON.stringify(output)} was not written: ${path}`);
}

/** Follows a path down from the build folder and refuses links that leave it. */
function assertInside(root: string, bld: string, path: string): void {
  const parts = path.startsWith(`${bld}/`) ? path.slice(bld.length + 1).split('/') : [];
  if (parts.length === 0 || parts.some((part) => part === '' || part === '.' || part === '..'))
    throw new FileError(`${path} is not inside the build folder ${bld}`);
  let at = bld;
  for (const part of parts.slice(0, -1)) {
    at = `${at}/${part}`;
    const stat = lstatSync(join(root, at), { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isSymbolicLink() && !isBelow(target(join(root, at)), realpathSync(join(root, bld))))
      throw new FileError(
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
