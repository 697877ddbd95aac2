import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inject, onTestFinished } from 'vitest';

/** Texts of files by path, relative to the workspace root; null removes a file. */
export type Files = { readonly [path: string]: string | null };

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
}

/** An experiment in an overview. */
export interface Shown {
  readonly state: string;
  readonly reasons: readonly string[];
}

export interface RunOptions {
  readonly env?: { readonly [name: string]: string };
}

/** A command that is still running. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface Workspace {
  /** The workspace root, absolute. */
  readonly root: string;
  read(path: string): string;
  has(path: string): boolean;
  write(files: Files): void;
  /** All files in a folder, sorted; relative to the workspace root. */
  files(folder: string): readonly string[];
  git(...args: readonly string[]): string;
  /** Commits everything; returns the commit. */
  commit(message?: string): string;
  /** Starts a program; `nx` is the workspace's own. */
  start(program: string, args: readonly string[], options?: RunOptions): Running;
  run(program: string, args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Runs Nx and throws unless it ends well. */
  nx(...args: readonly string[]): Promise<Ended>;
  /** Brings the lock in step, as `nx sync` does, but without Nx's own start. */
  sync(): Promise<void>;
  /** Waits for something that a running command is to bring about. */
  until(condition: () => boolean): Promise<void>;
  /** The lines that tasks have written into the log since the last call, sorted. */
  ran(): readonly string[];
  /** As `ran`, in the order in which they were written, and without clearing it. */
  log(): readonly string[];
  /** What an overview says of each experiment, by project, without Nx's own start. */
  states(): Promise<{ readonly [project: string]: Shown }>;
  /** The experiments that `nx affected` selects, sorted. */
  affected(tasks: readonly string[], base: string): Promise<readonly string[]>;
  /** A clone in another folder, with the same packages and the same log. */
  clone(): Workspace;
  remove(): void;
}

export interface WorkspaceOptions {
  /** What the workspace starts from; Nx 24 and the package by default. */
  readonly template?: string;
  /** Over those that every run has. */
  readonly env?: { readonly [name: string]: string };
  /** False makes Nx load plugins into its own process, which takes half the time. */
  readonly isolated?: boolean;
  /** Keeps the workspace for later tests: the caller removes it. */
  readonly keep?: boolean;
  /** Where the workspace lies in its git repository; at the root by default. */
  readonly inside?: string;
}

const SYNC = fileURLToPath(new URL('./sync.mjs', import.meta.url));

const STATES = fileURLToPath(new URL('./states.mjs', import.meta.url));

/** What the init generator writes, and what keeps Nx from asking and from too much caution. */
const NX_JSON = {
  plugins: ['nx-experiments/plugin'],
  sync: { applyChanges: true, globalGenerators: ['nx-experiments:sync'] },
  analytics: false,
  neverConnectToCloud: true,
  pluginsConfig: { '@nx/js': { projectsAffectedByDependencyUpdates: 'auto' } },
};

const GITIGNORE = 'node_modules\nbld\n.nx\n';

/** A workspace of its own outside the repository, committed; it is removed when the test ends. */
export function workspace(files: Files, options: WorkspaceOptions = {}): Workspace {
  const home = mkdtempSync(join(inject('folder'), 'workspace-'));
  const log = join(home, 'runs.log');
  const template = options.template ?? inject('template');
  const repository = join(home, 'study');
  const made = open(join(repository, options.inside ?? ''), { home, template, log, ...options });
  mkdirSync(made.root, { recursive: true });
  populate(made.root, template);
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(join(template, file), join(made.root, file));
  made.write({
    'nx.json': `${JSON.stringify(NX_JSON, null, 2)}\n`,
    '.gitignore': GITIGNORE,
    ...files,
  });
  made.git('init', '--quiet', '--initial-branch=main', repository);
  made.commit('Start');
  if (options.keep !== true) onTestFinished(made.remove);
  return made;
}

/** Hard links to what is installed: thousands of files in a moment. */
function populate(root: string, template: string): void {
  execFileSync('cp', ['-al', join(template, 'node_modules'), join(root, 'node_modules')]);
}

