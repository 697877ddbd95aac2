// The workspaces that are measured. Packages are installed once; each workspace has hard links to them.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pythonPath, run } from './processes.mjs';

/** @param home the folder of all that is made, absolute */
export function createWorkspaces(home, tarball) {
  const template = join(home, 'template');
  write(template, {
    'package.json': JSON.stringify({
      name: 'template',
      private: true,
      devDependencies: {
        nx: '24.0.0',
        '@nx/devkit': '24.0.0',
        'nx-experiments': `file:${tarball}`,
      },
    }),
  });
  run(template, 'npm', ['install', '--no-audit', '--no-fund', '--silent', '--prefer-offline']);
  let moved = 0;

  function workspace(name, files) {
    const folder = join(home, name);
    write(folder, {
      'package.json': JSON.stringify({ name, private: true, devDependencies: { nx: '24.0.0' } }),
      '.gitignore': 'node_modules\nbld\n.nx\n',
      ...files,
    });
    execFileSync('cp', ['-al', join(template, 'node_modules'), join(folder, 'node_modules')]);
    run(folder, 'git', ['init', '--quiet']);
    return folder;
  }

  function study(name, files) {
    const folder = workspace(name, { 'nx.json': JSON.stringify(NX_JSON), ...files });
    run(folder, 'npx', ['nx', 'sync']);
    commit(folder);
    return folder;
  }

  return {
    /** Experiments of a tiny module, ten for each dataset. */
    modules: (name, n) => study(name, { ...config(n / 10, ''), 'src/study/estimate.ts': TASK }),
    /** The same, each with the data file of its level. */
    withData(name, n) {
      const files = Array.from({ length: n / 10 }, (_, i) => [`src/data/d${i}.csv`, `${i}\n`]);
      return study(name, {
        ...config(n / 10, "inputs: { table: 'src/data/{data}.csv' },"),
        'src/study/estimate.ts': TASK,
        ...Object.fromEntries([...files, [`src/data/d${n / 10}.csv`, 'more\n']]),
      });
    },
    /** Experiments of a module in a process each, which is `batch: false`. */
    singles: (name, n) =>
      study(name, { ...config(n / 10, 'batch: false,'), 'src/study/estimate.ts': TASK }),
    /** Experiments of a command. */
    commands: (name, n) =>
      study(name, {
        ...config(n / 10, '', `command: ['${pythonPath()}', 'src/task.py', '{outputs.fit}']`),
        'src/task.py': PYTHON,
      }),
    /** Four datasets, one of which takes long to prepare, and twelve estimates. */
    slowDataset: (name, unit) => study(name, slowDataset(unit)),
    /** Nx's own way to run commands; each does nothing. */
    runCommands: (name, n) => workspace(name, runCommands(n)),
    /** What Nx itself takes: a plugin that does nothing but write the files. */
    least: (name, n, isBatch) => {
      const folder = workspace(name, least(n, isBatch));
      // Nx takes a package below node_modules for a plugin; a link into the workspace would be a project.
      renameSync(join(folder, 'floor'), join(folder, 'node_modules/floor'));
      return folder;
    },
    /**
     * What earlier runs made is moved away, not deleted: for minutes after a deletion of thousands of
     * files, ext4 without a journal is slow to make new ones (`recently_deleted` in fs/ext4/ialloc.c).
     */
    forget(folder) {
      for (const made of ['.nx/cache', '.nx/workspace-data', 'bld'])
        if (existsSync(join(folder, made)))
          renameSync(join(folder, made), join(home, `old-${moved++}`));
    },
  };
}

export const nxVersion = (folder) => createRequire(join(folder, 'x.js'))('nx/package.json').version;

export function write(folder, files) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

/** How many experiments wrote their result since a time, in milliseconds since 1970. */
export function writtenSince(folder, time) {
  const all = readdirSync(join(folder, 'bld/estimate'));
  const isNew = (id) => statSync(join(folder, 'bld/estimate', id, 'fit.json')).mtimeMs >= time;
  return all.filter(isNew).length;
}

export function commit(folder) {
  const who = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
  run(folder, 'git', ['add', '--all']);
  run(folder, 'git', [...who, 'commit', '--quiet', '--allow-empty', '--message', 'State']);
}

/** As the generator init writes it, but for questions that Nx asks. */
const NX_JSON = {
  plugins: ['nx-experiments/plugin'],
  sync: { applyChanges: true, globalGenerators: ['nx-experiments:sync'] },
  tui: { autoExit: true },
  analytics: false,
  neverConnectToCloud: true,
};

const TASK = `import type { Experiment } from 'nx-experiments';
export default (e: Experiment) => ({ fit: { id: e.id } });
`;

const PYTHON = `import sys
with open(sys.argv[1], 'w') as file:
    file.write('1')
`;

