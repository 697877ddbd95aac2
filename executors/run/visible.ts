import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { coded } from '../../src/problems/problem.js';
import { digestsOf, type Left, sizesOf } from './state/left.js';

/** For how long files that another machine wrote may stay unseen here, in milliseconds. */
const LIMIT = 60_000;

/** Milliseconds between two looks, the first ones. */
const PAUSES = [20, 50, 100, 250, 500];
const PAUSE = 1000;

/**
 * Waits until what a runner left on another machine is seen here: a shared file system may show files late,
 * or as they were before.
 *
 * @returns what is not seen as it was left; undefined where all is
 */
export async function untilVisible(
  root: string,
  paths: readonly string[],
  left: Left,
  limit = LIMIT,
): Promise<string | undefined> {
  const end = Date.now() + limit;
  for (let looks = 0; ; looks++) {
    const unseen = await firstUnseen(root, paths, left);
    if (unseen === undefined) return undefined;
    if (Date.now() >= end)
      return coded(
        'NXE051',
        `${unseen}: the machine that wrote it sees other content there than this one, after ${Math.round(limit / 1000)} s; is it on a file system that both share?`,
      );
    await sleep(PAUSES[looks] ?? PAUSE);
  }
}

async function firstUnseen(
  root: string,
  paths: readonly string[],
  left: Left,
): Promise<string | undefined> {
  // Reading a folder's names makes a network file system ask for them again.
  for (const folder of new Set(Object.keys(left).map(dirname))) namesIn(join(root, folder));
  let sizes: ReadonlyMap<string, number>;
  try {
    sizes = sizesOf(root, paths);
  } catch {
    return paths[0];
  }
  const all = new Set([...sizes.keys(), ...Object.keys(left)]);
  for (const path of all) if (sizes.get(path) !== left[path]?.size) return path;
  const digests = await digestsOf(root, Object.keys(left)).catch(() => new Map<string, string>());
  return Object.keys(left).find((path) => digests.get(path) !== left[path]!.digest);
}

function namesIn(folder: string): void {
  try {
    readdirSync(folder);
  } catch {
    // It is not there yet.
  }
}
