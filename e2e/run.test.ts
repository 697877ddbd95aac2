import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALL, of, STUDY } from './study.js';
import { type Ended, outputOf, type Running, type Workspace, workspace } from './workspace.js';

describe('the commands of every day', () => {
  let study: Workspace;

  beforeAll(async () => {
    study = workspace(STUDY, { keep: true, isolated: false });
    await study.nx('sync');
    study.commit('Lock');
  });

  afterAll(() => study.remove());

  test('by tag', async () => {
    await study.nx('run-many', '-t', 'estimate', '--projects=tag:data_a');
    expect(study.ran()).toEqual([...of('estimate', 'a-logit', 'a-ols'), 'prepare/a']);
  });

  test('by id', async () => {
    await study.nx('run-many', '-t', 'estimate', 'figure', '-p', 'a-ols');
    expect(study.ran()).toEqual(['figure/a-ols']);
  });

  test('by id, exactly', async () => {
    const config = 'src/study/estimation/config.ts';
    const more = study.read(config).replace("['ols', 'logit']", "['ols', 'logit', 'ols_x']");
    study.write({ [config]: more });
    const shown = async (pattern: string) =>
      JSON.parse((await study.nx('show', 'projects', '-p', pattern, '--json')).stdout);
    expect(await shown('a-ols')).toContain('estimate/a-ols_x');
    expect((await shown('*/a-ols')).toSorted()).toEqual(['estimate/a-ols', 'figure/a-ols']);
    study.git('checkout', '--quiet', config);
  });

  test('one experiment', async () => {
    await study.nx('estimate', 'estimate/b-ols');
    expect(study.ran()).toEqual(['estimate/b-ols', 'prepare/b']);
    await study.nx('run', 'estimate/b-ols:estimate');
    expect(study.ran()).toEqual([]);
  });

  test('the pilot, in which every level occurs', async () => {
    const args = ['run-many', '-t', 'estimate', '-p', 'pilot', '--graph=stdout'];
    const { tasks } = JSON.parse((await study.nx(...args)).stdout).tasks;
    expect(Object.keys(tasks).filter((task) => task.startsWith('estimate/'))).toEqual(
      of('estimate', 'a-logit', 'b-ols').map((name) => `${name}:estimate`),
    );
  });

  test('affected, and why', async () => {
    study.git('checkout', '--quiet', '-b', 'branch');
    study.write({ 'src/data/a.csv': '10\n20\n' });
    study.commit();
    const { stdout } = await study.nx('affected', '-t', 'estimate', '--explain');
    expect(stdout).toContain('estimate/a-ols');
    expect(stdout).toContain('estimate/a-logit');
    expect(stdout).toContain('src/data/a.csv');
    expect(stdout).not.toContain('b-ols');
    await study.nx('affected', '-t', 'estimate');
    expect(study.ran()).toEqual([...of('estimate', 'a-logit', 'a-ols'), 'prepare/a']);
  });

  test('show project', async () => {
    const { stdout } = await study.nx('show', 'project', 'estimate/a-ols', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'estimate/a-ols',
      root: 'bld/estimate/a-ols',
      tags: ['data_a', 'model_ols'],
      targets: {
        estimate: {
          cache: true,
          dependsOn: [{ target: 'prepare', projects: ['prepare/a'] }],
          outputs: ['{workspaceRoot}/bld/estimate/a-ols/fit.json'],
        },
      },
    });
  });

  test('graph', async () => {
    await study.nx('graph', '--file=.nx/graph.json');
    const { graph } = JSON.parse(study.read('.nx/graph.json')) as {
      graph: {
        nodes: Record<string, unknown>;
        dependencies: Record<string, { readonly target: string }[]>;
      };
    };
    expect(Object.keys(graph.nodes)).toEqual(
      expect.arrayContaining([...ALL, 'estimation', 'preparation']),
    );
    const targets = (project: string) => graph.dependencies[project]!.map((d) => d.target).sort();
    expect(targets('estimate/a-ols')).toEqual(['estimation', 'prepare/a']);
    expect(targets('prepare/a')).toEqual(['preparation']);
    expect(targets('compare/b')).toEqual(['estimate/b-logit', 'estimate/b-ols', 'estimation']);
  });
});

