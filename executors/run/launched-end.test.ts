import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { batchOf, isRunning, plan, serviceOf, startBatch, study, until } from './study.fixture.js';

/**
 * Has a job as schedulers have: one that stays, whatever becomes of this process, until it is given back. What
 * runs in it belongs to no process here, and a queued one never runs.
 */
const LAUNCHER = `
state=$1; shift
trap 'rm job-$$; exit 1' TERM
touch job-$$
while [ "$state" = queued ]; do sleep 0.02; done
setsid "$@"
rm job-$$
`;

const profile = (state: string) => ({ launch: ['sh', 'launch.sh', state], runners: 1 });

/** What Nx does to its tree a few seconds after it asked everybody to end. */
async function killTree(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  for (const child of childrenOf(pid)) await killTree(child);
  process.kill(pid, 'SIGKILL');
}

const jobsIn = (root: string) => readdirSync(root).filter((name) => name.startsWith('job-'));

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => {
      try {
        return (
          readFileSync(`/proc/${child}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === `${pid}`
        );
      } catch {
        return false;
      }
    });
}

const ENDS: Readonly<Record<string, (batch: ChildProcess, root: string) => void | Promise<void>>> =
  {
    'Ctrl-C, and Nx kills all of its tree before anybody ended': async (batch, root) => {
      const service = serviceOf(root)!;
      for (const pid of [service, batch.pid!]) process.kill(pid, 'SIGINT');
      await sleep(20);
      await killTree(service);
      batch.kill('SIGKILL');
    },
    'Nx is killed': (batch) => void batch.kill('SIGKILL'),
    'the service is killed, and its successor': async (batch, root) => {
      const [job] = jobsIn(root);
      process.kill(serviceOf(root)!, 'SIGKILL');
      await until(() => jobsIn(root).some((one) => one !== job));
      process.kill(serviceOf(root)!, 'SIGKILL');
      await until(() => batch.exitCode !== null);
    },
  };

describe.each(Object.entries(ENDS))('%s', (_, end) => {
  test.each(['queued', 'running'])('nothing is left of a %s job', async (state) => {
    const root = study({
      'launch.sh': LAUNCHER,
      'profile.json': JSON.stringify(profile(state)),
      'src/block.ts': `
        import { writeFileSync } from 'node:fs';
        export default () => { writeFileSync('pid', String(process.pid)); for (;;); }`,
    });
    const batch = startBatch(batchOf(root, [plan('a', { run: 'src/block.ts' })]), {
      NX_EXPERIMENTS_PROFILE: 'profile.json',
    });
    await until(() =>
      state === 'queued' ? jobsIn(root).length > 0 : existsSync(join(root, 'pid')),
    );
    const launcher = Number(jobsIn(root)[0]?.split('-')[1]);
    expect(isRunning(launcher)).toBe(true);
    const runner = state === 'running' ? Number(readFileSync(join(root, 'pid'), 'utf8')) : launcher;
    await end(batch, root);
    await until(() => jobsIn(root).length === 0 && !isRunning(launcher) && !isRunning(runner));
    await until(() => serviceOf(root) === undefined && jobsIn(root).length === 0);
  });
});
