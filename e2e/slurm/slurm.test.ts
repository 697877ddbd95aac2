// What docs/guides/clusters.md says of SLURM, on a real one of this machine alone. Each call of Nx costs some
// seconds, so that one of them is looked at by several tests.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { outputOf, type Running, type Workspace, workspace } from '../workspace.js';
import { type Cluster, missing, up } from './cluster.mjs';

const lacks = missing();
if (lacks !== undefined) console.log(`Skipped: the cluster, since there is no ${lacks}`);

/** As many as the node has, but for two: while others of the same run hold more, it has to wait. */
const LARGE = 14;

const CONFIG = `
import { defineCatalog, dimension } from 'nx-experiments';

const outputs = { fit: 'fit.json' };

export default defineCatalog({
  dimensions: {
    part: dimension(Array.from({ length: 100 }, (_, i) => i + 1)),
    half: dimension(['a', 'b']),
  },
  tasks: {
    many: { outputs, run: './step.ts' },
    inside: { over: ['part'], outputs, run: './step.ts' },
    hungry: {
      over: [],
      outputs,
      run: './hungry.ts',
      retries: 1,
      resources: [{ memory: '300MB' }, { memory: '2GB' }],
    },
    late: {
      over: [],
      outputs,
      command: 'echo $SLURM_JOB_ID > "$NOTES"/late; sleep 1000',
      resources: { time: '1m' },
    },
    cut: {
      over: ['half'],
      outputs,
      command: 'echo $SLURM_JOB_ID > "$NOTES"/cut-{half}; while [ ! -f "$NOTES"/go ]; do sleep 0.1; done; echo 1 > {outputs.fit}',
      resources: (e) => ({ cpus: e.levels.half.name === 'a' ? 1 : 2 }),
    },
    doomed: { over: [], outputs, command: 'echo $SLURM_JOB_ID > "$NOTES"/doomed; sleep 1000' },
    queued: {
      over: [],
      outputs,
      needs: { hungry: 'hungry' },
      command: 'echo 1 > {outputs.fit}',
      resources: { cpus: ${LARGE} },
    },
    endless: {
      over: [],
      outputs,
      command: 'echo $SLURM_JOB_ID > "$NOTES"/endless; while :; do echo still here; sleep 0.1; done',
    },
    never: { over: [], outputs, command: 'echo 1 > {outputs.fit}', resources: { gpus: 1 } },
  },
});
`;

const srun = [
  'srun',
  '--ntasks=1',
  '--exact',
  '--cpus-per-task={cpus}',
  '--mem={memory}',
  '--time={time}',
];

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
  'two.json': JSON.stringify({ launch: srun, runners: 2 }),
  // One that asks for a gpu is queued for an hour; another in its queue would wait for that one.
  'ending.json': JSON.stringify({
    launch: [...srun, '--job-name=ending', '--begin=now+{gpus}hour'],
    runners: 2,
  }),
  'ten.json': JSON.stringify({ launch: srun, runners: 10 }),
};

let cluster: Cluster;
let study: Workspace;
/** What experiments note of themselves, outside of the workspace. */
let notes: string;

/** Runs one of SLURM's programs. */
const ask = (program: string, ...args: readonly string[]) =>
  execFileSync(program, args, { env: cluster.env, encoding: 'utf8' }).trim();

const jobs = (...which: readonly string[]) =>
  ask('squeue', '--noheader', '--format=%i', ...which)
    .split('\n')
    .filter(Boolean);

/** The process that runs the experiments of a call; 0 where there is none. */
const serviceOf = (nx: number) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return words.includes('service/service.js') && words.includes(`"nx":"${nx} `);
      } catch {
        return false;
      }
    }) ?? 0;

const until = async (holds: () => boolean) => {
  while (!holds()) await sleep(100);
};

const start = (profile: string, ...tasks: readonly string[]) =>
  study.start('nx', ['run-many', '-t', ...tasks], {
    env: { NX_EXPERIMENTS_PROFILE: `${profile}.json` },
  });

/** What a file of notes says, once it does: an experiment that runs notes its job. */
const noted = async (name: string) => {
  const path = join(notes, name);
  await until(() => existsSync(path) && readFileSync(path, 'utf8').endsWith('\n'));
  return readFileSync(path, 'utf8').trim();
};

const stepsOf = (task: string) =>
  readFileSync(join(notes, `steps-${task}`), 'utf8')
    .trim()
    .split('\n');