test('a generator adds a dimension, and nothing that was there runs again', async () => {
  const study = workspace(
    {
      'src/config.ts': `import { defineCatalog, dimension } from 'nx-experiments';

export default defineCatalog({
  dimensions: { data: dimension(['a', 'b']) },
  tasks: {
    estimate: { outputs: { x: 'x' }, command: 'echo {id} >> "$RUNS_LOG"; echo {data} > {outputs.x}' },
  },
});
`,
    },
    { isolated: false },
  );
  await study.sync();
  await study.nx('run-many', '-t', 'estimate');
  expect(study.ran()).toEqual(['a', 'b']);
  await study.nx('g', 'add-dimension', 'se', '--levels=classical,robust', '--default=classical');
  await study.nx('run-many', '-t', 'estimate');
  expect(study.ran()).toEqual(['a-robust', 'b-robust']);
});

/** A task of a level for each way to go wrong. */
const FAILING = {
  'src/data/good.txt': 'x\n',
  'src/config.ts': `import { defineCatalog, dimension } from 'nx-experiments';

const cases = ['good', 'throws', 'rejects', 'exits', 'forgets', 'hangs'];

export default defineCatalog({
  dimensions: { way: dimension(cases) },
  tasks: {
    work: {
      timeout: '3s',
      env: { GREETING: 'hello from' },
      outputs: { result: 'result.json', more: 'sub/more.txt' },
      run: './work.ts',
    },
    command: {
      outputs: { result: 'result.txt' },
      timeout: '3s',
      command: ['sh', 'src/command.sh', '{way}', '{outputs.result}'],
    },
    after: {
      needs: { work: 'work' },
      outputs: { copy: 'copy.json' },
      command: 'cp {needs.work.result} {outputs.copy} && echo after/{id} >> "$RUNS_LOG"',
    },
    missing: {
      inputs: { data: 'src/data/{way}.txt' },
      outputs: { copy: 'copy.txt' },
      command: 'cp {inputs.data} {outputs.copy} && echo missing/{id} >> "$RUNS_LOG"',
    },
  },
});
`,
  'src/work.ts': `import { appendFileSync, writeFileSync } from 'node:fs';
import type { Experiment } from 'nx-experiments';

export default async function work(e: Experiment) {
  appendFileSync(process.env.RUNS_LOG!, \`work/\${e.id}\\n\`);
  console.log(process.env.GREETING, e.id);
  console.error('to stderr', e.id);
  if (e.id === 'throws') throw new Error('thrown by throws');
  if (e.id === 'rejects') await Promise.reject('rejected by rejects');
  if (e.id === 'exits') process.exit(0);
  if (e.id === 'hangs') await new Promise(() => setInterval(() => {}, 1000));
  writeFileSync(e.outputs.more!, 'more');
  return e.id === 'forgets' ? undefined : { result: { experiment: { ...e, signal: undefined } } };
}
`,
  'src/command.sh': `echo command/$1 >> "$RUNS_LOG"
echo hello from $1
case $1 in
  throws) echo failed by throws >&2; exit 3 ;;
  rejects) kill -9 $$ ;;
  forgets) exit 0 ;;
  hangs) sleep 1000 ;;
esac
cp "$EXPERIMENT" "$2"
`,
};

const WAYS = ['exits', 'forgets', 'good', 'hangs', 'rejects', 'throws'];

