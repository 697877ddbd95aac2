// Does what an agent of Nx Cloud does in a checkout of its own: argv[2] is its root, argv[3] has the names of the
// targets of the whole run, with commas. It builds the graphs once, stays, and runs what it is given by the function
// of Nx that the agents' client calls (`runDiscreteTasks`): none of Nx's commands, and no hooks of plugins. It reads
// lines of JSON, each the tasks to run, and answers each with a line of JSON: how each ended, and under which hash.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [, , root, targets] = process.argv;
const require = createRequire(join(root, 'here.js'));
const { createProjectGraphAsync } = require('nx/src/project-graph/project-graph');
const { createTaskGraph } = require('nx/src/tasks-runner/create-task-graph');
const { runDiscreteTasks } = require('nx/src/tasks-runner/init-tasks-runner');
const { readNxJson } = require('nx/src/config/nx-json');

const names = targets.split(',');
const graph = await createProjectGraphAsync({ exitOnError: false });
// The project of the pilot has nothing to run.
const projects = Object.values(graph.nodes).filter(
  ({ name, data }) =>
    name !== 'pilot' && names.some((one) => Object.hasOwn(data.targets ?? {}, one)),
);
const all = createTaskGraph(
  graph,
  {},
  projects.map(({ name }) => name),
  names,
  undefined,
  { __overrides_unparsed__: [] },
);

async function run(ids) {
  // Each call gets tasks as the service sends them: without what an earlier call knew of them.
  const tasks = ids.map((id) => ({ ...all.tasks[id], hash: undefined, hashDetails: undefined }));
  const results = await runDiscreteTasks(tasks, graph, all, readNxJson(root), {});
  const ended = (await Promise.all(results)).flat();
  return Object.fromEntries(
    ended.map(({ task, status, terminalOutput }) => [
      task.id,
      { status, hash: task.hash, terminalOutput },
    ]),
  );
}

const dependencies = Object.fromEntries(
  Object.entries(all.dependencies).map(([id, needs]) => [id, needs.map((need) => need.id)]),
);
console.log(`ANSWER ${JSON.stringify({ dependencies })}`);
for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { ended: await run(JSON.parse(line)) };
  } catch (error) {
    answer = { error: String(error?.stack ?? error) };
  }
  console.log(`ANSWER ${JSON.stringify(answer)}`);
}
process.exit(0);
