import { afterEach, expect, test, vi } from 'vitest';
import { stateFolder } from '../../src/files/state-folder.js';
import { takeWarnings } from '../../src/guard/run-warnings.js';
import runBatch from './batch.js';
import { batchOf, plan, runPlans, type Sketch, study } from './study.fixture.js';
import { createUnreadLevels } from './unread.js';

afterEach(() => vi.unstubAllEnvs());

const FOUND = 'estimate: src/t.ts never reads e.levels.se';

/** An experiment of data × se: `a` is that of the default level. */
function planOf(id: string, { experiment, ...sketch }: Sketch = {}) {
  const [data = '', se = 'classical'] = id.split('-');
  const levels = { data: { name: data, path: `${data}.csv` }, se: { name: se } };
  return plan(id, { run: 'src/t.ts', ...sketch, experiment: { levels, args: {}, ...experiment } });
}

interface Ran {
  readonly id: string;
  /** Dimensions that it did not read. */
  readonly unread?: readonly string[];
  readonly usesId?: boolean;
  /** Hash of what it wrote. */
  readonly wrote?: string;
  readonly sketch?: Sketch;
}

/** What is told of experiments that ran, and not taken back. */
function told(ran: readonly Ran[]): string[] {
  const texts = new Set<string>();
  const found = createUnreadLevels('/nowhere', (_, text, withdrawn) =>
    withdrawn ? texts.delete(text) : texts.add(text),
  );
  for (const { id, unread = ['se'], usesId = false, wrote = '1', sketch } of ran) {
    const one = planOf(id, sketch);
    found.note(one, { levels: unread, usesId }, [[`${one.folder}/fit.json`, wrote]]);
  }
  return [...texts];
}

const needing = (id: string): Sketch => ({
  experiment: { needs: { fit: { id, levels: {}, outputs: { fit: `${id}.json` } } } },
});
const reading = (d: string): Sketch => ({ experiment: { inputs: { d } } });
const repeated: Sketch = { replicates: ['se'] };

test.each<[string, readonly Ran[], readonly string[]]>([
  ['two levels that nobody reads', [{ id: 'a' }, { id: 'a-robust' }], [FOUND]],
  ['other bytes, by the clock perhaps', [{ id: 'a' }, { id: 'a-robust', wrote: '2' }], [FOUND]],
  ['one level alone', [{ id: 'a-robust' }, { id: 'b-robust' }], []],
  ['two levels of other data', [{ id: 'a' }, { id: 'b-robust' }], []],
  ['one that reads it, first', [{ id: 'b', unread: [] }, { id: 'a' }, { id: 'a-robust' }], []],
  ['one that reads it, last', [{ id: 'a' }, { id: 'a-robust' }, { id: 'b', unread: [] }], []],
  [
    'an id of which a seed may come',
    [{ id: 'a' }, { id: 'a-robust', usesId: true, wrote: '2' }],
    [],
  ],
  ['an id that is only printed', [{ id: 'a', usesId: true }, { id: 'a-robust' }], [FOUND]],
  [
    'what comes by way of needs',
    [
      { id: 'a', sketch: needing('a') },
      { id: 'a-robust', sketch: needing('a-robust') },
    ],
    [],
  ],
  [
    'needs that are the same',
    [
      { id: 'a', sketch: needing('a') },
      { id: 'a-robust', sketch: needing('a') },
    ],
    [FOUND],
  ],
  [
    'what comes by way of inputs',
    [
      { id: 'a', sketch: reading('x') },
      { id: 'a-robust', sketch: reading('y') },
    ],
    [],
  ],
  [
    'repetitions that differ, as they should',
    [
      { id: 'a', sketch: repeated },
      { id: 'a-robust', sketch: repeated, wrote: '2' },
    ],
    [],
  ],
  [
    'repetitions that all give the same',
    [
      { id: 'a', sketch: repeated },
      { id: 'a-robust', sketch: repeated },
    ],
    [FOUND],
  ],
])('%s', (_, ran, texts) => {
  expect(told(ran)).toEqual(texts);
});

const task = (body: string) => study({ 'src/t.ts': `export default (e) => { ${body} };` });

/** What the one call of Nx warned of. */
const warnings = (root: string) => takeWarnings(stateFolder(root), 'one').map(({ text }) => text);

test('a run tells it of modules, and not of commands, which may get all from a file', async () => {
  vi.stubEnv('NX_EXPERIMENTS_RUN', 'one');
  const root = task('console.log(e.id); return { fit: e.levels.data.name };');
  const command = planOf('x', { experiment: { task: 'other' } });
  const { run, ...rest } = command;
  await runPlans(root, [
    planOf('a'),
    planOf('a-robust'),
    ...['b', 'b-robust'].map((id) => ({
      ...rest,
      folder: `bld/other/${id}`,
      command: 'echo 1 > {outputs.fit}',
      experiment: {
        ...planOf(id, { experiment: { task: 'other' } }).experiment,
        outputs: { fit: `bld/other/${id}/fit.json` },
      },
    })),
  ]);
  expect(warnings(root)).toEqual([FOUND]);
});

test('a new level that only repeats what was there before is told when it runs alone', async () => {
  vi.stubEnv('NX_EXPERIMENTS_RUN', 'one');
  const root = task('return { fit: e.levels.data.name };');
  await runPlans(root, [planOf('a')]);
  expect(warnings(root)).toEqual([]);
  const { graph, options, context } = batchOf(root, [planOf('a'), planOf('a-robust')]);
  const fresh = Object.entries(graph.tasks).filter(([id]) => id.includes('robust'));
  // Nx asks for one, and tells of the whole call's tasks.
  const wanted = { ...graph, tasks: Object.fromEntries(fresh) };
  for await (const { result } of runBatch(wanted, options, {}, { ...context, taskGraph: graph }))
    expect(result.success).toBe(true);
  expect(warnings(root)).toEqual([FOUND]);
});

test('a part of a study that runs alone is judged with what the rest of it read', async () => {
  vi.stubEnv('NX_EXPERIMENTS_RUN', 'one');
  const root = task("return { fit: e.levels.data.name === 'a' ? 1 : e.levels.se.name };");
  const plans = ['a', 'a-robust', 'b', 'b-robust'].map((id) => planOf(id));
  await runPlans(root, plans.slice(2));
  const { graph, options, context } = batchOf(root, plans);
  const first = Object.entries(graph.tasks).filter(([id]) => id.startsWith('estimate/a'));
  const wanted = { ...graph, tasks: Object.fromEntries(first) };
  for await (const { result } of runBatch(wanted, options, {}, { ...context, taskGraph: graph }))
    expect(result.success).toBe(true);
  expect(warnings(root)).toEqual([]);
});