describe.each([
  ['in batches', []],
  ['one by one', ['--batch=false']],
])('experiments that go wrong, %s', (_, options) => {
  let study: Workspace;
  let ended: Ended;
  let ran: readonly string[];

  beforeAll(async () => {
    study = workspace(FAILING, { keep: true, isolated: false });
    await study.sync();
    const tasks = ['work', 'command', 'after', 'missing'];
    const style = '--output-style=static';
    ended = await study.run('nx', [
      'run-many',
      '-t',
      ...tasks,
      style,
      '--nxBail=false',
      ...options,
    ]);
    ran = study.ran();
  });

  afterAll(() => study.remove());

  /** What Nx shows as the output of a task. */
  const shown = (task: string) =>
    outputOf(ended)
      .split(/(?=^(?:> |[✔✖] +)nx run )/mu)
      .filter((block) => new RegExp(`nx run ${task}:`).test(block.split('\n')[0]!))
      .join('');

  test('fail alone', () => {
    expect(ended.exitCode).not.toBe(0);
    expect(ran).toEqual([
      'after/good',
      ...of('command', ...WAYS),
      'missing/good',
      ...of('work', ...WAYS),
    ]);
  });

  test.each([
    ['work/throws', /hello from throws\n(?:.*\n)*.*thrown by throws/],
    ['work/rejects', /hello from rejects\n(?:.*\n)*.*rejected by rejects/],
    ['work/exits', /hello from exits\n(?:.*\n)*.*exit/],
    ['work/forgets', /hello from forgets\n(?:.*\n)*.*bld\/work\/forgets\/result\.json/],
    ['work/hangs', /hello from hangs\n(?:.*\n)*.*timed out after 3 ?s/],
    ['command/throws', /hello from throws\n(?:.*\n)*.*failed by throws\n(?:.*\n)*.*3/],
    ['command/rejects', /hello from rejects\n(?:.*\n)*.*SIGKILL/],
    ['command/forgets', /hello from forgets\n(?:.*\n)*.*bld\/command\/forgets\/result\.txt/],
    ['command/hangs', /hello from hangs\n(?:.*\n)*.*timed out after 3 ?s/],
    ['missing/throws', /src\/data\/throws\.txt/],
  ])('%s shows its own output and its error', (task, text) => {
    expect(shown(task)).toMatch(text);
    const others = WAYS.filter((way) => !task.endsWith(way));
    for (const other of others) expect(shown(task)).not.toContain(`hello from ${other}`);
  });

  test('what needs them is skipped', () => {
    expect(study.has('bld/after/good/copy.json')).toBe(true);
    for (const way of WAYS.filter((w) => w !== 'good'))
      expect(study.has(`bld/after/${way}/copy.json`)).toBe(false);
  });

  test('a module and a command see the same experiment', () => {
    const { experiment } = JSON.parse(study.read('bld/work/good/result.json'));
    expect(experiment).toEqual({
      id: 'good',
      task: 'work',
      args: {},
      levels: { way: { name: 'good' } },
      inputs: {},
      needs: {},
      outputs: { result: 'bld/work/good/result.json', more: 'bld/work/good/sub/more.txt' },
    });
    expect(JSON.parse(study.read('bld/command/good/result.txt'))).toEqual({
      ...experiment,
      task: 'command',
      outputs: { result: 'bld/command/good/result.txt' },
    });
  });

  test('only they run again', async () => {
    await study.run('nx', ['run-many', '-t', 'work', 'after', '--nxBail=false', ...options]);
    expect(study.ran()).toEqual(of('work', ...WAYS.filter((way) => way !== 'good')));
  });
});

