import type { Files } from '../edit/syntax/source.js';

/** How a workspace's package manager is used. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** Its lock file, undefined where there is none. */
  readonly lockFile?: string;
  readonly install: string;
  /** What comes before `nx …`. */
  readonly run: string;
}

/** Tells a workspace's package manager by its lock file; npm where there is none. */
export function packageManagerOf({ read }: Files): PackageManager {
  const has = (file: string) => read(file) !== undefined;
  if (has('pnpm-lock.yaml'))
    return {
      name: 'pnpm',
      lockFile: 'pnpm-lock.yaml',
      install: 'pnpm install --frozen-lockfile',
      run: 'pnpm exec',
    };
  if (has('yarn.lock')) {
    const flag = has('.yarnrc.yml') ? '--immutable' : '--frozen-lockfile';
    return { name: 'yarn', lockFile: 'yarn.lock', install: `yarn install ${flag}`, run: 'yarn' };
  }
  const bun = ['bun.lock', 'bun.lockb'].find(has);
  if (bun !== undefined)
    return { name: 'bun', lockFile: bun, install: 'bun install --frozen-lockfile', run: 'bunx' };
  return has('package-lock.json')
    ? { name: 'npm', lockFile: 'package-lock.json', install: 'npm ci', run: 'npx' }
    : { name: 'npm', install: 'npm install', run: 'npx' };
}
