import { readFileSync, realpathSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Jiti } from 'jiti';
import type { Closure } from '../catalog/model.js';
import { isLocal, workspacePath } from '../files/paths.js';
import type { Report } from '../problems/report.js';
import { importsOf } from './imports.js';

const CODE = /\.[cm]?[jt]sx?$/;

/** What one module imports, resolved. */
interface Resolved {
  readonly files: readonly string[];
  readonly packages: readonly string[];
  readonly manifests: readonly string[];
  /** Imports that cannot be resolved, or what is wrong with the module itself; and how to mend it. */
  readonly wrong: readonly (readonly [wrong: string, mend: string])[];
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
  /** The closure of a module, given relative to the workspace root; problems go into the report. */
  return (run: string, report: Report): Closure & { readonly file?: string } => {
    const entry = resolveFrom(loader, join(root, 'x.ts'), `./${run}`);
    const file = entry === undefined ? undefined : workspacePath(root, entry);
    if (file === undefined || !isLocal(file)) {
      report.add('', `the module ${run} is not there`, MODULE_PATHS);
      return { files: [], packages: [] };
    }
    if (!CODE.test(file)) {
      const mend = `run it by a command, such as ['python3', '${file}']`;
      report.add('', `${file} is no module of TypeScript or JavaScript`, mend);
      return { files: [], packages: [] };
    }
    const files = new Set([file]);
    const packages = new Set<string>();
    const manifests = new Set<string>();
    for (const at of files) {
      const resolved = resolvedOf(at);
      for (const [wrong, mend] of resolved.wrong) report.add('', wrong, mend);
      for (const f of resolved.files) files.add(f);
      for (const p of resolved.packages) packages.add(p);
      for (const m of resolved.manifests) manifests.add(m);
    }
    return {
      file,
      files: [...files].sort(),
      packages: [...packages].sort(),
      ...(manifests.size > 0 && { manifests: [...manifests].sort() }),
    };
  };
}

const MODULE_PATHS =
  "create it, or mend its path ('./' is the catalog's folder, other paths start at the workspace root)";

const nothing: Resolved = { files: [], packages: [], manifests: [], wrong: [] };

function resolveImports(root: string, loader: Jiti, file: string): Resolved {
  const absolute = join(root, file);
  const files: string[] = [];
  const packages: string[] = [];
  const manifests: string[] = [];
  const wrong: [string, string][] = [];
  let imports: ReturnType<typeof importsOf>;
  try {
    imports = importsOf(file, readFileSync(absolute, 'utf8'));
  } catch (error) {
    return {
      ...nothing,
      wrong: [[`${file} cannot be read: ${(error as Error).message}`, 'mend it']],
    };
  }
  for (const { specifier, isStatic } of imports) {
    if (isBuiltin(specifier) || packageName(specifier) === 'nx-experiments') continue;
    const target = resolveFrom(loader, absolute, specifier);
    const path = target === undefined ? undefined : workspacePath(root, target);
    if (path !== undefined && isLocal(path)) files.push(path);
    else if (!isPath(specifier)) {
      const installed = installedPackage(path);
      packages.push(installed?.name ?? packageName(specifier));
      if (installed !== undefined) manifests.push(...nestedManifest(root, installed));
    } else if (path !== undefined || isStatic)
      wrong.push([
        `${file} imports ${specifier}, which is ${path === undefined ? 'not there' : 'outside the workspace'}`,
        'mend the import',
      ]);
  }
  return { files, packages, manifests, wrong };
}

/** A package as it is installed. */
interface Installed {
  /** The name of its folder: that of the package, whatever alias led there. */
  readonly name: string;
  /** Relative to the workspace root. */
  readonly folder: string;
}

/** The package that a file is of. */
function installedPackage(path: string | undefined): Installed | undefined {
  const [, folder, name] =
    /^(.*(?<=^|\/)node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(path ?? '') ?? [];
  return folder === undefined || name === undefined ? undefined : { name, folder };
}

/** The manifest of a package, unless Nx takes the package of that name for it: the root's. */
function nestedManifest(root: string, { name, folder }: Installed): string[] {
  const isOutside = folder.startsWith('../');
  return isOutside || realPath(join(root, 'node_modules', name)) === join(root, folder)
    ? []
    : [`${folder}/package.json`];
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