test('retries try again and show each attempt', async () => {
  const study = workspace(
    {
      'src/config.ts': `import { defineCatalog } from 'nx-experiments';

export default defineCatalog({
  dimensions: {},
  tasks: {
    flaky: {
      over: [],
      retries: 2,
      outputs: { result: 'result.txt' },
      command: 'echo flaky >> "$RUNS_LOG"; test "$(wc -l < "$RUNS_LOG")" -eq 3 && echo done > {outputs.result}',
    },
    hopeless: { over: [], retries: 1, outputs: { x: 'x' }, command: 'echo hopeless >> "$RUNS_LOG"; false' },
  },
});
`,
    },
    { isolated: false },
  );
  await study.sync();
  await study.nx('flaky', 'flaky/all');
  expect(study.ran()).toEqual(['flaky', 'flaky', 'flaky']);
  expect(study.read('bld/flaky/all/result.txt')).toBe('done\n');
  const ended = await study.run('nx', ['hopeless', 'hopeless/all']);
  expect(ended.exitCode).not.toBe(0);
  expect(outputOf(ended)).toMatch(/attempt 1 of 2(?:.*\n)*.*attempt 2 of 2/);
  expect(study.ran()).toEqual(['hopeless', 'hopeless']);
});

/** Notes when it starts and when it ends. */
const MARKS = `import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Experiment } from 'nx-experiments';

export default async function task(e: Experiment) {
  appendFileSync(process.env.RUNS_LOG!, \`start \${e.task}/\${e.id}\\n\`);
  await sleep(Number(process.env.SLEEP));
  appendFileSync(process.env.RUNS_LOG!, \`end \${e.task}/\${e.id}\\n\`);
  return Object.fromEntries(Object.keys(e.outputs).map((name) => [name, e.id]));
}
`;

const PARALLEL = {
  'src/config.ts': `import { defineCatalog, dimension } from 'nx-experiments';

const four = dimension(['1', '2', '3', '4']);
const outputs = { x: 'x.txt' };

export default defineCatalog({
  dimensions: { four },
  tasks: {
    root: { outputs, run: './task.ts' },
    alone: { outputs, run: './task.ts', version: 2 },
    above: { needs: { root: 'root' }, outputs, run: './task.ts' },
    single: { outputs, run: './task.ts', batch: false },
  },
});
`,
  'src/task.ts': MARKS,
};

/** The most experiments that ran at once, by the marks in the order in which they were written. */
function mostAtOnce(log: readonly string[]): number {
  let running = 0;
  return Math.max(...log.map((line) => (running += line.startsWith('start') ? 1 : -1)));
}

test('--parallel bounds all batches together, and batch: false with them', async () => {
  const study = workspace(PARALLEL, { isolated: false, env: { SLEEP: '300' } });
  await study.sync();
  await study.nx('run-many', '-t', 'root', '--parallel=4');
  expect(study.ran()).toHaveLength(8);
  // Three executors, and nothing that waits for another one.
  await study.nx('run-many', '-t', 'alone', 'above', 'single', '--parallel=2');
  expect(study.log()).toHaveLength(24);
  expect(mostAtOnce(study.log())).toBe(2);
  study.ran();
  await study.nx('run-many', '-t', 'alone', 'above', '--parallel=1', '--skip-nx-cache');
  expect(mostAtOnce(study.log())).toBe(1);
});

test('an edit fails the experiments that still wait for their turn, since Nx hashed them before', async () => {
  const study = workspace(PARALLEL, { isolated: false, env: { SLEEP: '500' } });
  await study.sync();
  study.commit();
  const { ended } = study.start('nx', ['run-many', '-t', 'single', '--parallel=1']);
  await study.until(() => study.log().length > 0);
  study.write({ 'src/task.ts': `// edited\n${MARKS}` });
  const { exitCode, stdout } = await ended;
  expect(exitCode).not.toBe(0);
  expect(stdout.match(/src\/task\.ts changed while the run was under way/g)).toHaveLength(4);
  study.ran();
  // The first of them had started and failed, too: none is stored under the hash of either text.
  study.write({ 'src/task.ts': MARKS });
  await study.nx('run-many', '-t', 'single');
  expect(study.ran()).toHaveLength(8);
});

