import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Jiti, JitiOptions } from 'jiti';
import { createLoader } from '../../../src/modules/loader.js';
import { expectInside } from '../isolation/insides.js';
import { importPackage, isPackage } from '../isolation/packages.js';

type Factory = (
  id: string,
  options: JitiOptions,
  node: {
    readonly onError: (error: unknown) => never;
    readonly nativeImport: (id: string | URL) => Promise<unknown>;
    readonly createRequire: typeof createRequire;
  },
) => Jiti;

const require = createRequire(import.meta.url);

/** As the dependency in package.json says. */
const MADE_FOR = '2.7.0';

/**
 * The workspace's loader, but for what jiti would have Node import: that evaluates a module once per
 * process and never forgets it. The public `createJiti` does not let one say how to import, so this
 * calls what it calls.
 *
 * @param onPackage hears of each file of a package that is imported
 */
export function createTaskLoader(root: string, onPackage: (path: string) => void): Jiti {
  const factory = factoryOf(require, join(dirname(require.resolve('jiti')), '../dist/jiti.cjs'));
  return factory(join(root, 'loader'), createLoader(root).options, {
    onError(error) {
      throw error;
    },
    nativeImport: (id) => nativeImport(id, onPackage),
    createRequire,
  });
}

/**
 * What jiti's bundle exports.
 *
 * @throws {Error} that says for which version of jiti this was made, where that is no function
 */
export function factoryOf(require: NodeJS.Require, bundle: string): Factory {
  let factory: unknown;
  try {
    factory = require(bundle);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
  }
  const { version } = require('jiti/package.json') as { readonly version: string };
  expectInside(typeof factory === 'function', {
    what: 'factory of loaders in dist/jiti.cjs',
    of: `jiti ${version}`,
    madeFor: `jiti ${MADE_FOR}`,
  });
  return factory as Factory;
}

async function nativeImport(id: string | URL, onPackage: (path: string) => void): Promise<unknown> {
  const path = String(id).startsWith('file:') ? fileURLToPath(id) : String(id);
  if (isAbsolute(path)) onPackage(path);
  if (!isAbsolute(path) || isPackage(path)) return importPackage(path);
  // What is required can be forgotten: it is in `require.cache`.
  if (isCommonJs(path)) return require(path);
  // When this fails, jiti evaluates the module itself.
  if (/\.m?js$/.test(path)) throw new Error('evaluated by jiti');
  return import(pathToFileURL(path).href);
}

function isCommonJs(path: string): boolean {
  return path.endsWith('.cjs') || (path.endsWith('.js') && typeOf(dirname(path)) !== 'module');
}

/** The `type` of the package that a folder is in. */
function typeOf(folder: string): unknown {
  if (!types.has(folder)) types.set(folder, readType(folder));
  return types.get(folder);
}

const types = new Map<string, unknown>();

function readType(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).type;
  } catch {
    return dirname(folder) === folder ? undefined : typeOf(dirname(folder));
  }
}
