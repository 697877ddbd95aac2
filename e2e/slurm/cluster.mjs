// A SLURM of one machine in a folder of its own, beside any other that may run here: `up` starts its daemons and
// resolves once a job can run, `down` ends them. As root, from Debian's packages.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Programs of the packages slurmctld, slurmd, slurm-client and munge. */
const PROGRAMS = [
  'munged',
  'slurmctld',
  'slurmd',
  'srun',
  'sbatch',
  'scancel',
  'scontrol',
  'squeue',
];

/** More than the machine has: what is tried here waits more than it works. */
const CPUS = 16;

const MEGABYTES = 8000;

/** What is missing for a cluster here; undefined where nothing is. */
export function missing() {
  const folders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  const absent = PROGRAMS.filter(
    (name) => !folders.some((folder) => existsSync(join(folder, name))),
  );
  if (absent.length > 0)
    return `${absent.join(', ')} (Debian: slurmctld slurmd slurm-client munge)`;
  return process.getuid?.() === 0 ? undefined : 'the rights of root';
}

/** @param folder an empty one, absolute, for all that belongs to the cluster */
export async function up(folder) {
  for (const name of ['state', 'spool', 'log']) mkdirSync(join(folder, name), { recursive: true });
  const host = hostname();
  const key = join(folder, 'munge.key');
  writeFileSync(key, randomBytes(128), { mode: 0o600 });
  const socket = join(folder, 'munge.socket');
  const conf = join(folder, 'slurm.conf');
  const port = 20_000 + 2 * (process.pid % 5000);
  writeFileSync(
    conf,
    `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${port}
SlurmdPort=${port + 1}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${socket}
CredType=cred/munge
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/log/slurmctld
SlurmdLogFile=${folder}/log/slurmd
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=2
SchedulerParameters=bf_interval=1,bf_max_time=5
InactiveLimit=0
DefMemPerCPU=400
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${CPUS} RealMemory=${MEGABYTES}
PartitionName=all Nodes=${host} Default=YES MaxTime=INFINITE State=UP
PartitionName=closed Nodes=${host} MaxTime=INFINITE State=DOWN
`,
  );
  const env = { ...process.env, SLURM_CONF: conf, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const daemons = [
    [
      'munged',
      '--foreground',
      '--force',
      `--key-file=${key}`,
      `--socket=${socket}`,
      `--pid-file=${folder}/munged.pid`,
      `--log-file=${folder}/log/munged`,
      `--seed-file=${folder}/munge.seed`,
    ],
    ['slurmctld', '-D', '-c'],
    ['slurmd', '-D'],
  ];
  const children = [];
  const down = async () => {
    const gone = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of children) child.kill('SIGTERM');
    await Promise.race([Promise.all(gone), sleep(3000)]);
    for (const child of children) child.kill('SIGKILL');
  };
  try {
    for (const [program, ...args] of daemons) {
      children.push(spawn(program, args, { env, stdio: 'ignore', cwd: folder }));
      if (program === 'munged') await until(() => existsSync(socket), folder);
    }
    await until(() => {
      try {
        const states = execFileSync('sinfo', ['--noheader', '--format=%t', '--partition=all'], {
          env,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        return states.trim() === 'idle';
      } catch {
        return false;
      }
    }, folder);
  } catch (error) {
    await down();
    throw error;
  }
  return { env, down };
}

async function until(holds, folder) {
  for (let tries = 0; tries < 200; tries++) {
    if (holds()) return;
    await sleep(100);
  }
  const logs = ['munged', 'slurmctld', 'slurmd'].map((name) => {
    const log = join(folder, 'log', name);
    return existsSync(log)
      ? `${name}:\n${readFileSync(log, 'utf8').slice(-2000)}`
      : `${name}: no log`;
  });
  throw new Error(`the cluster did not start\n${logs.join('\n')}`);
}
