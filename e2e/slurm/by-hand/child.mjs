import { startFarRunner } from '/work/wt/c/dist/executors/run/pool/far.js';
for (const extra of [[], ['--begin=now+1hour']]) {
  const r = startFarRunner(process.env, '/tmp', { words: ['srun', '--ntasks=1', ...extra], env: { call: {}, own: {} } });
  r.ready.then(() => console.log('ready'), (e) => console.error(String(e)));
}
process.on('SIGTERM', () => process.exit(0));