test('--batch=false gives the same results under the same hashes', async () => {
  const study = workspace(STUDY, { isolated: false });
  await study.sync();
  const tasks = ['estimate', 'figure', 'compare', 'total'];
  await study.nx('run-many', '-t', ...tasks, '--batch=false');
  const expected = ALL.filter((e) => /^(prepare|estimate|figure|compare|total)/.test(e));
  expect(study.ran()).toEqual(expected.toSorted());
  await study.nx('run-many', '-t', ...tasks);
  expect(study.ran()).toEqual([]);
  study.write({ 'src/data/a.csv': `# changed\n${study.read('src/data/a.csv')}` });
  await study.nx('run-many', '-t', ...tasks, '--batch=false');
  expect(study.ran(), 'early cutoff').toEqual(['prepare/a']);
});

const MANY = {
  'src/config.ts': `import { defineCatalog, dimension } from 'nx-experiments';

const names = Array.from({ length: 30 }, (_, i) => String(i + 1).padStart(2, '0'));

export default defineCatalog({
  dimensions: { n: dimension(names) },
  tasks: { work: { inputs: { x: 'src/data/{n}.txt' }, outputs: { x: 'x.txt' }, run: './task.ts' } },
});
`,
  'src/task.ts': MARKS,
  ...Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`src/data/${String(i + 1).padStart(2, '0')}.txt`, 'x\n']),
  ),
};

describe.each([
  ['SIGINT', false, (running: Running) => process.kill(-running.process.pid!, 'SIGINT')],
  // Nx's processes for plugins outlive it for a moment.
  ['SIGKILL', true, (running: Running) => process.kill(running.process.pid!, 'SIGKILL')],
  [
    'SIGKILL for all of its processes',
    false,
    (running: Running) => process.kill(-running.process.pid!, 'SIGKILL'),
  ],
])('a run that %s ends', (_, isolated, kill) => {
  test('loses nothing that had finished', async () => {
    const study = workspace(MANY, { isolated, env: { SLEEP: '60' } });
    await study.sync();
    // One at a time: what started later tells that the ones before are finished.
    const args = ['run-many', '-t', 'work', '--parallel=1'];
    const running = study.start('nx', args);
    await study.until(() => study.log().filter((line) => line.startsWith('start')).length > 10);
    kill(running);
    await running.ended;
    // What runs experiments sees within a tenth of a second that Nx is gone, and may begin one more until then.
    await sleep(500);
    const started = study.log().filter((line) => line.startsWith('start'));
    const finished = started.slice(0, -1).map((line) => line.slice('start '.length));
    expect(finished.length).toBeGreaterThanOrEqual(10);
    expect(finished.length).toBeLessThan(29);
    study.ran();

    const changed = finished[3]!.slice('work/'.length);
    study.write({ [`src/data/${changed}.txt`]: 'changed\n' });
    await study.nx(...args);
    const again = study.ran().filter((line) => line.startsWith('end'));
    const left = MANY_IDS.filter((id) => !finished.includes(id) || id === finished[3]);
    const last = started.at(-1)!.slice('start '.length);
    // The last one may just have finished.
    const without = (ids: readonly string[]) => ids.filter((id) => id !== last);
    expect(without(again.map((line) => line.slice('end '.length)))).toEqual(without(left));

    await study.nx(...args);
    expect(study.ran()).toEqual([]);
  });
});

const MANY_IDS = of(
  'work',
  ...Array.from({ length: 30 }, (_, i) => String(i + 1).padStart(2, '0')),
);

test('--skip-nx-cache runs what an earlier run finished, too', async () => {
  const study = workspace(PARALLEL, { isolated: false, env: { SLEEP: '0' } });
  await study.sync();
  await study.nx('run-many', '-t', 'root', 'single');
  expect(study.ran()).toHaveLength(16);
  await study.nx('run-many', '-t', 'root', 'single', '--skip-nx-cache');
  expect(study.ran()).toHaveLength(16);
});
