import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { of } from './study.js';
import { type Ended, outputOf, type Running, type Workspace, workspace } from './workspace.js';

const IDS = Array.from({ length: 200 }, (_, i) => String(i + 1).padStart(3, '0'));

/** Writes its output in two halves, with some time between them for somebody to end it. */
const WORK = `import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Experiment } from 'nx-experiments';

export default async function work(e: Experiment) {
  appendFileSync(process.env.RUNS_LOG!, \`start \${e.task}/\${e.id}\\n\`);
  const text = \`\${e.id}: \${readFileSync(e.inputs.data as string, 'utf8')}\`;
  writeFileSync(e.outputs.half!, text.slice(0, 3));
  await sleep(20);
  writeFileSync(e.outputs.half!, text);
  writeFileSync(e.outputs.whole!, text);
  appendFileSync(process.env.RUNS_LOG!, \`end \${e.task}/\${e.id}\\n\`);
}
`;

const COPY = `import { appendFileSync, readFileSync } from 'node:fs';
import type { Experiment } from 'nx-experiments';

export default function copy(e: Experiment) {
  appendFileSync(process.env.RUNS_LOG!, \`end \${e.task}/\${e.id}\\n\`);
  const { whole } = (e.needs.work as { outputs: { whole: string } }).outputs;
  return { copy: \`copy of \${readFileSync(whole, 'utf8')}\` };
}
`;

const STUDY = {
  'src/config.ts': `import { defineCatalog, dimension } from 'nx-experiments';

const names = Array.from({ length: 200 }, (_, i) => String(i + 1).padStart(3, '0'));

export default defineCatalog({
  dimensions: { n: dimension(names) },
  tasks: {
    work: {
      inputs: { data: 'src/data/{n}.txt' },
      outputs: { half: 'half.txt', whole: 'whole.txt' },
      run: './work.ts',
    },
    copy: { needs: { work: 'work' }, outputs: { copy: 'copy.txt' }, run: './copy.ts' },
    total: {
      over: [],
      needs: { copies: 'copy' },
      outputs: { total: 'total.txt' },
      command: 'cat {needs.copies.copy} > {outputs.total} && echo end {task}/{id} >> "$RUNS_LOG"',
    },
  },
});
`,
  'src/work.ts': WORK,
  'src/copy.ts': COPY,
  ...Object.fromEntries(IDS.map((id) => [`src/data/${id}.txt`, `data ${id}\n`])),
};

let study: Workspace;

beforeAll(async () => {
  study = workspace(STUDY, { keep: true });
  await study.sync();
  study.commit('Lock');
});

afterAll(() => study.remove());

/** The experiments in lines of the log. */
const marked = (mark: 'start' | 'end', lines: readonly string[]) =>
  lines.filter((line) => line.startsWith(`${mark} `)).map((line) => line.slice(mark.length + 1));

/** What the outputs are to be. */
const wholes = () => IDS.map((id) => `${id}: ${study.read(`src/data/${id}.txt`)}`);

function expectRightOutputs(): void {
  expect(IDS.map((id) => study.read(`bld/work/${id}/half.txt`))).toEqual(wholes());
  expect(IDS.map((id) => study.read(`bld/work/${id}/whole.txt`))).toEqual(wholes());
}

/** The process that Nx starts for a batch. */
function batchWorker(): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (words.includes(study.root) && /batch/.test(words)) return Number(pid);
    } catch {
      // Gone in between.
    }
  throw new Error('there is no batch worker');
}

