import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeFolder } from '../src/remove-folder.fixture.js';
import { follow, stepsOf } from './guide.js';
import { workspace } from './workspace.js';

const FOLDER = fileURLToPath(new URL('../docs/guides', import.meta.url));

/** The study that all guides start from, and the guides themselves. */
const START = 'README.md';

const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

/** A workspace with the study of the guides, for one after the other. */
export interface Guides {
  /** Does what a guide says, in the study as it was at the start. */
  follow(name: string): Promise<void>;
  close(): void;
}

/**
 * The guides that need no other program than Node, those that need interpreters, and those that need a cluster.
 * Their first line says it: `<!-- needs: python3 Rscript -->`, `<!-- needs: srun sshd -->`.
 */
export function namesOfGuides(need: 'nothing' | 'programs' | 'cluster'): readonly string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.md') && name !== START)
    .filter((name) => needOf(read(name)) === need);
}

function needOf(guide: string): 'nothing' | 'programs' | 'cluster' {
  const [, programs] = /^<!-- needs: (.*) -->/.exec(guide) ?? [];
  if (programs === undefined) return 'nothing';
  return programs.split(' ').includes('srun') ? 'cluster' : 'programs';
}

/** Makes the study as the guides' README says. */
export async function openGuides(): Promise<Guides> {
  const study = workspace({}, { keep: true, isolated: false });
  await follow(read(START), study);
  const start = study.git('rev-parse', 'HEAD');
  const shell = (command: string) => execFileSync('sh', ['-ec', command], { cwd: study.root });
  shell('cp -a bld .nx ..');
  return {
    async follow(name) {
      if (stepsOf(read(name)).length === 0) throw new Error(`${name} says nothing to do`);
      study.git('reset', '--quiet', '--hard', start);
      shell('git clean -fdxq --exclude=node_modules --exclude=.nx --exclude=bld');
      // What runs experiments ends a moment after Nx, and may write until then.
      for (const folder of ['bld', '.nx']) {
        removeFolder(join(study.root, folder));
        cpSync(join(study.root, '..', folder), join(study.root, folder), {
          recursive: true,
          preserveTimestamps: true,
        });
      }
      await follow(read(name), study);
    },
    close: study.remove,
  };
}
