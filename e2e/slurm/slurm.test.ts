// Everything that docs/guides/clusters.md says of SLURM, on a real one.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { outputOf, type Running, type Workspace, workspace } from '../workspace.js';

const slurm = inject('slurm');

const CONFIG = `
import { defineCatalog, dimension } from 'nx-experiments';

export default defineCatalog({
  dimensions: {
    part: dimension(Array.from({ length: 100 }, (_, i) => i + 1)),
    half: dimension(['a', 'b']),
  },
  tasks: {
    many: { outputs: { fit: 'fit.json' }, run: './step.ts' },
    inside: { over: ['part'], outputs: { fit: 'fit.json' }, run: './step.ts' },
    hungry: {
      over: [],
      outputs: { fit: 'fit.json' },
      run: './hungry.ts',
      retries: 1,
      resources: [{ memory: '300MB' }, { memory: '2GB' }],
    },
    late: {
      over: [],
      outputs: { fit: 'fit.json' },
      command: 'echo $SLURM_JOB_ID > "$NOTES"/late.id; sleep 100',
      resources: { time: '1m' },
    },
    cut: {
      over: ['half'],
      outputs: { fit: 'fit.json' },
      command: 'echo $SLURM_JOB_ID > "$NOTES"/cut-{half}.id; while [ ! -f "$NOTES"/go ]; do sleep 0.1; done; echo 1 > {outputs.fit}',
      resources: (e) => ({ cpus: e.levels.half.name === 'a' ? 1 : 2 }),
    },
    endless: { over: ['half'], outputs: { fit: 'fit.json' }, command: 'echo > "$NOTES"/endless-{half}; sleep 100' },
    queued: { over: [], outputs: { fit: 'fit.json' }, command: 'echo 1 > {outputs.fit}' },
  },
});
`;

const FILES = {
  'src/config.ts': CONFIG,
  'src/step.ts': `
    import { appendFileSync } from 'node:fs';
    export default (e) => {
      appendFileSync(process.env.NOTES + '/steps-' + e.task, process.env.SLURM_JOB_ID + '.' + process.env.SLURM_STEP_ID + '\\n');
      return { fit: e.id };
    }`,
  'src/hungry.ts': `
    export default async () => {
      const held = Array.from({ length: 20 }, () => Buffer.alloc(25_000_000, 1));
      await new Promise((resolve) => setTimeout(resolve, 3000));
      return { fit: held.length };
    }`,
  'profile.json': JSON.stringify({
    launch: [
      'srun',
      '--ntasks=1',
      '--exact',
      '--cpus-per-task={cpus}',
      '--mem={memory}',
      '--time={time}',
    ],
    runners: 2,
  }),
  'closed.json': JSON.stringify({
    launch: ['srun', '--ntasks=1', '--partition=closed'],
    runners: 1,
  }),
};

/** Runs one of SLURM's programs. */
const ask = (program: string, ...args: readonly string[]) =>
  execFileSync(program, args, { env: slurm, encoding: 'utf8' }).trim();

const jobs = () =>
  ask('squeue', '--noheader', '--format=%i')
    .split('\n')
    .filter((id) => id !== '');

let study: Workspace;
let late: Running;

const start = (profile: string, ...args: readonly string[]) =>
  study.start('nx', args, { env: { ...PATHS, NX_EXPERIMENTS_PROFILE: profile } });

const PATHS = { SLURM_CONF: slurm?.SLURM_CONF ?? '' };

/** What experiments note of themselves, outside of the workspace. */
const notes = slurm === undefined ? '' : mkdtempSync(join(inject('folder'), 'notes-'));
const noted = (name: string) =>
  existsSync(join(notes, name)) ? readFileSync(join(notes, name), 'utf8') : undefined;
const idIn = async (name: string) => {
  await study.until(() => noted(name)?.endsWith('\n') === true);
  return noted(name)!.trim();
};

/** Nobody's any more. */
const noJobs = async () => {
  for (let tries = 0; tries < 150 && jobs().length > 0; tries++) await sleep(100);
  return jobs();
};

beforeAll(async () => {
  if (slurm === undefined) return;
  study = workspace(FILES, { isolated: false, keep: true, env: { NOTES: notes } });
  await study.sync();
  study.commit('Lock');
});
afterAll(() => study?.remove());

// SLURM looks for jobs whose time is over every half minute: it starts first, and is seen to the end of last.
test.runIf(slurm)('an experiment is launched with the time that its task says', async () => {
  late = start('profile.json', 'run-many', '-t', 'late');
  const id = await idIn('late.id');
  expect(ask('squeue', '--noheader', '--format=%l', '--jobs', id)).toBe('1:00');
  ask('scontrol', 'update', `JobId=${id}`, 'EndTime=now+1');
});