describe.skipIf(lacks !== undefined)('on a cluster', () => {
  /** A run of much that goes wrong, looked at from test to test. */
  let mixed: Running;
  let printed = '';
  let late: string;

  beforeAll(async () => {
    notes = mkdtempSync(join(inject('folder'), 'notes-'));
    cluster = await up(mkdtempSync(join(inject('folder'), 'slurm-')));
    const env = { NOTES: notes, SLURM_CONF: cluster.env.SLURM_CONF! };
    study = workspace(FILES, { isolated: false, keep: true, env });
    await study.sync();
    study.commit('Lock');
    mixed = start('ten', 'hungry', 'late', 'cut', 'doomed', 'queued');
    mixed.process.stdout!.on('data', (chunk) => {
      printed += chunk;
    });
  });

  afterAll(async () => {
    study?.remove();
    await cluster?.down();
  });

  test('an experiment is launched with the time that its task says', async () => {
    late = await noted('late');
    expect(ask('squeue', '--noheader', '--format=%l', '--jobs', late)).toBe('1:00');
    // SLURM looks for jobs whose time is over every half minute: it is seen to the end of later.
    ask('scontrol', 'update', `JobId=${late}`, 'EndTime=now+1');
  });

  test('a runner that waits in the queue is waited for, and told', async () => {
    await Promise.all([noted('cut-a'), noted('cut-b'), noted('doomed')]);
    await until(() => /waiting for a runner to start \(srun: job \d+ queued/.test(printed));
    expect(study.has('bld/queued/all/fit.json')).toBe(false);
  });

  test('a cancelled runner loses its attempt alone', async () => {
    const cut = await noted('cut-a');
    ask('scancel', cut);
    await until(() => !jobs().includes(cut));
    writeFileSync(join(notes, 'go'), '');
    await until(() => study.has('bld/cut/b/fit.json'));
  });

  test('from outside, 200 experiments over 2 runners are no more than 2 steps', async () => {
    const ended = await start('two', 'many').ended;
    expect(ended.exitCode, outputOf(ended)).toBe(0);
    expect(stepsOf('many')).toHaveLength(200);
    const steps = new Set(stepsOf('many'));
    expect(steps.size).toBeLessThanOrEqual(2);
    for (const step of steps) {
      const job = step.split('.')[0]!;
      await until(() => !jobs().includes(job));
      expect(ask('scontrol', 'show', 'job', job)).toContain('JobState=COMPLETED');
    }
  });

  test('inside an allocation, runners are steps of its job', async () => {
    // Its own --wait looks after 2, 4, 8, … seconds.
    const wrapped =
      'NX_EXPERIMENTS_PROFILE=two.json npx nx run-many -t inside; echo $? > "$NOTES"/ended';
    const words = ['--parsable', '--ntasks=2', '--mem-per-cpu=1000', '--output=batch.log'];
    const made = await study.run('sbatch', [...words, '--wrap', wrapped]);
    expect(made.exitCode, outputOf(made)).toBe(0);
    expect(await noted('ended'), study.read('batch.log')).toBe('0');
    const job = made.stdout.trim();
    expect(stepsOf('inside')).toHaveLength(100);
    expect(new Set(stepsOf('inside')).size).toBeLessThanOrEqual(2);
    for (const step of stepsOf('inside')) expect(step).toMatch(new RegExp(`^${job}\\.\\d+$`));
  });

  test.each<[string, (nx: number) => void]>([
    ['Ctrl-C', (nx) => process.kill(-nx, 'SIGINT')],
    ['a killed Nx', (nx) => process.kill(nx, 'SIGKILL')],
    ['a killed service', (nx) => process.kill(serviceOf(nx), 'SIGKILL')],
  ])('%s leaves no job behind, running or queued', async (_, end) => {
    rmSync(join(notes, 'endless'), { force: true });
    const mine = () => jobs('--name=ending');
    const run = start('ending', 'endless', 'never');
    await noted('endless');
    await until(() => mine().length === 2);
    const all = mine();
    const nx = run.process.pid!;
    end(nx);
    await until(() => !all.some((id) => mine().includes(id)));
    // A service that is killed has a successor, as long as there is Nx.
    run.process.kill('SIGKILL');
    await until(() => serviceOf(nx) === 0 && mine().length === 0);
  });

  test('a lost node, the end of the time and too little memory are told as such', async () => {
    await until(() => !jobs().includes(late) && study.has('bld/queued/all/fit.json'));
    const node = ask('sinfo', '--noheader', '--format=%n');
    ask('scontrol', 'update', `NodeName=${node}`, 'State=DOWN', 'Reason=test');
    const ended = await mixed.ended;
    expect(ended.exitCode, outputOf(ended)).not.toBe(0);
    expect(ended.stdout).toMatch(/cut\/a[\s\S]*cancelled: the runner/);
    expect(ended.stdout).toMatch(/doomed\/all[\s\S]*node failure: the runner/);
    expect(ended.stdout).toMatch(/late\/all[\s\S]*time limit: the runner/);
    expect(study.read('bld/hungry/all/fit.json')).toBe('20\n');
    // What an experiment that ended well printed is in Nx's own files alone.
    const kept = ['-rhs', 'out of memory', '.nx'];
    expect(execFileSync('grep', kept, { cwd: study.root, encoding: 'utf8' })).toMatch(
      /attempt 1 of 2 failed: out of memory: the runner/,
    );
  });

  test('no job is left of all this', async () => {
    await until(() => jobs().length === 0);
  });
});