function open(
  root: string,
  context: WorkspaceOptions & {
    /** The folder of all that belongs to the workspace alone. */
    readonly home: string;
    readonly log: string;
    readonly template: string;
  },
): Workspace {
  const { home, log, template } = context;
  const processes = new Set<ChildProcess>();
  const env: NodeJS.ProcessEnv = {
    ...environment(root),
    RUNS_LOG: log,
    ...(context.isolated === false && { NX_ISOLATE_PLUGINS: 'false' }),
    ...context.env,
  };

  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: root, env, encoding: 'utf8' }).trim();
  const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : []);

  function start(program: string, args: readonly string[], options: RunOptions = {}): Running {
    const child = spawn(program === 'nx' ? join(root, 'node_modules/.bin/nx') : program, args, {
      cwd: root,
      env: { ...env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that nothing of it outlives the test.
      detached: true,
    });
    processes.add(child);
    let stdout = '';
    let stderr = '';
    child.stdout!.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr!.setEncoding('utf8').on('data', (chunk) => {
      stderr += chunk;
    });
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (exitCode) => {
        processes.delete(child);
        resolve({ stdout, stderr, exitCode });
      });
    });
    return { process: child, ended };
  }

  const run: Workspace['run'] = (...args) => start(...args).ended;

  async function nx(...args: readonly string[]): Promise<Ended> {
    const ended = await run('nx', args);
    if (ended.exitCode !== 0)
      throw new Error(`nx ${args.join(' ')} ends with ${ended.exitCode}\n${outputOf(ended)}`);
    return ended;
  }

  async function sync(): Promise<void> {
    const ended = await run(process.execPath, [SYNC, root]);
    if (ended.exitCode !== 0) throw new Error(`sync ends badly\n${outputOf(ended)}`);
  }

  async function states(): Promise<{ readonly [project: string]: Shown }> {
    const ended = await run(process.execPath, [STATES, root]);
    if (ended.exitCode !== 0) throw new Error(`states end badly\n${outputOf(ended)}`);
    return JSON.parse(ended.stdout.slice(ended.stdout.lastIndexOf('\n{') + 1));
  }

  return {
    root,
    git,
    sync,
    states,
    start,
    run,
    nx,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    has: (path) => existsSync(join(root, path)),
    files: (folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .toSorted(),
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        rmSync(join(root, path), { recursive: true, force: true });
        if (text === null) continue;
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    },
    commit(message = 'Change') {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', `--message=${message}`);
      return git('rev-parse', 'HEAD');
    },
    async until(condition) {
      while (!condition()) await sleep(10);
    },
    log: lines,
    ran() {
      const sorted = lines().toSorted();
      rmSync(log, { force: true });
      return sorted;
    },
    async affected(tasks, base) {
      const args = ['affected', '-t', ...tasks, `--base=${base}`, '--explain=stdout'];
      // Its own place for what Nx remembers, so that it may go on beside another command.
      const ended = await run('nx', args, {
        env: { NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx/workspace-data-affected') },
      });
      if (ended.exitCode !== 0) throw new Error(`nx ${args.join(' ')}\n${outputOf(ended)}`);
      const { affected } = JSON.parse(ended.stdout) as { affected: Record<string, unknown> };
      return Object.keys(affected)
        .map((task) => task.slice(0, task.lastIndexOf(':')))
        .toSorted();
    },
    clone() {
      const other = mkdtempSync(join(inject('folder'), 'clone-'));
      const made = open(join(other, 'elsewhere'), { ...context, home: other });
      git('clone', '--quiet', root, made.root);
      populate(made.root, template);
      if (context.keep !== true) onTestFinished(made.remove);
      return made;
    },
    remove() {
      for (const child of processes) endGroup(child);
      if (env.NX_DAEMON === 'true') stopDaemon(root, env);
      removeFolder(home);
    },
  };
}

function stopDaemon(root: string, env: NodeJS.ProcessEnv): void {
  try {
    execFileSync(join(root, 'node_modules/.bin/nx'), ['daemon', '--stop'], { cwd: root, env });
  } catch {
    // It ends by itself when the workspace is gone.
  }
}

/** What runs experiments ends a moment after Nx, and writes until then. */
function removeFolder(folder: string): void {
  for (let tries = 0; ; tries++)
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
      return;
    } catch (error) {
      if (tries === 20) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone is gone.
  }
}

/** All that a command printed. */
export function outputOf({ stdout, stderr }: Ended): string {
  return `${stdout}\n${stderr}`;
}

/** By these Nx sees that it runs on a CI. */
const CI_NAMES =
  /^(CI|TF_BUILD|GITHUB_|BUILDKITE|CIRCLECI|CIRRUS_CI|TRAVIS|bamboo|CODEBUILD_|GITLAB_|HEROKU_|BUILD_|TEAMCITY_|JENKINS_|HUDSON_)/;

/** The caller's environment without what would change how Nx behaves. */
function environment(root: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|VITEST|NODE_|npm_|FORCE_COLOR|GIT_)/i.test(name) && !CI_NAMES.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    // `npm run e2e:daemon` runs with it.
    NX_DAEMON: process.env.E2E_DAEMON ?? 'false',
    // Nx 23 goes by projects unless told otherwise.
    ...(process.env.E2E_NX?.startsWith('23') && { NX_LEGACY_AFFECTED: 'false' }),
    NX_NO_CLOUD: 'true',
    // Nx 24 shares both among workspaces otherwise.
    NX_CACHE_DIRECTORY: join(root, '.nx/cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx/workspace-data'),
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.org',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.org',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
}
