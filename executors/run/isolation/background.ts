import { setTimeout as sleep, setImmediate as turnOf } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** What an experiment left running in this process. */
export interface Background {
  /** Forgets what runs now. */
  begin(): void;
  /** Whether anything runs that was started since. */
  runsOn(): boolean;
}

/** Turns of the loop, and then milliseconds, that what is ending may take: far less than a new process. */
const TURNS = 5;
const WAITS = [1, 3, 10];

/**
 * Whether something runs on that will not end by itself at once: the handle of a process that has ended,
 * or a file that is being closed, is still there a turn of the loop later.
 */
export async function runsOnAndOn(background: Background): Promise<boolean> {
  for (let turn = 0; turn < TURNS; turn++) {
    if (!background.runsOn()) return false;
    await turnOf();
  }
  for (const wait of WAITS) {
    await sleep(wait);
    if (!background.runsOn()) return false;
  }
  return true;
}

interface Timer {
  readonly _destroyed?: boolean;
  unref(): unknown;
}

/** Of more than this, those that have ended are forgotten. */
const MANY = 1000;

/**
 * Watches what keeps the process alive, and `unref`, by which timers and threads run on without
 * being in Node's list of that.
 */
export function watchBackground(): Background {
  const all = [watchResources(), watchTimers(), watchThreads()];
  return {
    begin() {
      for (const one of all) one.begin();
    },
    runsOn: () => all.some((one) => one.runsOn()),
  };
}

function watchResources(): Background {
  let before: readonly string[] = [];
  return {
    begin() {
      before = process.getActiveResourcesInfo();
    },
    runsOn() {
      const known = [...before];
      return process.getActiveResourcesInfo().some((resource) => {
        const place = known.indexOf(resource);
        if (place !== -1) known.splice(place, 1);
        // A file that is being closed is nobody's any more.
        return place === -1 && resource !== 'CloseReq';
      });
    },
  };
}

function watchTimers(): Background {
  const timeout = setTimeout(() => {});
  const immediate = setImmediate(() => {});
  clearTimeout(timeout);
  clearImmediate(immediate);
  return watchUnref<Timer>(
    [timeout, immediate].map((timer) => Object.getPrototypeOf(timer) as Timer),
    (timer) => timer._destroyed !== true,
  );
}

function watchThreads(): Background {
  return watchUnref([Worker.prototype], (thread) => thread.threadId !== -1);
}

function watchUnref<T extends { unref(): unknown }>(
  prototypes: readonly T[],
  isAlive: (one: T) => boolean,
): Background {
  const seen = new Set<T>();
  for (const prototype of prototypes) {
    const { unref } = prototype;
    prototype.unref = function (this: T) {
      if (seen.size >= MANY) for (const one of seen) if (!isAlive(one)) seen.delete(one);
      seen.add(this);
      return unref.call(this);
    };
  }
  return {
    begin: () => seen.clear(),
    runsOn: () => [...seen].some(isAlive),
  };
}
