import {
  addDependenciesToPackageJson,
  type GeneratorCallback,
  readJson,
  runTasksInSerial,
  type Tree,
  writeJson,
} from '@nx/devkit';
import initGenerator from '../init/generator.js';
import { catalogModule } from '../new/catalog-module.js';
import { taskModule } from '../new/task-module.js';
import { applyEdits } from '../tree/apply-edits.js';
import { readme } from './readme.js';

export interface PresetOptions {
  readonly name?: string;
}

const FOLDER = 'src/study';
const DIMENSIONS = [
  { name: 'data', levels: ['a', 'b'] },
  { name: 'model', levels: ['ols', 'logit'] },
];

/** Fills a new workspace: a small catalog that runs, and what is around it. */
export default async function presetGenerator(
  tree: Tree,
  { name }: PresetOptions,
): Promise<GeneratorCallback> {
  const config = catalogModule(DIMENSIONS, [
    { name: 'estimate', said: 'One per experiment.' },
    {
      name: 'compare',
      over: ['data'],
      needs: ['estimate'],
      said: 'One per level of data; it reads the estimates of every model.',
    },
  ]);
  const outputs = [['result', 'result.json']] as const;
  const estimate = { name: 'estimate', over: ['data', 'model'], outputs };
  const catalog = './config';
  const { name: nameThere } = tree.exists('package.json') ? readJson(tree, 'package.json') : {};
  const title = name ?? nameThere?.replace(/^@[^/]+\/(source$)?/, '') ?? 'study';
  await applyEdits(tree, [
    { file: `${FOLDER}/config.ts`, text: config },
    { file: `${FOLDER}/estimate.ts`, text: taskModule({ ...estimate, catalog, needs: [] }) },
    {
      file: `${FOLDER}/compare.ts`,
      text: taskModule({ name: 'compare', over: ['data'], catalog, needs: [estimate] }),
    },
    { file: 'README.md', text: readme(title, FOLDER) },
  ]);
  if (!tree.exists('tsconfig.json')) addTsconfig(tree);
  const types = addDependenciesToPackageJson(
    tree,
    {},
    { '@types/node': '^20.19.0', typescript: '^6.0.0' },
    undefined,
    true,
  );
  return runTasksInSerial(await initGenerator(tree), types);
}

function addTsconfig(tree: Tree): void {
  writeJson(tree, 'tsconfig.json', {
    compilerOptions: {
      target: 'es2023',
      module: 'preserve',
      types: ['node'],
      strict: true,
      skipLibCheck: true,
      noEmit: true,
    },
    include: ['src'],
  });
}
