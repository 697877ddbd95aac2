// What an overview says of each experiment of a workspace, as JSON by project: node states.mjs <root>
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [, , root] = process.argv;
process.chdir(root);
const require = createRequire(`${root}/`);
const load = (path) => import(pathToFileURL(require.resolve(`./node_modules/${path}`)).href);
const { createProjectGraphAsync } = require('nx/src/project-graph/project-graph');
const { readNxJson } = require('nx/src/config/configuration');
const { membersOf } = await load('nx-experiments/dist/executors/overview/members.js');
const { readExperiments } = await load('nx-experiments/dist/executors/overview/overview.js');

const projectGraph = await createProjectGraphAsync({ exitOnError: true });
const { experiments } = await readExperiments([...membersOf(projectGraph).values()], {
  root,
  projectGraph,
  projectName: 'all',
  nxJsonConfiguration: readNxJson(),
});
const states = Object.fromEntries(experiments.map(({ project, ...rest }) => [project, rest]));
process.stdout.write(`${JSON.stringify(states)}\n`, () => process.exit(0));
