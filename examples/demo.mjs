// `npm run demo`: installs, builds, and runs examples/scaling-tasks through the built plugin.
// Needs Node and the npm registry, nothing else; writes only what git ignores.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STUDY = join(ROOT, 'examples', 'scaling-tasks');

if (process.platform === 'win32') stop('this needs Linux or macOS; on Windows, use WSL');
requireNode(20, 19);
install(ROOT);
run(ROOT, 'node build.mjs', process.execPath, ['build.mjs']);
install(STUDY);
nx('run-many', '-t', 'estimate', '--projects=tag:data_0');
nx('run-many', '-t', 'estimate', 'figure', 'table', 'numbers');
nx('overview', 'estimation');
console.log(`\n${readFileSync(join(STUDY, 'bld', 'table', 'all', 'table.md'), 'utf8')}`);
console.log(`Everything is in ${relative(process.cwd(), join(STUDY, 'bld')) || '.'}.`);
console.log('Run it again: nothing has changed, so that all of it comes from the cache.');
const page = join(STUDY, 'bld', 'overview', 'estimation.html');
console.log(`The study on one page, in a browser: ${relative(process.cwd(), page)}`);

function requireNode(major, minor) {
  const [hasMajor, hasMinor] = process.versions.node.split('.').map(Number);
  if (hasMajor < major || (hasMajor === major && hasMinor < minor))
    stop(`this needs Node ${major}.${minor} or newer; here it is ${process.versions.node}`);
}

/** `npm ci`, unless all that the lock file names is there already. */
function install(folder) {
  if (isInstalled(folder)) return;
  const script = process.env.npm_execpath;
  if (script && basename(script) === 'npm-cli.js')
    run(folder, 'npm ci', process.execPath, [script, 'ci']);
  else run(folder, 'npm ci', 'npm', ['ci']);
}

/** Compares the lock file with the one that npm keeps of what it installed. */
function isInstalled(folder) {
  const record = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const { packages: installed } = JSON.parse(readFileSync(record, 'utf8'));
  const { packages: wanted } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  return Object.entries(wanted)
    .filter(([path]) => path.startsWith('node_modules/'))
    .every(([path, { version, integrity, optional }]) => {
      const found = installed[path];
      if (!found || !existsSync(join(folder, path))) return Boolean(optional) && !found;
      return found.version === version && found.integrity === integrity;
    });
}

/** Nx in the example's folder, with plain output and without a daemon that would live on. */
function nx(...args) {
  const { bin } = JSON.parse(readFileSync(join(STUDY, 'node_modules/nx/package.json'), 'utf8'));
  run(
    STUDY,
    `npx nx ${args.join(' ')}`,
    process.execPath,
    [join(STUDY, 'node_modules/nx', bin.nx), ...args],
    { env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' } },
  );
}

/** Prints the command as one would type it, runs it, and stops where it fails. */
function run(folder, shown, command, args, options = {}) {
  const place = relative(ROOT, folder);
  console.log(`\n${place ? `${place} ` : ''}$ ${shown}`);
  const { status, signal, error } = spawnSync(command, args, {
    cwd: folder,
    stdio: 'inherit',
    ...options,
  });
  if (status !== 0)
    stop(`\`${shown}\` ${error?.message ?? (signal ? `was stopped by ${signal}` : 'failed')}`);
}

function stop(message) {
  console.error(`\ndemo: ${message}`);
  process.exit(1);
}
