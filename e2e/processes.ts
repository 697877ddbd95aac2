import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
}

export interface RunOptions {
  readonly env?: { readonly [name: string]: string };
  /** What it reads: nothing by default. */
  readonly input?: 'pipe' | 'ignore';
}

/** A command that is still running. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** What runs in a workspace. */
export interface Processes {
  /** Starts a program; `nx` is the workspace's own. */
  start(program: string, args: readonly string[], options?: RunOptions): Running;
  /** Kills what still runs, with all that it started. */
  endAll(): void;
}

/** @param root the workspace root, absolute */
export function createProcesses(root: string, env: NodeJS.ProcessEnv): Processes {
  const running = new Set<ChildProcess>();
  return {
    start(program, args, options = {}) {
      const child = spawn(program === 'nx' ? join(root, 'node_modules/.bin/nx') : program, args, {
        cwd: root,
        env: { ...env, ...options.env },
        stdio: [options.input ?? 'ignore', 'pipe', 'pipe'],
        // A group of its own, so that nothing of it outlives the test.
        detached: true,
      });
      running.add(child);
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
          running.delete(child);
          resolve({ stdout, stderr, exitCode });
        });
      });
      return { process: child, ended };
    },
    endAll() {
      for (const child of running) endGroup(child);
    },
  };
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
