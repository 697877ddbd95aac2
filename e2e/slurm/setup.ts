import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import setupPackage from '../setup.js';
// @ts-expect-error a script without types
import { missing, up } from './cluster.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The environment in which SLURM's programs find the cluster. */
    readonly slurm: NodeJS.ProcessEnv | undefined;
  }
}

/** Starts a cluster of this one machine; says so where it cannot. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const lacks = missing() as string | undefined;
  project.provide('slurm', undefined);
  if (lacks !== undefined) {
    console.log(`Skipped: the cluster, since there is no ${lacks}`);
    return async () => {};
  }
  const folder = mkdtempSync(join(tmpdir(), 'nx-experiments-slurm-'));
  const remove = setupPackage(project);
  const cluster = (await up(folder)) as {
    readonly env: NodeJS.ProcessEnv;
    readonly down: () => Promise<void>;
  };
  project.provide('slurm', cluster.env);
  return async () => {
    await cluster.down();
    rmSync(folder, { recursive: true, force: true });
    remove();
  };
}
