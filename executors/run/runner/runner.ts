// A process that runs experiments, one after the other, for whoever holds the other end of its standard
// input and output, by way of any launcher; see `start.sh`.
import { mkdirSync, mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runsOnAndOn, watchBackground } from '../isolation/background.js';
import { isolate } from '../isolation/isolation.js';
import { interceptRequire, packagesChanged } from '../isolation/packages.js';
import { leftOf } from '../state/left.js';
import { runCommand } from './command.js';
import { framesOf } from './frames.js';
import { watchGroups } from './groups.js';
import { killMarked, MARK, newestProcess } from './marked.js';
import { localModules, OWN, realRoot, runModule } from './module.js';
import type { FromRunner, Hello, Job, Outcome, ToRunner } from './protocol.js';
import { type Starter, startStarter } from './starter.js';
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

/** Descriptors that `start.sh` makes. */
const INPUT = 3;
const OUTPUT = 4;

/** How long what was printed may take to leave this process, in milliseconds. */
const PRINTING = 2000;

const stdout = process.stdout;
const print = stdout.write.bind(stdout);
// Experiments may replace it.
const writeNow = writeSync;
let key = '';
/** Whether the other end may be on another machine. */
let isFar = false;
/** Whether a scheduler wants its place back. */
let isEnding = false;
let mark = '';

function tell(message: FromRunner): void {
  for (const frame of framesOf(key, message))
    for (let done = false; !done; )
      try {
        writeNow(OUTPUT, frame);
        done = true;
      } catch (error) {
        // Whoever shares the stream may have made it one that does not wait.
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      }
}

const groups = watchGroups((group, alive) => tell({ type: 'group', group, alive }));
startWatchdog({ input: INPUT, groups: groups.shared, onLine });
const background = watchBackground();
const files = watchFiles(OWN);
const packages = watchUsedPackages(OWN);

/** What starts commands, from the first of them on. */
let starter: Starter | undefined;
let current: Current | undefined;
let restore: (() => boolean) | undefined;

function onLine(line: string): void {
  const message: ToRunner = JSON.parse(line);
  if (message.type === 'hello') begin(message);
  else if (message.type === 'run') {
    if (message.job.timed) tell({ type: 'begun' });
    void run(message.job);
  } else if (message.type === 'abort') current?.controller.abort(new Error(message.reason));
  else if (current === undefined) process.exit(0);
}

function begin(hello: Hello): void {
  key = hello.key;
  mark = hello.mark;
  if (hello.env !== undefined) {
    isFar = true;
    const { call, own } = hello.env;
    Object.assign(process.env, { ...call, ...process.env, ...own, [MARK]: mark });
    // Nobody on the other side can see what this process leaves behind.
    process.once('exit', () => {
      endStarter();
      groups.killRest();
      killMarked(mark, undefined, [process.pid]);
    });
  }
  interceptRequire();
  tell({ type: 'ready' });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    tell({ type: 'signal', signal });
    isEnding = isFar;
    if (current === undefined) process.exit(0);
    current.controller.abort(new Error(`stopped by ${signal}`));
  });
process.on('uncaughtException', (error) => stray('uncaught exception', error));
process.on('unhandledRejection', (reason) => stray('unhandled rejection', reason));

function stray(kind: string, thrown: unknown): void {
  // Left over from an experiment that is done: this process is not to be trusted any more.
  if (current === undefined) process.exit(1);
  current.fail(`${kind}: ${describeThrown(thrown)}`);
}

async function run(job: Job): Promise<void> {
  // A command runs in processes of its own, and can change nothing in this one.
  const isHere = job.run !== undefined;
  // Not sooner: Node removes listeners of its own when this module has been evaluated.
  if (isHere) restore ??= isolate();
  const newest = newestProcess();
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
  const failure = job.command === undefined ? undefined : await prepareStarter(job);
  const begun = Date.now();
  if (isHere) {
    background.begin();
    files.begin();
    packages.begin();
  }
  const ended =
    failure === undefined
      ? await Promise.race([runJob(job, controller.signal), strayed.then(failedBy)])
      : failedBy(failure);
  const used = isHere ? usedFiles(job, begun) : undefined;
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
  const isRestored = !isHere || (await isAsBefore());
  const clean =
    isRestored && !leftProcesses && !used?.byPackages && strayError === undefined && !isLate;
  // What left its group and session; before the end is told, since it might still write.
  const shell = starter?.process.pid;
  killMarked(mark, newest, [process.pid, ...(shell === undefined ? [] : [shell])], shell);
  // Its group is all that is known of what its command left.
  if (newest === undefined) endStarter();
  const left = isFar && error === undefined ? await leftOf(job.root, outputsOf(job)) : undefined;
  await printed();
  current = undefined;
  const problem =
    error ?? (exitCode ? `process.exitCode was set to ${String(exitCode)}` : undefined);
  const outcome: Outcome = {
    ...(problem === undefined ? {} : { error: problem }),
    loaded: [],
    ...used?.outcome,
    ...(ended.unread !== undefined && { unread: ended.unread }),
    ...(left !== undefined && { left }),
    clean,
  };
  tell({ type: 'done', outcome });
  // Otherwise its scheduler would wait before it kills it.
  if (isEnding) process.exit(1);
}

/** Puts back what a module changed in this process; false where something of it is left. */
async function isAsBefore(): Promise<boolean> {
  return restore!() && !packagesChanged() && !(await runsOnAndOn(background));
}

/** @returns what went wrong */
async function prepareStarter({ root, command }: Job): Promise<string | undefined> {
  if (starter?.alive) return undefined;
  const file = command?.file;
  const onDrain = (goOn: () => void) => void stdout.once('drain', goOn);
  try {
    starter = startStarter(root, file === undefined ? tmpdir() : dirname(file), print, onDrain);
    groups.spare(starter.process);
    await starter.ready;
    return undefined;
  } catch (thrown) {
    return describeThrown(thrown);
  }
}

function endStarter(): void {
  starter?.signal('SIGKILL');
  starter = undefined;
}

/** What is printed leaves at once, but where an experiment made it wait. */
async function printed(): Promise<void> {
  if (stdout.writableLength === 0) return;
  const limit = new Promise((resolve) => setTimeout(resolve, PRINTING));
  await Promise.race([new Promise((resolve) => print('', resolve)), limit]);
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
    // A shared file system may not show here yet what was made there.
    if (isFar) for (const path of outputsOf(job)) mkdirSync(dirname(path), { recursive: true });
    if (job.command !== undefined) return failedBy(await runCommandHere(job, signal));
    const unread = await runModule(job, job.run ?? '', signal, packages.note);
    // Rejections that nobody handles are known a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    return unread === undefined ? {} : { unread };
  } catch (thrown) {
    return failedBy(describeThrown(thrown));
  }
}

function outputsOf({ experiment }: Job): string[] {
  return Object.values(experiment.outputs);
}

async function runCommandHere({ command, experiment }: Job, signal: AbortSignal) {
  const { words, file } = command!;
  if (file !== undefined) return runCommand({ words, file }, experiment, signal, starter!);
  const folder = mkdtempSync(join(tmpdir(), 'nx-experiments-run-'));
  try {
    const own = join(folder, 'experiment.json');
    return await runCommand({ words, file: own }, experiment, signal, starter!);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function failedBy(error: string | undefined): Ended {
  return error === undefined ? {} : { error };
}
