import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { install, makeFolder, pack } from './template.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of this run of the tests. */
    readonly folder: string;
    readonly tarball: string;
    /** What workspaces start from: see `install`. */
    readonly template: string;
  }
}

/** Packs the package and installs it once for all tests. */
export default function setup(project: TestProject): () => void {
  const folder = makeFolder();
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const tarball = pack(folder);
    project.provide('folder', folder);
    project.provide('tarball', tarball);
    project.provide('template', install(folder, tarball, process.env.E2E_NX ?? '24.0.0'));
    return remove;
  } catch (error) {
    remove();
    throw error;
  }
}
