// Reads a workspace in a process of its own; argv[2] is its root, the rest are its catalogs.

import { describe } from '../dist/src/problems/problem.js';
import { diskFiles } from '../dist/src/workspace/files.js';
import { readWorkspace } from '../dist/src/workspace/workspace.js';

const [, , root = '', ...catalogs] = process.argv;
const { study, lock, digest, problems } = await readWorkspace(diskFiles(root, []), catalogs);
console.log(
  JSON.stringify({
    projects: study.experiments.map(({ project }) => project),
    digests: new Set(study.experiments.map(digest)).size,
    entries:
      Object.values(lock.texts)
        .join('')
        .match(/"[^"]+\/[^"]+": "/g)?.length ?? 0,
    problems: problems.map(describe),
  }),
);
