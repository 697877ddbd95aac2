import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const RESIDENT = fileURLToPath(new URL('./resident.mjs', import.meta.url));

/** Nx in a process that stays: it does its work as often as it is asked to, without its start each time. */
export interface Resident {
  /** Brings the lock of the workspace in step, as `nx sync` does. One call at a time. */
  sync(): Promise<void>;
  /** What `nx affected --explain` says for the words of that call. One call at a time. */
  affected(words: readonly string[]): Promise<unknown>;
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
export function createResident(root: string, env: NodeJS.ProcessEnv): Resident {
  let current: Started | undefined;

  function start(installed: string): Started {
    const child = spawn(process.execPath, [RESIDENT, root], {
      cwd: root,
      env: {
        ...env,
        NX_ISOLATE_PLUGINS: 'false',
        NX_DAEMON: 'false',
        // Its own place for what Nx remembers, so that it may go on beside another command.
        NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx/workspace-data-resident'),
      },
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

  async function ask(words: readonly string[] | null): Promise<unknown> {
    const installed = installedIn(root);
    if (current?.installed !== installed) close();
    current ??= start(installed);
    current.process.stdin!.write(`${JSON.stringify(words)}\n`);
    const printed: string[] = [];
    for (;;) {
      const { value, done } = await current.lines.next();
      const [, answer] = /^ANSWER (.*)$/.exec(value) ?? [];
      if (answer === undefined) printed.push(value);
      const { found, error } = JSON.parse(answer ?? '{}') as { found?: unknown; error?: string };
      if (done || error !== undefined)
        throw new Error([`${words?.join(' ') ?? 'sync'} ends badly`, error, ...printed].join('\n'));
      if (answer !== undefined) return found;
    }
  }

  return {
    async sync() {
      await ask(null);
    },
    affected: ask,
    close,
  };
}

/** Tells one state of the installed packages from another. */
function installedIn(root: string): string {
  return ['.package-lock.json', '.modules.yaml', 'nx-experiments/package.json']
    .map((path) => statSync(join(root, 'node_modules', path), { throwIfNoEntry: false })?.mtimeMs)
    .join();
}
