import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Workspace, workspace } from './workspace.js';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** A workspace with the committed files of an example, as they stand in the working tree. */
export function exampleWorkspace(name: string): Workspace {
  const folder = join(repository, 'examples', name);
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: folder, encoding: 'utf8' });
  const files = listed.split('\0').filter((file) => /^(src\/|tsconfig)/.test(file));
  const texts = files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
  return workspace(Object.fromEntries(texts), { isolated: false });
}

/** Gives a workspace a package that the repository has installed, with what that needs. */
export function installFromRepository(made: Workspace, ...names: readonly string[]): void {
  for (const name of names)
    cpSync(join(repository, 'node_modules', name), join(made.root, 'node_modules', name), {
      recursive: true,
    });
}
