import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Jiti, JitiOptions } from 'jiti';
import { createLoader } from '../../src/loader.js';

type Factory = (
  id: string,
  options: JitiOptions,
  node: {
    readonly onError: (error: unknown) => never;
    readonly nativeImport: (id: string) => Promise<unknown>;
    readonly createRequire: typeof createRequire;
  },
) => Jiti;

const require = createRequire(import.meta.url);

/**
 * The workspace's loader, but for one thing: local ES modules (`.mjs`, and `.js` under
 * `"type": "module"`) go through jiti, too. It would leave them to Node, which evaluates a module
 * once per process and never forgets it. jiti takes them when Node's own import fails; the public
 * `createJiti` does not let one say which import that is, so this calls what it calls.
 */
export function createTaskLoader(root: string): Jiti {
  const factory = require(join(dirname(require.resolve('jiti')), '../dist/jiti.cjs')) as Factory;
  return factory(join(root, 'loader'), createLoader(root).options, {
    onError(error) {
      throw error;
    },
    nativeImport: (id) => {
      const url = String(id);
      return url.startsWith('file:') && !isPackage(fileURLToPath(url))
        ? Promise.reject(new Error('evaluated by jiti'))
        : import(id);
    },
    createRequire,
  });
}

/** Whether a file belongs to an installed package. */
export function isPackage(path: string): boolean {
  return /[/\\]node_modules[/\\]/.test(path);
}
