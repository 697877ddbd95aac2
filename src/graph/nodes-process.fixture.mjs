// Makes the nodes of the workspace argv[2] again and again, each time with another call of `node:fs` that
// fails; prints a line of JSON each time.
import { interceptDisk } from '../faults.fixture.mjs';

const root = process.argv[2] ?? '';
const faults = interceptDisk(root);
const { createNodes } = await import('../../dist/src/plugin.js');
async function once(n) {
  let nodes;
  let errors = [];
  let thrown;
  faults.arm(n);
  try {
    nodes = await createNodes[1]([], undefined, { workspaceRoot: root });
  } catch (error) {
    ({ errors, partialResults: nodes } = error);
    thrown = String(error.stack);
  }
  const { calls, failed } = faults.disarm();
  const projects = nodes?.map(([file, found]) => [file, Object.keys(found.projects ?? {})]);
  const wrong = errors?.map(([file, { message }]) => [file, message]);
  console.log(JSON.stringify({ n, failed, thrown, projects, wrong }));
  return calls;
}
await once(0);
const calls = await once(0);
const stride = Number(process.argv[3] ?? 1);
const first = 1 + Math.floor(Math.random() * stride);
for (let n = first; n <= calls; n += stride) await once(n);
process.exit(0);
