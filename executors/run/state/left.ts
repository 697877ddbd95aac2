import { createContents, sizeIn } from './contents.js';

/** What lies at an experiment's outputs: sizes in bytes, and digests, of the files by their paths. */
export interface Left {
  readonly [path: string]: { readonly size: number; readonly digest: string };
}

/** Sizes of the files at some paths and below; what is not there is not in it. */
export function sizesOf(root: string, paths: readonly string[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const [path, identity] of createContents(root).look(paths)) {
    const size = sizeIn(identity);
    if (size !== undefined) sizes.set(path, size);
  }
  return sizes;
}

/** @param paths of outputs, relative to the root */
export async function leftOf(root: string, paths: readonly string[]): Promise<Left> {
  const sizes = sizesOf(root, paths);
  const digests = await digestsOf(root, [...sizes.keys()]);
  return Object.fromEntries(
    [...sizes].map(([path, size]) => [path, { size, digest: digests.get(path)! }]),
  );
}

/** Digests of files as they are now: nothing is remembered from call to call. */
export function digestsOf(
  root: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const contents = createContents(root);
  return contents.hash(contents.look(files));
}
