import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject, onTestFinished } from 'vitest';
import { removeFolder } from '../src/remove-folder.fixture.js';
import { environment } from './environment.js';
import { type Files, type Folder, openFolder } from './folder.js';
import {
  createProcesses,
  type Ended,
  outputOf,
  type Running,
  type RunOptions,
} from './processes.js';
import { createResident } from './resident.js';
import { openRunsLog, type RunsLog } from './runs-log.js';

export type { Files } from './folder.js';
export { type Ended, outputOf, type Running, type RunOptions } from './processes.js';

/** A workspace; paths are relative to its root. */
export interface Workspace extends Folder, RunsLog {
  /** The workspace root, absolute. */
  readonly root: string;
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
  /** The experiments that `nx affected` selects, sorted, without Nx's own start. */
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
  const env: NodeJS.ProcessEnv = {
    ...environment(root),
    RUNS_LOG: log,
    ...(context.isolated === false && { NX_ISOLATE_PLUGINS: 'false' }),
    ...context.env,
  };

  const processes = createProcesses(root, env);
  const resident = createResident(root, env);
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: root, env, encoding: 'utf8' }).trim();

  const run: Workspace['run'] = (...args) => processes.start(...args).ended;

  async function nx(...args: readonly string[]): Promise<Ended> {
    const ended = await run('nx', args);
    if (ended.exitCode !== 0)
      throw new Error(`nx ${args.join(' ')} ends with ${ended.exitCode}\n${outputOf(ended)}`);
    return ended;
  }

  return {
    ...openFolder(root),
    ...openRunsLog(log),
    root,
    git,
    sync: resident.sync,
    start: processes.start,
    run,
    nx,
    commit(message = 'Change') {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', `--message=${message}`);
      return git('rev-parse', 'HEAD');
    },
    async until(condition) {
      while (!condition()) await sleep(10);
    },
    async affected(tasks, base) {
      const words = ['affected', '-t', ...tasks, `--base=${base}`];
      const { affected } = (await resident.affected(words)) as {
        affected: Record<string, unknown>;
      };
      return (
        Object.keys(affected)
          .map((task) => task.slice(0, task.lastIndexOf(':')))
          // It is no experiment: where Nx selects everything, that is in it.
          .filter((project) => project !== 'pilot')
          .toSorted()
      );
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
      resident.close();
      processes.endAll();
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
