import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { batchOf, plan, resultsIn, runPlans, startBatch, study } from './study.fixture.js';

/** Starts a program that cannot make a file longer than 250 or 500 kB, as on a disk that is full. */
const LIMITED = ['/bin/sh', '-c', 'ulimit -f 500; exec "$0" "$@"'];

/** Every fourth experiment writes more than that, by itself, as a returned value or with a command. */
const WAYS = ['module', 'return', 'command'] as const;
const SIZE = 2_000_000;
const IDS = Array.from({ length: 60 }, (_, i) => `e${i}`);
const LONG = IDS.filter((_, i) => i % 4 === 3);

const STUDY = {
  runs: '',
  'src/module.ts': `
    import { appendFileSync, writeFileSync } from 'node:fs';
    export default (e) => {
      appendFileSync('runs', e.id + '\\n');
      writeFileSync(e.outputs.fit, 'x'.repeat(e.levels.d.size));
    };`,
  'src/return.ts': `
    import { appendFileSync } from 'node:fs';
    export default (e) => {
      appendFileSync('runs', e.id + '\\n');
      return { fit: 'x'.repeat(e.levels.d.size) };
    };`,
};

const PLANS = IDS.map((id, i) => {
  const way = WAYS[i % 3]!;
  const size = LONG.includes(id) ? SIZE : 1;
  return plan(id, {
    ...(way === 'command'
      ? { command: 'echo {id} >> runs && head -c {d.size} /dev/zero > {outputs.fit}' }
      : { run: `src/${way}.ts` }),
    experiment: {
      levels: { d: { name: id, size } },
      outputs: { fit: `bld/estimate/${id}/fit.txt` },
    },
  });
});

test('a full disk fails the experiments that cannot be written, and the next run does these only', async () => {
  const root = study(STUDY);
  const runs = () => readFileSync(join(root, 'runs'), 'utf8').trim().split('\n').toSorted();
  const size = (id: string) => statSync(join(root, `bld/estimate/${id}/fit.txt`)).size;

  const batch = startBatch(batchOf(root, PLANS), {}, LIMITED);
  const results = resultsIn<{ task: string; success: boolean; terminalOutput: string }>(
    await text(batch.stdout!),
  );
  const failed = results.filter(({ success }) => !success);
  expect(failed.map(({ task }) => task).toSorted()).toEqual(
    LONG.map((id) => `estimate/${id}:estimate`).toSorted(),
  );
  for (const { terminalOutput } of failed)
    expect(terminalOutput).toMatch(/EFBIG|file too large|file size limit/i);
  expect(runs()).toEqual(IDS.toSorted());
  // Half an output is there, and no result.
  for (const id of LONG) expect(size(id)).toBeGreaterThan(0);

  const again = await runPlans(root, PLANS);
  expect(Object.values(again).every(({ success }) => success)).toBe(true);
  expect(runs()).toEqual([...IDS, ...LONG].toSorted());
  expect(IDS.map(size)).toEqual(IDS.map((id) => (LONG.includes(id) ? SIZE : 1)));
});

test('a record that the disk has no room for leaves the experiment done, and not remembered', async () => {
  const root = study({
    runs: '',
    'src/print.ts': `
      import { appendFileSync } from 'node:fs';
      export default (e) => {
        appendFileSync('runs', e.id);
        if (e.id === 'long') console.log('x'.repeat(${SIZE}));
        return { fit: 1 };
      };`,
  });
  const plans = ['short', 'long'].map((id) => plan(id, { run: 'src/print.ts' }));
  const batch = startBatch(batchOf(root, plans), {}, LIMITED);
  const output = await text(batch.stdout!);
  expect(output.match(/"success":true/g)).toHaveLength(2);
  const results = await runPlans(root, plans);
  expect(Object.values(results).every(({ success }) => success)).toBe(true);
  expect(readFileSync(join(root, 'runs'), 'utf8')).toMatch(/^(shortlong|longshort)long$/);
});
