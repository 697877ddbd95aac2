import { readFileSync, realpathSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Jiti } from 'jiti';
import type { Closure } from '../catalog/model.js';
import { isLocal, isOutside, workspacePath } from '../files/paths.js';
import type { Code } from '../problems/codes.js';
import type { Report } from '../problems/report.js';
import { importsOf, type Named } from './imports.js';
import { type Installed, installedPackage, withDependencies } from './installed.js';

const CODE = /\.[cm]?[jt]sx?$/;

/** What one module imports, resolved. */
interface Resolved {
  readonly files: readonly string[];
  readonly packages: readonly string[];
  readonly manifests: readonly string[];
  /** Files that it names without importing them: of code what they import counts, too. */
  readonly named: readonly string[];
  /** Imports that cannot be resolved, or what is wrong with the module itself; and how to fix it. */
  readonly wrong: readonly (readonly [code: Code, wrong: string, mend: string])[];
}

/**
 * Finds the code that modules stand for by reading their imports, with the resolution of the loader
 * that will run them. Each file is read once for all tasks.
 *
 * @param root the workspace root, absolute
 */
export function closures(root: string, loader: Jiti) {
  const known = new Map<string, Resolved>();
  const resolvedOf = (file: string): Resolved => {
    const seen = known.get(file);
    if (seen !== undefined) return seen;
    const resolved = CODE.test(file) ? resolveImports(root, loader, file) : nothing;
    known.set(file, resolved);
    return resolved;
  };
  /**
   * The closure of a module, given relative to the workspace root, or by the name that a package has for
   * it: then the package is all of its code. Problems go into the report.
   *
   * @param bld the build folder: what is named there is no code but results
   */
  return (run: string, report: Report, bld = 'bld'): Closure & { readonly file?: string } => {
    const from = join(root, 'x.ts');
    const entry = resolveFrom(loader, from, `./${run}`) ?? resolveFrom(loader, from, run);
    const file = entry === undefined ? undefined : workspacePath(root, entry);
    const installed = file === undefined ? undefined : installedPackage(file);
    if (installed !== undefined) {
      const manifests = ownManifests(root, installed);
      return { files: [], packages: [installed.name], ...(manifests.length > 0 && { manifests }) };
    }
    if (file === undefined || !isLocal(file)) {
      report.add('NXE004', '', `the module ${run} is not there`, MODULE_PATHS);
      return { files: [], packages: [] };
    }
    if (!CODE.test(file)) {
      const mend = `run it by a command, such as ['python3', '${file}']`;
      report.add('NXE021', '', `${file} is no module of TypeScript or JavaScript`, mend);
      return { files: [], packages: [] };
    }
    const files = new Set([file]);
    const packages = new Set<string>();
    const manifests = new Set<string>();
    const named = new Set<string>();
    for (const at of files) {
      const resolved = resolvedOf(at);
      for (const [code, wrong, mend] of resolved.wrong) report.add(code, '', wrong, mend);
      for (const f of resolved.files) files.add(f);
      for (const p of resolved.packages) packages.add(p);
      for (const m of resolved.manifests) manifests.add(m);
      for (const n of resolved.named)
        if (!n.startsWith(`${bld}/`)) (CODE.test(n) ? files : named).add(n);
    }
    for (const n of named) if (files.has(n)) named.delete(n);
    return {
      file,
      files: [...files].sort(),
      packages: [...packages].sort(),
      ...(manifests.size > 0 && { manifests: [...manifests].sort() }),
      ...(named.size > 0 && { named: [...named].sort() }),
    };
  };
}

const MODULE_PATHS =
  "create it, or fix its path ('./' is the catalog's folder, other paths start at the workspace root)";

const nothing: Resolved = { files: [], packages: [], manifests: [], named: [], wrong: [] };