test.runIf(slurm)(
  'from outside, 200 experiments over 2 runners are no more than 2 steps',
  async () => {
    const ended = await start('profile.json', 'run-many', '-t', 'many').ended;
    expect(ended.exitCode, outputOf(ended)).toBe(0);
    const steps = noted('steps-many')!.trim().split('\n');
    expect(steps).toHaveLength(200);
    expect(new Set(steps).size).toBeLessThanOrEqual(2);
  },
);

test.runIf(slurm)('inside an allocation, runners are steps of its job', async () => {
  const wrapped = 'NX_EXPERIMENTS_PROFILE=profile.json npx nx run-many -t inside';
  const made = await study.start(
    'sbatch',
    ['--wait', '--ntasks=2', '--mem-per-cpu=1000', '--output=batch.log', '--wrap', wrapped],
    { env: PATHS },
  ).ended;
  expect(made.exitCode, study.has('batch.log') ? study.read('batch.log') : made.stderr).toBe(0);
  const [, job = ''] = /batch job (\d+)/.exec(made.stdout) ?? [];
  const steps = noted('steps-inside')!.trim().split('\n');
  expect(steps).toHaveLength(100);
  expect(new Set(steps).size).toBeLessThanOrEqual(2);
  for (const step of steps) expect(step).toMatch(new RegExp(`^${job}\\.\\d+$`));
});

test.runIf(slurm)(
  'what runs out of memory is told so, and tried again with more; a cancelled runner loses its attempt alone',
  async () => {
    const run = start('profile.json', 'run-many', '-t', 'hungry', 'cut');
    const [a] = [await idIn('cut-a.id'), await idIn('cut-b.id')];
    ask('scancel', a);
    await study.until(() => !jobs().includes(a));
    writeFileSync(join(notes, 'go'), '');
    const ended = await run.ended;
    const { stdout } = ended;
    expect(ended.exitCode, outputOf(ended)).not.toBe(0);
    expect(stdout).toMatch(/cut\/a[\s\S]*cancelled: the runner/);
    expect(study.has('bld/cut/b/fit.json')).toBe(true);
    expect(study.read('bld/hungry/all/fit.json')).toBe('20\n');
    expect(lastLog()).toMatch(/attempt 1 of 2 failed: out of memory: the runner/);
  },
);

/** What Nx keeps of what the hungry experiment printed, which it does not show where all ended well. */
const lastLog = () =>
  execFileSync('grep', ['-rhs', 'out of memory', '.nx'], { cwd: study.root, encoding: 'utf8' });

test.runIf(slurm)('Ctrl-C leaves no job behind', async () => {
  const run = start('profile.json', 'run-many', '-t', 'endless');
  await study.until(() => noted('endless-a') !== undefined && noted('endless-b') !== undefined);
  const mine = jobs().length;
  expect(mine).toBeGreaterThanOrEqual(2);
  process.kill(-run.process.pid!, 'SIGINT');
  expect((await run.ended).exitCode).not.toBe(0);
  for (let tries = 0; tries < 150 && jobs().length > mine - 2; tries++) await sleep(100);
  expect(jobs().length).toBeLessThanOrEqual(mine - 2);
});

test.runIf(slurm)(
  'a runner that waits in the queue is waited for, and told; Ctrl-C cancels it',
  async () => {
    const stopped = start('closed.json', 'run-many', '-t', 'queued');
    await study.until(() => ask('squeue', '--noheader', '--partition=closed') !== '');
    process.kill(-stopped.process.pid!, 'SIGINT');
    await stopped.ended;
    for (let n = 0; n < 150 && ask('squeue', '--noheader', '--partition=closed') !== ''; n++)
      await sleep(100);
    expect(ask('squeue', '--noheader', '--partition=closed')).toBe('');

    const run = start('closed.json', 'run-many', '-t', 'queued');
    let printed = '';
    run.process.stdout?.on('data', (chunk) => {
      printed += chunk;
    });
    await study.until(() => printed.includes('waiting for a runner to start (srun)'));
    ask('scontrol', 'update', 'PartitionName=closed', 'State=UP');
    const { exitCode, stdout } = await run.ended;
    expect(exitCode, stdout).toBe(0);
  },
);

test.runIf(slurm)(
  'what takes longer than its time is told so, and no job is left of all this',
  async () => {
    const { stdout, exitCode } = await late.ended;
    expect(exitCode).not.toBe(0);
    expect(stdout).toMatch(/time limit: the runner/);
    expect(await noJobs()).toEqual([]);
  },
);
