import { createHash } from 'node:crypto';
import type { NamedFiles } from '../definition/named-files.js';
import { codeOf } from '../definition/parts.js';
import { matchesGlob } from '../files/glob-match.js';
import type { Code } from '../lock/code-memory.js';
import { firstLockFile } from '../lock/places.js';
import type { StudyExperiment } from '../study/joined.js';
import { baselineOf } from './baseline.js';
import type { WorkspaceFiles } from './files.js';

/** Characters of a digest: enough to tell versions of one task's code apart. */
const LENGTH = 16;

/**
 * What the code of experiments is, and what it was when the lock was last in step, as git has it.
 *
 * @param named the files that an experiment's command names
 * @param matching the files that a glob of `sources` matches
 */
export function codeIn(
  files: WorkspaceFiles,
  named: (experiment: StudyExperiment) => NamedFiles,
  matching: (glob: string) => readonly string[],
): Code {
  const texts = new Map<string, string | undefined>();
  const baselines = new Map<string, ReturnType<typeof baselineOf>>();
  const digests = new Map<string, string>();

  function textOf(file: string): string | undefined {
    if (!texts.has(file)) texts.set(file, normal(files.read(file)));
    return texts.get(file);
  }

  function filesOf(experiment: StudyExperiment): readonly string[] {
    const { code } = codeOf(experiment, named(experiment));
    return [...new Set([...code.files, ...code.sources.flatMap(matching)])].sort();
  }

  return {
    digestOf(experiment) {
      const { run, command, args, env, version } = experiment.task;
      const code = filesOf(experiment);
      const key = JSON.stringify([code, run, command, args, env, version]);
      let digest = digests.get(key);
      if (digest === undefined) {
        const hash = createHash('sha256').update(key);
        for (const file of code) hash.update(`\0${file}\0${textOf(file) ?? ''}`);
        digest = hash.digest('hex').slice(0, LENGTH);
        digests.set(key, digest);
      }
      return digest;
    },
    isAsBefore(experiment) {
      const { file, evaluated } = experiment.catalog;
      if (!baselines.has(file))
        baselines.set(file, baselineOf(files.root, firstLockFile(file), evaluated));
      const before = baselines.get(file);
      // Without git nobody can tell, and nobody has branches.
      if (before === undefined) return true;
      return filesOf(experiment).every((one) => normal(before(one)) === textOf(one));
    },
  };
}

/** The files that a glob of `sources` matches. */
export function matchingIn({ known }: WorkspaceFiles, glob: string): readonly string[] {
  return known.filter(
    (file) => file.startsWith(`${glob}/`) || matchesGlob(file, glob, { dot: true }),
  );
}

/** Clones may have other ends of lines. */
function normal(text: string | undefined): string | undefined {
  return text?.replaceAll('\r\n', '\n');
}