/** A catalog of ten experiments for each of some datasets. */
export function config(datasets, more, program = "run: './estimate.ts'") {
  return {
    'src/study/config.ts': `import { defineCatalog, dimension } from 'nx-experiments';
const names = (letter: string, n: number) => Array.from({ length: n }, (_, i) => letter + i);
export default defineCatalog({
  dimensions: { data: dimension(names('d', ${datasets})), model: dimension(names('m', 10)) },
  tasks: { estimate: { ${more} outputs: { fit: 'fit.json' }, ${program} } },
});
`,
  };
}

function slowDataset(unit) {
  const sleep = (units) =>
    `import { setTimeout } from 'node:timers/promises';
import type { Experiment } from 'nx-experiments';
export default async (e: Experiment) => {
  await setTimeout(${unit * 1000} * (${units}));
  return { out: { id: e.id } };
};
`;
  return {
    'src/study/config.ts': `import { defineCatalog, dimension } from 'nx-experiments';
export default defineCatalog({
  dimensions: { data: dimension(['a', 'b', 'c', 'd']), model: dimension(['x', 'y', 'z']) },
  tasks: {
    prepare: { over: ['data'], outputs: { out: 'out.json' }, run: './prepare.ts' },
    estimate: { needs: { data: 'prepare' }, outputs: { out: 'out.json' }, run: './estimate.ts' },
  },
});
`,
    'src/study/prepare.ts': sleep("e.id === 'd' ? 20 : 1"),
    'src/study/estimate.ts': sleep('2'),
  };
}

function runCommands(n) {
  const target = {
    executor: 'nx:run-commands',
    cache: true,
    inputs: ['{projectRoot}/**/*'],
    outputs: [],
    options: { command: 'true' },
  };
  const projects = Array.from({ length: n }, (_, i) => [
    `p/p${i}/project.json`,
    JSON.stringify({ name: `p${i}`, targets: { estimate: target } }),
  ]);
  return { 'nx.json': JSON.stringify({ analytics: false }), ...Object.fromEntries(projects) };
}

/** How many experiments the plugin that does nothing has; its lock is out of step with another number. */
export const leastOf = (n) => ({ 'size.txt': String(n) });

function least(n, isBatch) {
  const plugin = `
    const { readFileSync } = require('node:fs');
    const projectsIn = (root) => {
      const [size, lock] = ['size.txt', 'lock.txt'].map((file) => readFileSync(root + '/' + file, 'utf8'));
      const projects = {};
      for (let i = 0; i < Number(size); i++) {
        const root = 'bld/estimate/e' + i;
        const target = {
          executor: 'floor:run',
          cache: true,
          inputs: ['{workspaceRoot}/estimate.ts', { externalDependencies: [] }],
          outputs: ['{workspaceRoot}/' + root + '/fit.json'],
          options: { folder: root },
          ...(size !== lock && { syncGenerators: ['floor:sync'] }),
        };
        projects[root] = { name: 'estimate/e' + i, root, targets: { estimate: target } };
      }
      return projects;
    };
    exports.createNodes = exports.createNodesV2 = ['nx.json', (files, _, { workspaceRoot }) => {
      const projects = projectsIn(workspaceRoot);
      return files.map((f) => [f, { projects }]);
    }];
  `;
  const sync = `
    exports.default = async (tree) => tree.write('lock.txt', tree.read('size.txt', 'utf8'));
  `;
  const files = `
    const { mkdirSync, writeFileSync } = require('node:fs');
    const make = (folder) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(folder + '/fit.json', JSON.stringify({ id: folder }));
    };
  `;
  const batch = `${files}
    exports.default = async function* (graph, options) {
      for (const task of Object.keys(graph.tasks)) {
        make(options[task].folder);
        yield { task, result: { success: true, terminalOutput: '' } };
      }
    };
  `;
  const single = `${files}
    exports.default = async ({ folder }) => {
      make(folder);
      return { success: true };
    };
  `;
  const runs = {
    implementation: './run.js',
    ...(isBatch && { batchImplementation: './run.js', preferBatch: true }),
    schema: './schema.json',
  };
  return {
    'nx.json': JSON.stringify({
      plugins: ['floor'],
      sync: { applyChanges: true, globalGenerators: ['floor:sync'] },
      analytics: false,
      tui: { autoExit: true },
    }),
    ...leastOf(n),
    'lock.txt': String(n),
    'estimate.ts': '',
    'floor/package.json': JSON.stringify({
      name: 'floor',
      version: '1.0.0',
      main: './plugin.js',
      executors: './executors.json',
      generators: './generators.json',
    }),
    'floor/generators.json': JSON.stringify({
      generators: { sync: { factory: './sync.js', schema: './schema.json', description: 'Sync' } },
    }),
    'floor/sync.js': sync,
    'floor/executors.json': JSON.stringify({ executors: { run: runs } }),
    'floor/schema.json': '{ "type": "object", "properties": { "folder": { "type": "string" } } }',
    'floor/plugin.js': plugin,
    'floor/run.js': isBatch ? batch : single,
  };
}
