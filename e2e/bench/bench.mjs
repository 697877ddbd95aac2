// `npm run bench`: measures, and writes docs/performance.md and its plot.
//
//   --quick   small sizes, once each: under three minutes
//   --large   10,000 experiments, too
//
// BENCH_RUNS sets how often things are measured; BENCH_KEEP keeps the workspaces.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMeasures } from './measures.mjs';
import { plot } from './plot.mjs';
import { loadNow, machine, report } from './report.mjs';
import { createWorkspaces, nxVersion } from './workspaces.mjs';

const repo = fileURLToPath(new URL('../..', import.meta.url));
const quick = process.argv.includes('--quick');
const large = process.argv.includes('--large');
const sizes = quick
  ? { modules: [30, 300], commands: [100], edited: 300, singles: 10, unit: 0.25, memory: [300] }
  : {
      modules: [100, 1000, ...(large ? [10_000] : [])],
      commands: [100, 1000],
      edited: 1000,
      singles: 40,
      // Seconds that a short preparation takes.
      unit: 1,
      memory: [1000, ...(large ? [10_000] : [])],
    };
const runs = Number(process.env.BENCH_RUNS ?? (quick ? 1 : 3));
const parallel = availableParallelism();
const load = loadNow();
const home = mkdtempSync(join(tmpdir(), 'nx-experiments-bench-'));
const start = performance.now();
const say = (what) =>
  console.error(`${((performance.now() - start) / 1000).toFixed(0).padStart(5)} s  ${what}`);

try {
  const [tarball] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], {
      cwd: repo,
      encoding: 'utf8',
    }),
  );
  say('installing');
  const made = createWorkspaces(home, join(home, tarball.filename));
  const measures = createMeasures({ home, made, parallel, runs, sizes, say });
  const modules = measures.modules();
  const commands = measures.commands();
  const tables = [
    modules,
    commands,
    measures.edits(),
    measures.terminal(),
    measures.singles(),
    measures.schedule(),
    await measures.memory(),
  ].filter((one) => one !== undefined);
  const series = [
    { name: 'modules, cold', points: modules.points.ours },
    { name: 'modules, nothing changed', points: modules.points.same },
    { name: 'commands, cold', points: commands?.points.ours ?? [] },
    { name: 'nx:run-commands, cold', points: modules.points.commands },
    { name: 'commands by ninja', points: commands?.points.ninja ?? [] },
    { name: 'commands by make', points: commands?.points.make ?? [] },
    { name: 'a plain loop', points: modules.points.loop },
  ].filter(({ points }) => points.length > 0);
  const how = `${runs === 1 ? 'Each was measured once' : `Times are medians of ${runs}`}${quick ? ', with small sizes (`--quick`)' : ''}.`;
  const text = report({ tables, where: machine(nxVersion(join(home, 'template')), load), how });
  writeFileSync(join(repo, 'docs/performance.md'), text);
  writeFileSync(join(repo, 'docs/performance.svg'), plot(series));
  console.log(text);
  say('done');
} finally {
  if (process.env.BENCH_KEEP === undefined) rmSync(home, { recursive: true, force: true });
  else console.log(home);
}
