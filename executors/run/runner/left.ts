import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What lies at an experiment's outputs: sizes in bytes, and digests, of the files by their paths. */
export interface Left {
  readonly [path: string]: { readonly size: number; readonly digest: string };
}

/** Sizes of the files at some paths and below; what is not there is not in it. */
export function sizesOf(root: string, paths: readonly string[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  const look = (path: string) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (stat?.isDirectory())
      for (const name of readdirSync(join(root, path)).sort()) look(`${path}/${name}`);
    else if (stat?.isFile()) sizes.set(path, stat.size);
  };
  for (const path of paths) look(path);
  return sizes;
}

/** @param paths of outputs, relative to the root */
export async function leftOf(root: string, paths: readonly string[]): Promise<Left> {
  const left: { [path: string]: Left[string] } = {};
  for (const [path, size] of sizesOf(root, paths))
    left[path] = { size, digest: await digestOf(join(root, path)) };
  return left;
}

export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
