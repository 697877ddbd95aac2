import type { ExecutorContext } from '@nx/devkit';
import { type ExperimentOptions, planIn } from '../../src/definition/plan.js';
import { fromEnv } from '../../src/guard/run-settings.js';
import { graphPackages } from './batch.js';
import { noPlan, unfitSystem } from './client/refusals.js';
import { openService } from './client/service.js';
import { listenForStop } from './stopping.js';

/** Has one experiment done, in this process's place in Nx's schedule. */
export default async function runSingle(
  { digest }: ExperimentOptions,
  context: Pick<
    ExecutorContext,
    'root' | 'projectsConfigurations' | 'projectGraph' | 'projectName' | 'targetName'
  >,
): Promise<{ success: boolean }> {
  const { projectName = '', targetName = '' } = context;
  const plan = planIn(context.projectsConfigurations.projects[projectName]?.targets?.[targetName]);
  const refusal = unfitSystem() ?? (plan ? undefined : noPlan(projectName, targetName));
  if (plan === undefined || refusal !== undefined) {
    process.stdout.write(refusal ?? '');
    return { success: false };
  }
  const id = `${projectName}:${targetName}`;
  return new Promise((resolve) => {
    const service = openService(
      {
        root: context.root,
        env: process.env,
        packages: graphPackages(context),
        streams: true,
        holdsNx: false,
        // Its output is its experiment's, which Nx stores.
        shows: 'nothing',
      },
      {
        output: (_, chunk) => void process.stdout.write(chunk),
        done(_, { status, terminalOutput }, streamed) {
          stopping.close();
          service.leave();
          if (!streamed) process.stdout.write(terminalOutput);
          resolve({ success: status === 'success' });
        },
      },
    );
    const stopping = listenForStop(fromEnv(process.env).grace, () => service.stop('stopped', true));
    stopping.signal.addEventListener('abort', () =>
      service.stop(String((stopping.signal.reason as Error).message), false),
    );
    service.want([{ id, plan, digest, needs: [] }]);
  });
}
