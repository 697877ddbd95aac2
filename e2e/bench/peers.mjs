// The same work without Nx: a plain loop, ninja and make.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pythonPath, run } from './processes.mjs';
import { write } from './workspaces.mjs';

/** One process that makes all results of the tiny module; nothing is cached. */
export function loop(home, n) {
  const folder = join(home, `loop-${n}`);
  write(folder, {
    'loop.mjs': `import { mkdirSync, writeFileSync } from 'node:fs';
const estimate = (id) => ({ id });
for (let i = 0; i < ${n}; i++) {
  mkdirSync(\`bld/\${i}\`, { recursive: true });
  writeFileSync(\`bld/\${i}/fit.json\`, JSON.stringify(estimate(i)));
}
`,
  });
  return run(folder, process.execPath, ['loop.mjs']);
}

const PYTHON = `import sys
with open(sys.argv[1], 'w') as file:
    file.write('1')
`;

const outputs = (n) => Array.from({ length: n }, (_, i) => `bld/${i}/fit.json`);

const MAKERS = {
  ninja: {
    file: 'build.ninja',
    text: (n) =>
      `rule task\n  command = ${pythonPath()} task.py $out\n${outputs(n)
        .map((out) => `build ${out}: task task.py\n`)
        .join('')}`,
    args: (parallel) => ['-j', String(parallel)],
  },
  make: {
    file: 'Makefile',
    text: (n) =>
      `all: ${outputs(n).join(' ')}\n${outputs(n)
        .map((out) => `${out}: task.py\n\t@mkdir -p $(@D) && ${pythonPath()} task.py $@\n`)
        .join('')}`,
    args: (parallel) => ['--silent', '-j', String(parallel)],
  },
};

/** Commands of Python, as a build tool runs them: seconds cold, and with nothing changed. */
export function buildTool(home, tool, n, parallel) {
  const folder = join(home, `${tool}-${n}`);
  const { file, text, args } = MAKERS[tool];
  write(folder, { [file]: text(n), 'task.py': PYTHON });
  rmSync(join(folder, 'bld'), { recursive: true, force: true });
  const cold = run(folder, tool, args(parallel));
  return { cold, same: run(folder, tool, args(parallel)) };
}
