// A process that runs experiments, one after the other, for the process that started it.
import { runsOnAndOn, watchBackground } from '../isolation/background.js';
import { isolate } from '../isolation/isolation.js';
import { interceptRequire, packagesChanged } from '../isolation/packages.js';
import { runCommand } from './command.js';
import { watchGroups } from './groups.js';
import { killMarked, MARK } from './marked.js';
import { localModules, OWN, realRoot, runModule } from './module.js';
import type { FromRunner, Job, Outcome, ToRunner } from './protocol.js';
import { describeThrown } from './thrown.js';
import { workspaceReads } from './undeclared.js';
import { watchUsedPackages } from './used-packages.js';
import { watchFiles } from './watch-files.js';
import { startWatchdog } from './watchdog.js';

interface Stdio {
  readonly _handle?: { readonly setBlocking?: (blocking: boolean) => void };
}

interface Current {
  readonly controller: AbortController;
  /** Ends the attempt at once: something was thrown where nobody catches it. */
  readonly fail: (error: string) => void;
}

type Ended = Pick<Outcome, 'error' | 'unread'>;

// Otherwise what is printed waits in this process, apart for each stream: it would lose its order,
// and all of it would be lost in a crash.
for (const stream of [process.stdout, process.stderr])
  (stream as unknown as Stdio)._handle?.setBlocking?.(true);

const parent = process.ppid;
const stdout = process.stdout;
const write = stdout.write.bind(stdout);
const send = process.send?.bind(process);
// The channel is ours: a module that finds it would take it for its own.
// Where the other end is gone, Node calls `disconnect` before it tells anybody.
Object.assign(process, { send: undefined, disconnect: end });

const mark = process.env[MARK];
const tell = (message: FromRunner) => send?.(message);
const groups = watchGroups((group, alive) => tell({ type: 'group', group, alive }));
startWatchdog(parent, groups.shared, process.env[MARK]);
const background = watchBackground();
interceptRequire();
const files = watchFiles(OWN);
const packages = watchUsedPackages(OWN);

let current: Current | undefined;
let restore: (() => boolean) | undefined;

process.on('message', (message: ToRunner) => {
  if (message.type === 'run') {
    if (message.job.timed) tell({ type: 'begun' });
    void run(message.job);
  } else current?.controller.abort(new Error(message.reason));
});
process.on('disconnect', end);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    tell({ type: 'signal', signal });
    if (current === undefined) process.exit(0);
    current.controller.abort(new Error(`stopped by ${signal}`));
  });
process.on('uncaughtException', (error) => stray('uncaught exception', error));
process.on('unhandledRejection', (reason) => stray('unhandled rejection', reason));

/** Ends this process and all that it started: nobody waits for it any more. */
function end(): void {
  groups.killRest();
  if (mark !== undefined) killMarked(mark, undefined, process.pid);
  process.kill(-process.pid, 'SIGKILL');
}

function stray(kind: string, thrown: unknown): void {
  // Left over from an experiment that is done: this process is not to be trusted any more.
  if (current === undefined) process.exit(1);
  current.fail(`${kind}: ${describeThrown(thrown)}`);
}

async function run(job: Job): Promise<void> {
  // Not sooner: Node removes listeners of its own when this module has been evaluated.
  restore ??= isolate();
  background.begin();
  const controller = new AbortController();
  let strayError: string | undefined;
  const strayed = new Promise<string>((resolve) => {
    current = {
      controller,
      fail(error) {
        strayError ??= error;
        resolve(strayError);
      },
    };
  });
  const begun = Date.now();
  if (job.run !== undefined) files.begin();
  packages.begin();
  const ended = await Promise.race([runJob(job, controller.signal), strayed.then(failedBy)]);
  const used = job.run === undefined ? undefined : usedFiles(job, begun);
  const error = ended.error ?? strayError;
  // What is thrown from here on comes too late for the experiment, but this process is not clean.
  let isLate = false;
  current = {
    controller,
    fail() {
      isLate = true;
    },
  };
  const leftProcesses = groups.killRest();
  const exitCode = process.exitCode;
  const restored = restore();
  const clean =
    restored &&
    !packagesChanged() &&
    !leftProcesses &&
    !used?.byPackages &&
    strayError === undefined &&
    !(await runsOnAndOn(background)) &&
    !isLate;
  current = undefined;
  const problem =
    error ?? (exitCode ? `process.exitCode was set to ${String(exitCode)}` : undefined);
  finish(job, {
    ...(problem === undefined ? {} : { error: problem }),
    loaded: [],
    ...used?.outcome,
    ...(ended.unread !== undefined && { unread: ended.unread }),
    clean,
  });
}

/** What a module took from the disk, for whoever knows what its hash covers. */
function usedFiles({ root, bld }: Job, begun: number) {
  const touched = files.end();
  const loaded = localModules(root);
  const place = { root, realRoot: realRoot(root), bld, begun, loaded };
  const { paths, byPackages } = workspaceReads(touched, place);
  return { outcome: { loaded, reads: paths, packages: packages.end() }, byPackages };
}

async function runJob(job: Job, signal: AbortSignal): Promise<Ended> {
  process.chdir(job.root);
  try {
    if (job.command !== undefined) return failedBy(await runCommand(job.command, signal, write));
    const unread = await runModule(job, job.run ?? '', signal, packages.note);
    // Rejections that nobody handles are known a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    return unread === undefined ? {} : { unread };
  } catch (thrown) {
    return failedBy(describeThrown(thrown));
  }
}

function failedBy(error: string | undefined): Ended {
  return error === undefined ? {} : { error };
}

function finish(job: Job, outcome: Outcome): void {
  write(job.marker, () => tell({ type: 'done', outcome }));
}