function resolveImports(root: string, loader: Jiti, file: string): Resolved {
  const absolute = join(root, file);
  const files: string[] = [];
  const packages: string[] = [];
  const manifests: string[] = [];
  const named: string[] = [];
  const wrong: [Code, string, string][] = [];
  let names: Named;
  try {
    names = importsOf(file, readFileSync(absolute, 'utf8'));
  } catch (error) {
    const code = error instanceof SyntaxError ? 'NXE003' : 'NXE007';
    return {
      ...nothing,
      wrong: [[code, `${file} cannot be read: ${(error as Error).message}`, 'fix it']],
    };
  }
  const addPackage = (installed: Installed) => {
    packages.push(installed.name);
    manifests.push(...ownManifests(root, installed));
  };
  for (const { specifier, isStatic } of names.imports) {
    if (isBuiltin(specifier) || packageName(specifier) === 'nx-experiments') continue;
    const target = resolveFrom(loader, absolute, specifier);
    const path = target === undefined ? undefined : workspacePath(root, target);
    const installed = path === undefined ? undefined : installedPackage(path);
    // What a package that is linked from outside, or an alias, leads to is hashed as the study's own code is.
    const isLinked = path !== undefined && isOutside(path);
    if (path !== undefined && isLocal(path)) files.push(path);
    else if (isLinked && (!isPath(specifier) || isOutside(file))) files.push(path);
    else if (installed !== undefined && (!isPath(specifier) || isOutside(file)))
      addPackage(installed);
    else if (!isPath(specifier)) packages.push(packageName(specifier));
    else if (path !== undefined || isStatic)
      wrong.push([
        path === undefined ? 'NXE004' : 'NXE016',
        `${file} imports ${specifier}, which is ${path === undefined ? 'not there' : 'outside the workspace'}`,
        'fix the import',
      ]);
  }
  const places = [
    ...names.beside.map((path) => (isAbsolute(path) ? path : join(dirname(absolute), path))),
    ...names.given.map((path) => (isAbsolute(path) ? path : join(root, path))),
  ];
  for (const place of places) {
    const real = realFile(place);
    if (real === undefined) continue;
    const path = workspacePath(root, real);
    const installed = installedPackage(path);
    if (isLocal(path) || (isOutside(path) && isOutside(file))) named.push(path);
    else if (installed !== undefined) addPackage(installed);
  }
  return { files, packages, manifests, named, wrong };
}

/**
 * The manifests by which a package's version is known, unless Nx takes the package of that name for
 * it: the root's. Nx knows nothing of packages outside the root, so there those that it depends on count.
 */
function ownManifests(root: string, { name, folder }: Installed): string[] {
  const absolute = join(root, folder);
  if (realPath(join(root, 'node_modules', name)) === absolute && !isLinkOut(root, name)) return [];
  const folders = folder.startsWith('../') ? withDependencies([absolute]) : [absolute];
  return [...folders].map((one) => `${workspacePath(root, one)}/package.json`);
}

/** Whether a package of the root is a link to one outside. Where its whole `node_modules` is, its lock tells of it. */
function isLinkOut(root: string, name: string): boolean {
  const real = realPath(join(root, 'node_modules', name)) ?? '';
  return ![root, realPath(join(root, 'node_modules'))].some((at) => real.startsWith(`${at}${sep}`));
}

/** The real path of a file, absolute; undefined where there is none. */
function realFile(path: string): string | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? realpathSync(path) : undefined;
  } catch {
    return undefined;
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The real path of what a module imports, absolute; undefined where there is nothing. */
function resolveFrom(loader: Jiti, from: string, specifier: string): string | undefined {
  try {
    // In the end the loader asks `require.resolve`, which would start at the root without `paths`.
    const options = { parentURL: pathToFileURL(from), try: true, paths: [dirname(from)] };
    const url = loader.esmResolve(specifier, options);
    return url === undefined ? undefined : realpathSync(fileURLToPath(url));
  } catch {
    return undefined;
  }
}

/** Whether a specifier is a path rather than a package or an alias. */
function isPath(specifier: string): boolean {
  return /^(\.{0,2}\/|\.{1,2}$)/.test(specifier);
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/** `@scope/name/sub` is of the package `@scope/name`. */
function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
