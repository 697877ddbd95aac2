// `npm run bench`: whole processes, side by side in one run, medians of three.
// 1,000 experiments of a tiny module against 1,000 projects whose nx:run-commands run `true`, and against
// the least that Nx takes for 1,000 tasks of a plugin,
// and how the time to hash grows from 1,000 experiments to 10,000.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repo = fileURLToPath(new URL('..', import.meta.url));
const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const home = mkdtempSync(join(tmpdir(), 'nx-experiments-bench-'));
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(NX_|CI$|npm_)/.test(name)),
);

function run(folder, program, args) {
  const env = {
    ...environment,
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
    NX_CACHE_DIRECTORY: join(folder, '.nx/cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(folder, '.nx/workspace-data'),
  };
  const start = performance.now();
  execFileSync(program, args, {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  });
  return (performance.now() - start) / 1000;
}

function workspace(name, files, dependencies) {
  const folder = join(home, name);
  const all = {
    'package.json': JSON.stringify({
      name,
      private: true,
      devDependencies: { nx: '24.0.0', ...dependencies },
    }),
    '.gitignore': 'node_modules\nbld\n.nx\n',
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  run(folder, 'npm', ['install', '--no-audit', '--no-fund', '--silent']);
  run(folder, 'git', ['init', '--quiet']);
  return folder;
}

function experiments(name, levels, tarball) {
  const config = `import { defineCatalog, dimension } from 'nx-experiments';
const names = (letter: string, n: number) => Array.from({ length: n }, (_, i) => letter + i);
export default defineCatalog({
  dimensions: { data: dimension(names('d', ${levels})), model: dimension(names('m', 10)) },
  tasks: { estimate: { outputs: { fit: 'fit.json' }, run: './estimate.ts' } },
});
`;
  const task = `import type { Experiment } from 'nx-experiments';
export default (e: Experiment) => ({ fit: { id: e.id } });
`;
  const folder = workspace(
    name,
    {
      'nx.json': JSON.stringify({ plugins: ['nx-experiments/plugin'], analytics: false }),
      'src/study/config.ts': config,
      'src/study/estimate.ts': task,
    },
    { '@nx/devkit': '24.0.0', 'nx-experiments': `file:${tarball}` },
  );
  run(folder, 'npx', ['nx', 'sync']);
  return folder;
}

function commands(name, n) {
  const inputs = ['{projectRoot}/**/*'];
  const target = {
    executor: 'nx:run-commands',
    cache: true,
    inputs,
    outputs: [],
    options: { command: 'true' },
  };
  const projects = Array.from({ length: n }, (_, i) => [
    `p/p${i}/project.json`,
    JSON.stringify({ name: `p${i}`, targets: { estimate: target } }),
  ]);
  return workspace(
    name,
    { 'nx.json': JSON.stringify({ analytics: false }), ...Object.fromEntries(projects) },
    {},
  );
}

/** What Nx itself takes: a plugin whose batch executor writes the same files and does nothing else. */
function floor(name, n) {
  const plugin = `
    const projects = {};
    for (let i = 0; i < ${n}; i++) {
      const root = 'bld/estimate/e' + i;
      const target = {
        executor: 'floor:run',
        cache: true,
        inputs: ['{workspaceRoot}/estimate.ts', { externalDependencies: [] }],
        outputs: ['{workspaceRoot}/' + root + '/fit.json'],
        options: { folder: root },
      };
      projects[root] = { name: 'estimate/e' + i, root, targets: { estimate: target } };
    }
    exports.createNodes = exports.createNodesV2 = ['nx.json', (files) => files.map((f) => [f, { projects }])];
  `;
  const executor = `
    const { mkdirSync, writeFileSync } = require('node:fs');
    exports.default = async function* (graph, options) {
      for (const task of Object.keys(graph.tasks)) {
        const { folder } = options[task];
        mkdirSync(folder, { recursive: true });
        writeFileSync(folder + '/fit.json', JSON.stringify({ id: task }));
        yield { task, result: { success: true, terminalOutput: '' } };
      }
    };
  `;
  const run = {
    implementation: './run.js',
    batchImplementation: './run.js',
    preferBatch: true,
    schema: './schema.json',
  };
  return workspace(
    name,
    {
      'nx.json': JSON.stringify({ plugins: ['floor'], analytics: false }),
      'estimate.ts': '',
      'floor/package.json': JSON.stringify({
        name: 'floor',
        version: '1.0.0',
        main: './plugin.js',
        executors: './executors.json',
      }),
      'floor/executors.json': JSON.stringify({ executors: { run } }),
      'floor/schema.json': '{ "type": "object", "properties": { "folder": { "type": "string" } } }',
      'floor/plugin.js': plugin,
      'floor/run.js': executor,
    },
    { floor: 'file:./floor' },
  );
}

let moved = 0;

/**
 * What earlier runs made is moved away, not deleted: for minutes after a deletion of thousands of
 * files, ext4 without a journal is slow to make new ones (`recently_deleted` in fs/ext4/ialloc.c).
 */
function setAside(folder, made) {
  if (existsSync(join(folder, made))) renameSync(join(folder, made), join(home, `old-${moved++}`));
}

function timed(folder, isCold) {
  if (isCold) for (const made of ['.nx/cache', '.nx/workspace-data', 'bld']) setAside(folder, made);
  return run(folder, 'npx', ['nx', 'run-many', '-t', 'estimate', '--outputStyle=static']);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (values) =>
  `${median(values).toFixed(2)} s (${values.map((v) => v.toFixed(2)).join(', ')})`;

try {
  const [tarball] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], {
      cwd: repo,
      encoding: 'utf8',
    }),
  );
  const packed = join(home, tarball.filename);
  const ours = experiments('ours', 100, packed);
  const plain = commands('plain', 1000);
  const least = floor('least', 1000);
  const times = {
    oursCold: [],
    plainCold: [],
    leastCold: [],
    oursWarm: [],
    plainWarm: [],
    leastWarm: [],
  };
  for (let i = 0; i < RUNS; i++) {
    times.oursCold.push(timed(ours, true));
    times.plainCold.push(timed(plain, true));
    times.leastCold.push(timed(least, true));
    times.oursWarm.push(timed(ours, false));
    times.plainWarm.push(timed(plain, false));
    times.leastWarm.push(timed(least, false));
  }
  console.log(
    `${availableParallelism()} × ${cpus()[0].model}, Node ${process.version}, medians of ${RUNS}`,
  );
  const report = (title, times, to) => {
    const ratio = (median(times) / median(to)).toFixed(2);
    console.log(`${title.padEnd(54)}${show(times)}${times === to ? '' : `, ratio ${ratio}`}`);
  };
  report('1,000 nx:run-commands that run true, cold:', times.plainCold, times.plainCold);
  report('1,000 experiments of a tiny module, cold:', times.oursCold, times.plainCold);
  report('1,000 tasks of a batch that only writes files, cold:', times.leastCold, times.plainCold);
  report('1,000 nx:run-commands, all cached:', times.plainWarm, times.plainWarm);
  report('1,000 experiments, all cached:', times.oursWarm, times.plainWarm);
  report('1,000 tasks of that batch, all cached:', times.leastWarm, times.plainWarm);
  if (process.argv.includes('--large')) {
    const large = experiments('large', 1000, packed);
    console.log(`10,000 experiments, cold:                   ${timed(large, true).toFixed(2)} s`);
    console.log(
      `10,000 experiments, all cached:             ${show([1, 2, 3].map(() => timed(large, false)))}`,
    );
  }
} finally {
  if (process.env.BENCH_KEEP === undefined) rmSync(home, { recursive: true, force: true });
  else console.log(home);
}
