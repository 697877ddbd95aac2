// Runs a batch again and again, each time with another call of `node:fs` that fails. argv[2] is a folder
// for the workspaces, argv[3] the built batch executor, argv[4] the JSON of a `Batch` whose root is ROOT,
// argv[5] how many calls there are from one that fails to the next.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { interceptDisk } from '../../src/faults.fixture.mjs';

const [, , folder = '', executor = '', file = '', stride = '1'] = process.argv;
const faults = interceptDisk(folder);
const { default: runBatch } = await import(executor);
async function once(n) {
  const root = join(folder, `run-${n}`);
  cpSync(join(folder, 'template'), root, { recursive: true });
  const text = readFileSync(file, 'utf8').replaceAll('ROOT', root);
  const { graph, options, context } = JSON.parse(text);
  const results = [];
  const run = async () => {
    for await (const result of runBatch(graph, options, {}, context)) results.push(result);
    return 'ended';
  };
  faults.arm(n);
  const how = await Promise.race([run(), sleep(30_000, 'hangs')]).catch(
    (error) => `threw ${error.stack}`,
  );
  const { calls, failed } = faults.disarm();
  const outputs = Object.fromEntries(
    ['a', 'b', 'c'].map((id) => [id, textOf(join(root, `bld/estimate/${id}/fit.json`))]),
  );
  console.log(JSON.stringify({ n, how, failed, results, outputs }));
  rmSync(root, { recursive: true, force: true });
  return calls;
}
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
const calls = await once(0);
const first = 1 + Math.floor(Math.random() * Number(stride));
for (let n = first; n <= calls; n += Number(stride)) await once(n);
process.exit(0);
