import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** File systems that several machines share, by the numbers that Linux has for them. */
const SHARED: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
]);

/** The name of a shared file system by its number; undefined of others. */
export function sharedFileSystem(type: number): string | undefined {
  return SHARED.get(type >>> 0);
}

/**
 * The shared file system that a folder lies on, or will once it is made; undefined where it is on none, or
 * nothing tells.
 *
 * @param folder absolute
 */
export function sharedUnder(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at))
    try {
      return sharedFileSystem(statfsSync(at).type);
    } catch {
      if (at === dirname(at)) return undefined;
    }
}
