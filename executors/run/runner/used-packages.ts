import module, { isBuiltin } from 'node:module';
import { dirname } from 'node:path';
import { installedPackage } from '../../../src/modules/installed.js';
import { coded } from '../../../src/problems/problem.js';
import { isPackage, realPath } from '../isolation/packages.js';

/** The packages that the study's own code loads, be they loaded already or not. */
export interface UsedPackages {
  begin(): void;
  /** Their real folders, absolute. */
  end(): string[];
  /** A file that is imported by the study's own code. */
  note(path: string): void;
}

/** What of Node's module is not public: the one place that every `require` goes through. */
interface Internals {
  _load(
    request: string,
    parent: { readonly filename?: string | null } | null,
    isMain: boolean,
  ): unknown;
  _resolveFilename(request: string, parent: unknown): string;
}

/** @param own the folder of this package, absolute: what it requires itself is not the study's */
export function watchUsedPackages(own: string): UsedPackages {
  const internals = module as unknown as Internals;
  const load = internals._load;
  if (typeof load !== 'function' || typeof internals._resolveFilename !== 'function')
    throw new Error(
      coded('NXE036', 'this version of Node has no Module._load; use Node 20, 22 or 24'),
    );
  const resolved = new Map<string, string | undefined>();
  const used = new Set<string>();

  const note = (path: string) => {
    if (!isPackage(path) || path.startsWith(own)) return;
    const installed = installedPackage(realPath(path).replaceAll('\\', '/'));
    if (installed !== undefined) used.add(installed.folder);
  };

  function resolve(request: string, parent: { readonly filename?: string | null }) {
    const key = `${dirname(parent.filename ?? '')}\0${request}`;
    if (!resolved.has(key)) {
      try {
        resolved.set(key, internals._resolveFilename(request, parent));
      } catch {
        // The call itself says so.
        return undefined;
      }
    }
    return resolved.get(key);
  }

  internals._load = function (request, parent, isMain) {
    const from = parent?.filename;
    if (from && !isBuiltin(request) && !from.startsWith(own) && !isPackage(from)) {
      const path = resolve(request, parent);
      if (path !== undefined) note(path);
    }
    return load.call(this, request, parent, isMain);
  };

  return { begin: () => used.clear(), end: () => [...used].sort(), note };
}
