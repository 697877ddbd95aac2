// Running programs and measuring them: time, peak memory, in a terminal.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Nothing of who runs this, such as CI or an agent, changes how Nx behaves. */
const KEPT =
  /^(PATH|HOME|LANG|USER|LOGNAME|TMPDIR|NODE_EXTRA_CA_CERTS|SSL_\w+|\w*_proxy|npm_config_\w+)$/i;
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => KEPT.test(name)),
);

/** Without the daemon, and with all that Nx keeps inside the folder. */
const envIn = (folder, more = {}) => ({
  ...environment,
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  NX_CACHE_DIRECTORY: join(folder, '.nx/cache'),
  NX_WORKSPACE_DATA_DIRECTORY: join(folder, '.nx/workspace-data'),
  ...more,
});

/** Runs a program to its end; returns seconds. What it prints goes into a pipe. */
export function run(folder, program, args, env) {
  const start = performance.now();
  execFileSync(program, args, {
    cwd: folder,
    env: envIn(folder, env),
    // What it says of errors is in what is thrown.
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
  });
  return (performance.now() - start) / 1000;
}

/** What a program prints in its first line; undefined where it is not installed. */
export function versionOf(program, args = ['--version']) {
  try {
    const text = execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.split('\n')[0];
  } catch {
    return undefined;
  }
}

/**
 * Python itself, absolute: what a version manager has in the PATH under that name takes several times as long to
 * start, in which the tools that are compared do not differ. Undefined where there is none.
 */
export function pythonPath() {
  python ??= findPython();
  return python.path;
}

let python;

function findPython() {
  try {
    const words = ['-c', 'import sys; print(sys.executable)'];
    return { path: execFileSync('python3', words, { encoding: 'utf8' }).trim() };
  } catch {
    return {};
  }
}

/** Runs a command in a terminal of 120 columns, to its good end; returns seconds. */
export function runInTerminal(folder, command, env) {
  const name = `bench-${process.pid}`;
  const tmux = (...args) =>
    execFileSync('tmux', ['-L', name, '-f', '/dev/null', ...args], {
      cwd: folder,
      env: envIn(folder, { TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env }),
      stdio: 'ignore',
    });
  const home = mkdtempSync(join(tmpdir(), 'bench-terminal-'));
  const status = join(home, 'status');
  const start = performance.now();
  tmux(
    'new-session',
    '-d',
    '-x',
    '120',
    '-y',
    '40',
    `${command}; echo $? > ${status}; tmux -L ${name} wait-for -S done; sleep 9`,
  );
  try {
    tmux('wait-for', 'done');
    const seconds = (performance.now() - start) / 1000;
    if (readText(status).trim() !== '0') throw new Error(`${command} failed in a terminal`);
    return seconds;
  } finally {
    tmux('kill-server');
    rmSync(home, { recursive: true });
  }
}

/** Milliseconds between two looks at memory. */
const LOOK = 100;

/**
 * Runs Nx and watches what its processes take at most.
 *
 * @returns megabytes by role, where the system tells them (Linux)
 */
export async function peakMemory(folder, args) {
  const peaks = {};
  const child = spawn(join(folder, 'node_modules/.bin/nx'), args, {
    cwd: folder,
    env: envIn(folder),
    stdio: 'ignore',
  });
  const timer = setInterval(() => {
    for (const { pid, words } of processes()) {
      const role = pid === child.pid ? 'nx' : words.includes(folder) ? roleOf(words) : undefined;
      const peak = role && peakOf(pid);
      if (peak) peaks[role] = Math.max(peaks[role] ?? 0, peak);
    }
  }, LOOK);
  await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(timer);
  return peaks;
}

function roleOf(words) {
  if (words.includes('service/service.js')) return 'service';
  if (words.includes('runner/runner.js')) return 'runner';
  if (words.includes('plugin-worker')) return 'plugins';
  return words.includes('run-executor') || words.includes('batch') ? 'batch' : undefined;
}

function processes() {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => ({ pid: Number(pid), words: readText(`/proc/${pid}/cmdline`) }));
  } catch {
    return [];
  }
}

function peakOf(pid) {
  const [, kilobytes] = /VmHWM:\s*(\d+)/.exec(readText(`/proc/${pid}/status`)) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
