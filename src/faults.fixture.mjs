import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const SYNC = /^(?!exists).*Sync$/;
const ASYNC = /^(open|read|readFile|stat|lstat|readdir|write|close|realpath)$/;
/**
 * Replaces the functions of `node:fs` in this process, for all that imports them.
 *
 * @param folder where the disk may fail, absolute
 */
export function interceptDisk(folder) {
  let isArmed = false;
  let at = 0;
  let calls = 0;
  let failed;
  let depth = 0;
  function fault(name, path) {
    // Node's own functions call each other; of these, writing alone leaves something else behind.
    if (!isArmed || (depth > 0 && name !== 'writeSync')) return undefined;
    if (typeof path === 'string' && !path.startsWith(folder)) return undefined;
    if (++calls !== at) return undefined;
    failed = `${name} ${String(path)}`;
    const syscall = name.replace(/Sync$/, '');
    const error = new Error(`EIO: i/o error, ${syscall} '${String(path)}'`);
    return Object.assign(error, {
      code: 'EIO',
      syscall,
      ...(typeof path === 'string' && { path }),
    });
  }
  const all = fs;
  for (const name of Object.keys(all)) {
    const original = all[name];
    if (typeof original !== 'function') continue;
    if (SYNC.test(name))
      all[name] = Object.assign((...args) => {
        const error = fault(name, args[0]);
        // What is closed is closed, whatever the disk says.
        if (error !== undefined && name !== 'closeSync') throw error;
        depth++;
        try {
          const value = original(...args);
          if (error !== undefined) throw error;
          return value;
        } finally {
          depth--;
        }
      }, original);
    if (ASYNC.test(name))
      all[name] = Object.assign((...args) => {
        const error = fault(name, args[0]);
        const done = args.at(-1);
        if (error === undefined || typeof done !== 'function') return original(...args);
        if (name === 'close') original(args[0], () => done(error));
        else process.nextTick(done, error);
      }, original);
  }
  syncBuiltinESMExports();
  return {
    arm(n) {
      isArmed = true;
      at = n;
      calls = 0;
      failed = undefined;
    },
    disarm() {
      isArmed = false;
      return { calls, failed };
    },
  };
}
