import { existsSync, realpathSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { entryArguments, siblingEntry } from '../modules/entry.js';
import type { Problem } from '../problems/problem.js';
import { createLoadMemory } from './memory.js';
import type { Loaded, LoadMessage, LoadRequest } from './messages.js';

/** How long evaluating one catalog may take, in milliseconds, unless NX_EXPERIMENTS_LOAD_TIMEOUT says otherwise. */
const TIME_LIMIT = 30_000;

/** A thread in which catalogs are to be loaded, started before it is known which. */
export interface LoadingThread {
  /** The thread, once; undefined where it is taken, or died: whoever needs one then starts it, and hears why. */
  take(): Worker | undefined;
}

const memory = createLoadMemory();

/**
 * Starts a thread for a call of {@link loadCatalogs} that comes soon; it keeps no process alive. None is started
 * where none may be needed.
 *
 * @param root the workspace root, absolute
 */
export function startLoading(root: string): LoadingThread {
  if (memory.mayKnow(root)) return { take: () => undefined };
  let thread: Worker | undefined = startThread();
  thread.unref();
  thread.on('error', () => {});
  thread.on('exit', () => {
    thread = undefined;
  });
  return {
    take() {
      const taken = thread;
      thread = undefined;
      return taken;
    },
  };
}

function startThread(): Worker {
  const entry = siblingEntry('./worker.js', import.meta.url);
  return new Worker(entry, { execArgv: entryArguments(entry), stdout: true, stderr: true });
}

/**
 * Loads catalogs in a thread of its own, afresh: nothing that an earlier call loaded is reused, unless it is
 * certain to be the same (see `memory.ts`). A catalog that never ends, or ends the thread, is reported as such; the
 * others are still loaded.
 *
 * @param started a thread that waits for this; otherwise one is started
 * @returns one result per file, in the order of `files`
 */
export async function loadCatalogs(
  request: Omit<LoadRequest, 'env'>,
  started?: LoadingThread,
): Promise<ReadonlyMap<string, Loaded>> {
  const whole = { ...request, env: { ...process.env } };
  const known = memory.recall(whole);
  // What was started for this is not needed.
  if (known !== undefined || request.files.length === 0) void started?.take()?.terminate();
  if (known !== undefined) return known;
  const began = Date.now();
  const results = new Map<string, Loaded>();
  let left = request.files;
  let goBack: () => void;
  try {
    goBack = goTo(request.root);
  } catch (thrown) {
    const wrong = `cannot be evaluated in the workspace root, where its paths begin: ${(thrown as Error).message}`;
    const mend = 'call nx in the workspace root';
    return new Map(
      left.map((file) => [file, { problems: [{ code: 'NXE053', file, path: '', wrong, mend }] }]),
    );
  }
  try {
    while (left.length > 0) {
      const worker = started?.take() ?? startThread();
      await loadInThread(worker, { ...whole, files: left }, results);
      left = left.filter((file) => !results.has(file));
    }
  } finally {
    goBack();
  }
  const loaded = new Map(request.files.map((file) => [file, results.get(file)!]));
  memory.keep(whole, loaded, began);
  return loaded;
}

let from: string | undefined;
let loading = 0;

/**
 * Catalogs are evaluated in the workspace root, wherever `nx` was called, so that a path in one means the
 * same file each time. A thread has the working directory of its process.
 *
 * @returns goes back
 * @throws where this process cannot go there: anywhere else, a catalog could be another one
 */
function goTo(root: string): () => void {
  if (loading === 0) from = currentFolder();
  // The root of a generator's tree in memory is in no file system.
  if (existsSync(root) && currentFolder() !== realpathSync(root)) {
    if (loading > 0) throw new Error(`catalogs of ${from} are being evaluated`);
    process.chdir(root);
  }
  loading++;
  return () => {
    if (--loading > 0 || from === undefined || from === currentFolder()) return;
    try {
      process.chdir(from);
    } catch {
      // It was removed meanwhile.
    }
  };
}

/** Undefined where the folder was removed. */
function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

function loadInThread(
  worker: Worker,
  request: LoadRequest,
  results: Map<string, Loaded>,
): Promise<void> {
  worker.ref();
  worker.postMessage(request);
  // What a catalog prints must not get into the output of `nx show project --json`.
  worker.stdout.on('data', (chunk) => process.stderr.write(chunk));
  worker.stderr.on('data', (chunk) => process.stderr.write(chunk));
  const limit = Number(process.env.NX_EXPERIMENTS_LOAD_TIMEOUT) || TIME_LIMIT;
  return new Promise((resolve) => {
    let current: string | undefined;
    let timer: NodeJS.Timeout | undefined;
    const blame = (wrong: string, mend: string) => {
      clearTimeout(timer);
      const file = current ?? request.files[0]!;
      const problem: Problem = { code: 'NXE005', file, path: '', wrong, mend };
      if (!results.has(file)) results.set(file, { problems: [problem] });
    };
    worker.on('message', (message: LoadMessage) => {
      clearTimeout(timer);
      current = message.file;
      if (message.type === 'done') {
        results.set(message.file, message.loaded);
        // A catalog may have left timers or sockets behind; nothing of it is wanted any more.
        if (request.files.every((file) => results.has(file))) void worker.terminate();
      } else
        timer = setTimeout(() => {
          blame(
            `is not evaluated within ${limit / 1000} s`,
            'look for an endless loop or a promise that never settles, or give it more time: NX_EXPERIMENTS_LOAD_TIMEOUT is in milliseconds',
          );
          void worker.terminate();
        }, limit);
    });
    worker.on('error', (error) =>
      blame(`ends its thread: ${error.message}`, 'fix the code that it runs'),
    );
    worker.on('exit', () => {
      if (request.files.some((file) => !results.has(file)))
        blame(
          'ends the process that evaluates it',
          'remove process.exit(), or await what it waits for',
        );
      clearTimeout(timer);
      resolve();
    });
  });
}
