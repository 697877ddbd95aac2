import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonical } from '../../src/json.js';
import type { Plan } from '../../src/plan.js';
import { type Contents, sha256 } from './contents.js';
import type { Evidence } from './evidence.js';

/** Files that Nx hashes into every task (fully or in part): where it reruns all, so does this. */
const EVERYWHERE = ['nx.json', '.gitignore', '.nxignore', 'tsconfig.base.json', 'tsconfig.json'];

/** Identifies an experiment by all that decides its result: equal signatures, equal results. */
export type Sign = (plan: Plan, digest: string, evidence: Evidence) => Promise<string>;

/** @param root the workspace root */
export function createSign(root: string, contents: Contents): Sign {
  const versionOf = createVersions(root);
  const printed = new Map<string, Promise<string>>();

  function outputOf(command: string): Promise<string> {
    const known = printed.get(command) ?? print(command, root);
    printed.set(command, known);
    return known;
  }

  return async (plan, digest, evidence) =>
    sha256(
      canonical({
        digest,
        everywhere: [...(await contents.hash(contents.look(EVERYWHERE)))],
        code: [...(await contents.hash(evidence.code))],
        inputs: [...(await contents.hash(evidence.inputs))],
        needs: [...(await contents.hash(evidence.needs))],
        packages: plan.persist
          ? []
          : plan.packages.map((name) => [name, versionOf(name, dirname(plan.run ?? '.'))]),
        runtime: await Promise.all(plan.runtime.map(outputOf)),
      }),
    );
}

function print(command: string, cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', command], { cwd }, (error, stdout, stderr) =>
      resolve(`${error === null ? '' : `failed: ${error.code}\n`}${stdout}${stderr}`.trim()),
    );
  });
}

/** The version of a package as a folder's modules resolve it; read again only when its file changes. */
function createVersions(root: string): (name: string, folder: string) => string {
  const known = new Map<string, readonly [changed: number, version: string]>();

  return (name, folder) => {
    for (let at = join(root, folder); ; at = dirname(at)) {
      const file = join(at, 'node_modules', name, 'package.json');
      const changed = statSync(file, { throwIfNoEntry: false })?.ctimeMs;
      if (changed !== undefined) {
        const before = known.get(file);
        if (before?.[0] === changed) return before[1];
        const version = readVersion(file);
        known.set(file, [changed, version]);
        return version;
      }
      if (at === dirname(at)) return 'not installed';
    }
  };
}

function readVersion(file: string): string {
  try {
    return String((JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown }).version);
  } catch {
    return 'unreadable';
  }
}
