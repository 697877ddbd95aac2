import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SYNC = fileURLToPath(new URL('./sync.mjs', import.meta.url));

/** Brings the lock of a workspace in step, as often as it is asked to, without Nx's start each time. */
export interface Syncer {
  /** One at a time. */
  sync(): Promise<void>;
  close(): void;
}

interface Started {
  readonly process: ChildProcess;
  /** The lines that it prints. */
  readonly lines: AsyncIterator<string>;
  /** What is installed, as it was at the start. */
  readonly installed: string;
}

/** @param root the workspace root, absolute */
export function createSyncer(root: string, env: NodeJS.ProcessEnv): Syncer {
  let current: Started | undefined;

  function start(installed: string): Started {
    const child = spawn(process.execPath, [SYNC, root], {
      cwd: root,
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    // Its end is told by its lines.
    child.stdin.on('error', () => {});
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { process: child, lines, installed };
  }

  function close(): void {
    current?.process.kill('SIGKILL');
    current = undefined;
  }

  return {
    async sync() {
      const installed = installedIn(root);
      if (current?.installed !== installed) close();
      current ??= start(installed);
      current.process.stdin!.write('\n');
      for (;;) {
        const { value, done } = await current.lines.next();
        if (done) throw new Error('sync ends badly');
        const [, answer] = /^SYNC (.*)$/.exec(value) ?? [];
        if (answer === undefined) continue;
        const { error } = JSON.parse(answer) as { readonly error?: string };
        if (error !== undefined) throw new Error(`sync ends badly\n${error}`);
        return;
      }
    },
    close,
  };
}

/** Tells one state of the installed packages from another. */
function installedIn(root: string): string {
  return ['.package-lock.json', '.modules.yaml', 'nx-experiments/package.json']
    .map((path) => statSync(join(root, 'node_modules', path), { throwIfNoEntry: false })?.mtimeMs)
    .join();
}
