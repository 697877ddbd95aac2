import { up } from '/work/wt/c/e2e/slurm/cluster.mjs';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { once } from 'node:events';
const { env, down } = await up(mkdtempSync('/tmp/c/slurm-'));
const jobs = () => execFileSync('squeue', ['--noheader', '--format=%i %t'], { env, encoding: 'utf8' }).trim().split('\n').filter(Boolean);
for (let i = 0; i < 10; i++) {
  const c = spawn(process.execPath, ['/tmp/c/child.mjs'], { env, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  await once(c.stdout, 'data');
  while (jobs().length < 2) await new Promise((r) => setTimeout(r, 50));
  const was = jobs().join(', ');
  c.kill(i % 2 ? 'SIGKILL' : 'SIGTERM');
  const t = Date.now();
  let left; while ((left = jobs()).length > 0 && Date.now() - t < 20000) await new Promise((r) => setTimeout(r, 50));
  console.log(i, was, '->', left.join(', ') || 'none', Date.now() - t, 'ms');
}
await down();
