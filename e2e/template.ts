import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** What is not part of the package, or is made from it. */
const NOT_COPIED = new Set(['node_modules', '.git', '.nx', 'dist', 'examples', 'e2e', 'docs']);

/** The oldest version of Nx that package.json claims. */
export const OLDEST_NX = '23.3.0';

/** The newest that is published; `npm run e2e:nx`, before each release, fails where that is another one. */
export const NEWEST_NX = '24.0.6';

/** Where @nx/devkit has no release of that number: the one that goes with it. */
const DEVKIT: { readonly [nx: string]: string } = { '24.0.6': '24.0.0' };

/** A folder for one run of the tests, outside the repository. */
export function makeFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'nx-experiments-e2e-')));
}

/**
 * Builds and packs the package as it is now, in a copy, so that no `dist` of before gets into it.
 *
 * @param folder where the tarball goes
 * @returns the tarball
 */
export function pack(folder: string): string {
  const copy = join(folder, 'package');
  cpSync(repository, copy, {
    recursive: true,
    filter: (path) => !NOT_COPIED.has(basename(path)),
  });
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
  execFileSync(process.execPath, ['build.mjs'], { cwd: copy, stdio: 'inherit' });
  const [packed] = JSON.parse(npm(copy, 'pack', '--json', '--ignore-scripts')) as [
    { readonly filename: string },
  ];
  return join(copy, packed.filename);
}

/**
 * Installs the tarball beside a version of Nx: what a workspace starts from.
 *
 * @returns the folder with package.json, package-lock.json and node_modules
 */
export function install(folder: string, tarball: string, nx: string): string {
  const template = join(folder, `nx-${nx}`);
  mkdirSync(template);
  const manifest = {
    name: 'study',
    private: true,
    type: 'module',
    devDependencies: { '@nx/devkit': DEVKIT[nx] ?? nx, nx, 'nx-experiments': `file:${tarball}` },
  };
  writeFileSync(join(template, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  npm(template, 'install', '--prefer-offline');
  return template;
}

/** Runs npm, without what it would ask the network for on the side. */
export function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync('npm', [...args, '--no-audit', '--no-fund', '--no-update-notifier'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
