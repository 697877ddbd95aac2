import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { npm } from './template.js';
import type { Workspace } from './workspace.js';

/**
 * Makes the tarball of a tiny ESM package.
 *
 * @returns its path
 */
export function tarballOf(name: string, version: string, code: string): string {
  // Apart: tests that run beside this one make packages of the same name and version.
  const folder = mkdtempSync(join(inject('folder'), 'package-'));
  const manifest = { name, version, type: 'module', exports: './index.js' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'index.js'), code);
  npm(folder, 'pack', '--silent');
  return join(folder, `${name}-${version}.tgz`);
}

/** Installs tarballs into a workspace, as `npm install --save-dev` does. */
export function installInto(workspace: Workspace, ...tarballs: readonly string[]): void {
  // Linked with other workspaces' one; npm writes it anew.
  rmSync(join(workspace.root, 'node_modules/.package-lock.json'), { force: true });
  npm(workspace.root, 'install', '--save-dev', '--prefer-offline', ...tarballs);
}
