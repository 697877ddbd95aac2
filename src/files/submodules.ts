import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { workspacePath } from './paths.js';

/**
 * The folders of git submodules in a workspace, which may be a folder inside its repository. Of a
 * submodule git's diff names the folder alone, whatever changed in it.
 *
 * @param root the workspace root, absolute
 * @returns paths relative to it
 */
export function submodulesOf(root: string): readonly string[] {
  const own = realpathSync(root);
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) {
      const named = join(folder, '.gitmodules');
      return namedIn(existsSync(named) ? readFileSync(named, 'utf8') : '')
        .map((path) => workspacePath(own, join(folder, path)))
        .filter((path) => path !== '' && !path.startsWith('..'));
    }
    if (folder === dirname(folder)) return [];
  }
}

function namedIn(gitmodules: string): readonly string[] {
  return [...gitmodules.matchAll(/^\s*path\s*=\s*"?(.+?)"?\s*$/gm)].map(([, path = '']) =>
    path.replace(/\/+$/, ''),
  );
}
