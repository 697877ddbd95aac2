import type { ExecutorContext } from '@nx/devkit';
import { type ExperimentOptions, planIn } from '../../src/definition/plan.js';
import { fromEnv } from '../../src/guard/run-settings.js';
import { noPlan, perform } from './perform.js';
import { listenForStop } from './stopping.js';
import { openWorkshop } from './workshop.js';

/** Runs one experiment in this process's slot of Nx's schedule. */
export default async function runSingle(
  { digest }: ExperimentOptions,
  context: Pick<
    ExecutorContext,
    'root' | 'projectsConfigurations' | 'projectGraph' | 'projectName' | 'targetName'
  >,
): Promise<{ success: boolean }> {
  const { projectName = '', targetName = '' } = context;
  const plan = planIn(context.projectsConfigurations.projects[projectName]?.targets?.[targetName]);
  if (plan === undefined) {
    process.stdout.write(noPlan(projectName, targetName));
    return { success: false };
  }
  const shop = openWorkshop(context.root, context.projectGraph, fromEnv(process.env));
  const hashed = shop.gatherer.atStart(plan);
  const stopping = listenForStop(shop.close);
  process.once('exit', shop.close);
  try {
    const release = await shop.slots.take(stopping.signal);
    if (release === undefined) return { success: false };
    const onOutput = (chunk: Buffer) => void process.stdout.write(chunk);
    const { success } = await perform({ plan, digest, hashed, onOutput }, shop, stopping);
    release();
    return { success };
  } finally {
    process.off('exit', shop.close);
    stopping.close();
    shop.close();
  }
}