test('what had finished when the batch worker or Nx was killed is not run again', async () => {
  // One at a time: what started later tells that the ones before were finished.
  const args = ['run-many', '-t', 'work', '--parallel=1'];
  const finished = new Set<string>();

  async function runUntilKilled(kill: (running: Running) => void): Promise<Ended> {
    const running = study.start('nx', args);
    await study.until(() => marked('start', study.log()).length > 50);
    const atKill = marked('start', study.log()).length;
    kill(running);
    const ended = await running.ended;
    const started = marked('start', study.log());
    expect(started.filter((experiment) => finished.has(experiment))).toEqual([]);
    // What was running at the signal, and at the end, may have been stopped; what started between the
    // two was not: the batch hears of it later than the process that runs the experiment.
    const stopped = [atKill - 1, atKill, started.length - 1];
    for (const [i, experiment] of started.entries())
      if (!stopped.includes(i)) finished.add(experiment);
    study.ran();
    return ended;
  }

  const ended = await runUntilKilled(() => process.kill(batchWorker(), 'SIGKILL'));
  expect(ended.exitCode, outputOf(ended)).not.toBe(0);
  for (const signal of ['SIGKILL', 'SIGTERM'] as const)
    await runUntilKilled(({ process: nx }) => process.kill(nx.pid!, signal));
  expect(finished.size).toBeGreaterThanOrEqual(140);
  expect(finished.size).toBeLessThan(199);

  const [changed = '', spoilt = ''] = finished;
  study.write({
    [`src/data/${changed.slice('work/'.length)}.txt`]: 'changed\n',
    [`bld/${spoilt}/whole.txt`]: 'half of i',
  });
  await study.nx(...args);
  const left = of('work', ...IDS).filter((experiment) => !finished.has(experiment));
  const again = marked('end', study.ran());
  // Those may just have finished.
  const inDoubt = left.filter((experiment) => !again.includes(experiment));
  expect(inDoubt.length).toBeLessThanOrEqual(9);
  expect(again).toEqual(
    [changed, spoilt, ...left].filter((experiment) => !inDoubt.includes(experiment)).toSorted(),
  );
  expectRightOutputs();

  await study.nx(...args);
  expect(study.ran()).toEqual([]);
});

/** Two runs of everything that start at the same time. */
async function runTwice(): Promise<void> {
  const run = () => study.run('nx', ['run-many', '-t', 'total', '--parallel=2']);
  for (const ended of await Promise.all([run(), run()]))
    expect(ended.exitCode, outputOf(ended)).toBe(0);
}

test('two runs at once do each experiment once, and both end well', async () => {
  study.write({ 'src/work.ts': WORK.replace('sleep(20)', 'sleep(5)') });
  await runTwice();
  expect(marked('end', study.ran())).toEqual(
    [...of('work', ...IDS), ...of('copy', ...IDS), 'total/all'].toSorted(),
  );
  expectRightOutputs();
  const copies = wholes().map((text) => `copy of ${text}`);
  expect(study.read('bld/total/all/total.txt')).toBe(copies.join(''));
});

test('two runs at once that take producers from the cache do not disturb each other', async () => {
  study.write({ 'src/copy.ts': COPY.replaceAll('copy of', 'another copy of') });
  await runTwice();
  // One that read what the other run restored at that moment is done once more.
  const done = [...new Set(marked('end', study.ran()))];
  expect(done).toEqual([...of('copy', ...IDS), 'total/all'].toSorted());
  const copies = wholes().map((text) => `another copy of ${text}`);
  expect(study.read('bld/total/all/total.txt')).toBe(copies.join(''));
});

test('with NX_ISOLATE_PLUGINS=false everything is as without it', async () => {
  const env = { NX_ISOLATE_PLUGINS: 'false' };
  const base = study.commit('Before');
  const all = await study.run('nx', ['run-many', '-t', 'total'], { env });
  expect(all.exitCode, outputOf(all)).toBe(0);
  expect(study.ran()).toEqual([]);

  study.write({ 'src/data/007.txt': 'changed\n' });
  study.commit();
  const affected = await study.run('nx', ['affected', '-t', 'total', `--base=${base}`], { env });
  expect(affected.exitCode, outputOf(affected)).toBe(0);
  const changed = ['copy/007', 'total/all', 'work/007'];
  expect(marked('end', study.ran())).toEqual(changed);
  expect(await study.affected(['work', 'copy', 'total'], base)).toEqual(changed);
  await study.nx('affected', '-t', 'total', `--base=${base}`);
  expect(study.ran()).toEqual([]);
});
