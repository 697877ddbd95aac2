import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
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

/** Gives a workspace packages that the repository has installed, with all that they need. */
export function installFromRepository(made: Workspace, ...names: readonly string[]): void {
  const all = new Set(names);
  for (const name of all) {
    const [from, to] = [repository, made.root].map((root) => join(root, 'node_modules', name));
    const { dependencies = {} } = JSON.parse(readFileSync(join(from!, 'package.json'), 'utf8'));
    for (const needed of Object.keys(dependencies)) all.add(needed);
    if (!existsSync(to!)) cpSync(from!, to!, { recursive: true });
  }
}

/** What other programs give for the examples' data; see examples/reference. */
export function referenceOf(name: 'reference' | 'trees' | 'nist') {
  return JSON.parse(readFileSync(join(repository, 'examples/reference', `${name}.json`), 'utf8'));
}

/** Equal to nine digits: results are written with ten. */
export function expectClose(values: object, known: readonly number[]): void {
  for (const [i, value] of Object.values(values).entries())
    expect(Math.abs(value - known[i]!)).toBeLessThanOrEqual(1e-9 * Math.abs(known[i]!));
  expect(Object.values(values)).toHaveLength(known.length);
}
