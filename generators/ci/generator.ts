import { logger, readNxJson, type Tree } from '@nx/devkit';
import { refuse } from '../../src/problems/problem.js';
import { overviewTargetOf } from '../../src/workspace/tree.js';
import type { GivenList } from '../given/list.js';
import { treeFiles } from '../tree/tree-files.js';
import { githubWorkflow } from './github.js';
import { gitlabPipeline } from './gitlab.js';
import { packageManagerOf } from './package-manager.js';
import type { CiSetting } from './setting.js';
import { tasksToRun } from './tasks.js';

export interface CiOptions {
  readonly ci: 'github' | 'gitlab';
  readonly tasks?: GivenList;
}

/** Writes a CI workflow that runs the experiments that a change affects. */
export default async function ciGenerator(tree: Tree, { ci, tasks }: CiOptions): Promise<void> {
  const nxJson = readNxJson(tree);
  const setting: CiSetting = {
    tasks: await tasksToRun(tree, tasks),
    branch: nxJson?.defaultBase?.replace(/^origin\//, '') ?? 'main',
    isOnCloud: Boolean(nxJson?.nxCloudId ?? nxJson?.nxCloudAccessToken),
    packageManager: packageManagerOf(treeFiles(tree)),
    overview: overviewTargetOf(tree),
  };
  if (ci === 'github') {
    write(tree, '.github/workflows/experiments.yml', githubWorkflow(setting));
    return;
  }
  const text = gitlabPipeline(setting);
  const main = '.gitlab-ci.yml';
  if (!tree.exists(main) || tree.read(main, 'utf8') === text) {
    write(tree, main, text);
    return;
  }
  write(tree, '.gitlab/experiments.yml', text);
  logger.info(`Add it to ${main}:\n\ninclude:\n  - local: .gitlab/experiments.yml`);
}

function write(tree: Tree, file: string, text: string): void {
  if (tree.exists(file))
    refuse('NXE039', file, '', 'is there already', 'edit it, or remove it first');
  tree.write(file, text);
}
