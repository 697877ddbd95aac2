import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { canonical } from '../../../src/catalog/json.js';
import type { Plan } from '../../../src/definition/plan.js';
import { type Contents, sha256 } from './contents.js';
import type { Evidence } from './evidence.js';

/** Files that Nx hashes into every task (fully or in part): where it reruns all, so does this. */
const EVERYWHERE = ['nx.json', '.gitignore', '.nxignore', 'tsconfig.base.json', 'tsconfig.json'];

/** All that decides an experiment's result, as it is now: equal fingerprints, equal results. */
export interface Fingerprint {
  /** Of the definition. */
  readonly digest: string;
  readonly everywhere: HashedFiles;
  readonly code: HashedFiles;
  readonly inputs: HashedFiles;
  readonly needs: HashedFiles;
  /** Each package's `package.json`, by its hash. */
  readonly packages: readonly (readonly [name: string, hash: string])[];
  /** The packages with all that they depend on, as they are locked. */
  readonly locked: string;
  /** What each command printed. */
  readonly runtime: readonly string[];
}

/** Hashes of files by their paths, relative to the workspace root. */
type HashedFiles = readonly (readonly [path: string, hash: string])[];

export type TakeFingerprint = (
  plan: Plan,
  digest: string,
  evidence: Evidence,
) => Promise<Fingerprint>;

/** A name for a fingerprint. */
export function signatureOf(fingerprint: Fingerprint): string {
  return sha256(canonical(fingerprint));
}

/**
 * @param root the workspace root
 * @param graph Nx's, for the packages
 */
export function createTakeFingerprint(
  root: string,
  contents: Contents,
  graph: PackageGraph,
): TakeFingerprint {
  const manifestOf = createManifests(root);
  const lockedOf = createLocked(graph);
  const printed = new Map<string, Promise<string>>();

  function outputOf(command: string): Promise<string> {
    const known = printed.get(command) ?? print(command, root);
    printed.set(command, known);
    return known;
  }

  return async ({ run = '.', parts: { code, runtime } }, digest, evidence) => ({
    digest,
    everywhere: [...(await contents.hash(contents.look(EVERYWHERE)))],
    code: [...(await contents.hash(evidence.code))],
    inputs: [...(await contents.hash(evidence.inputs))],
    needs: [...(await contents.hash(evidence.needs))],
    packages: code.packages.map((name) => [name, manifestOf(name, dirname(run))] as const),
    locked: lockedOf(code.packages),
    runtime: await Promise.all(runtime.map(outputOf)),
  });
}

function print(command: string, cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', command], { cwd }, (error, stdout, stderr) =>
      resolve(`${error === null ? '' : `failed: ${error.code}\n`}${stdout}${stderr}`.trim()),
    );
  });
}

/** What Nx's graph tells of packages: what its hashes of `externalDependencies` are made from. */
export type PackageGraph = Pick<ProjectGraph, 'externalNodes' | 'dependencies'>;

/** A digest of packages as they are locked, in all their versions, with all that they depend on. */
function createLocked({
  externalNodes = {},
  dependencies,
}: PackageGraph): (names: readonly string[]) => string {
  const known = new Map<string, string>();
  const nodesOf = (name: string) =>
    Object.keys(externalNodes).filter((node) => externalNodes[node]!.data.packageName === name);

  function digest(names: readonly string[]): string {
    const reached = new Set(names.flatMap(nodesOf));
    // A set takes in what is added while it is gone through.
    for (const node of reached)
      for (const { target } of dependencies[node] ?? [])
        if (Object.hasOwn(externalNodes, target)) reached.add(target);
    return sha256(canonical([...reached].sort().map((node) => externalNodes[node]!.data)));
  }

  return (names) => {
    const key = names.join('\0');
    const text = known.get(key) ?? digest(names);
    known.set(key, text);
    return text;
  };
}

/** The content of a package's `package.json`, where a folder's modules find it; hashed again only when it changes. */
function createManifests(root: string): (name: string, folder: string) => string {
  const known = new Map<string, readonly [changed: number, hash: string]>();

  return (name, folder) => {
    for (let at = join(root, folder); ; at = dirname(at)) {
      const file = join(at, 'node_modules', name, 'package.json');
      const changed = statSync(file, { throwIfNoEntry: false })?.ctimeMs;
      if (changed !== undefined) {
        const before = known.get(file);
        if (before?.[0] === changed) return before[1];
        const hash = hashOf(file);
        known.set(file, [changed, hash]);
        return hash;
      }
      if (at === dirname(at)) return 'not installed';
    }
  };
}

function hashOf(file: string): string {
  try {
    return sha256(readFileSync(file));
  } catch {
    return 'unreadable';
  }
}
