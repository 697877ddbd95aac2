import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import build from './built.js';

const repository = fileURLToPath(new URL('..', import.meta.url));

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
 * Packs the package as it is built, and first builds it where a source is newer.
 *
 * @param folder where the tarball goes
 * @returns the tarball, beside what is in it
 */
export function pack(folder: string): string {
  build();
  const place = ['--pack-destination', folder];
  const [packed] = JSON.parse(npm(repository, 'pack', '--json', '--ignore-scripts', ...place)) as [
    { readonly filename: string },
  ];
  const copy = join(folder, 'package');
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', folder]);
  renameSync(join(folder, packed.filename), join(copy, packed.filename));
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
