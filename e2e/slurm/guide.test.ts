// docs/guides/clusters.md, done as it says, on a cluster and an sshd of this machine alone.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, inject, test, vi } from 'vitest';
import { type Guides, namesOfGuides, openGuides } from '../guides.js';
import { type Cluster, missing, up } from './cluster.mjs';
import { missingForSsh, startWorker, type Worker } from './ssh.js';

const noCluster = missing();
const noSsh = missingForSsh();
if (noCluster !== undefined) console.log(`Skipped: the cluster, since there is no ${noCluster}`);
if (noSsh !== undefined) console.log(`Skipped: ssh, since there is no ${noSsh}`);

describe.skipIf(noCluster !== undefined || noSsh !== undefined)('on a cluster', () => {
  let cluster: Cluster | undefined;
  let worker: Worker | undefined;
  let guides: Guides | undefined;

  beforeAll(async () => {
    const folder = (name: string) => mkdtempSync(join(inject('folder'), name));
    [cluster, worker] = await Promise.all([
      up(folder('slurm-')),
      startWorker(folder('ssh-'), 'worker.example.org'),
    ]);
    // The guides' commands get both.
    vi.stubEnv('SLURM_CONF', cluster.env.SLURM_CONF);
    vi.stubEnv('PATH', `${worker.bin}:${process.env.PATH}`);
    guides = await openGuides();
  });

  afterAll(async () => {
    guides?.close();
    vi.unstubAllEnvs();
    worker?.end();
    await cluster?.down();
  });

  test.each(namesOfGuides('cluster'))('%s does what it says', (name) => guides!.follow(name));
});
