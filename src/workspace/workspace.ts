import { digestOf } from '../definition/digest.js';
import { type NamedFiles, namedFiles } from '../definition/named-files.js';
import { loadCatalogs } from '../load/load.js';
import { type Lock, type LockTexts, lockOf } from '../lock/lock.js';
import { firstLockFile, lockFolder } from '../lock/places.js';
import { type Problem, unusable } from '../problems/problem.js';
import type { Study, StudyExperiment } from '../study/joined.js';
import { studyOf } from '../study/study.js';
import type { WorkspaceFiles } from './files.js';
import { obstacles } from './obstacles.js';

/** Everything that a workspace's catalogs stand for. */
export interface Workspace {
  readonly study: Study;
  readonly lock: Lock;
  /** The lock files as they are. */
  readonly locked: LockTexts;
  /** The files that an experiment's command names. */
  readonly named: (experiment: StudyExperiment) => NamedFiles;
  /** The digest of an experiment's definition. */
  readonly digest: (experiment: StudyExperiment) => string;
  /** All that is wrong, of every catalog. */
  readonly problems: readonly Problem[];
}

/**
 * Loads catalogs afresh, expands them and works out their lock.
 *
 * @param catalogs files that call `defineCatalog`
 */
export async function readWorkspace(
  files: WorkspaceFiles,
  catalogs: readonly string[],
): Promise<Workspace> {
  const loaded = await loadCatalogs({ root: files.root, files: catalogs, overlay: files.overlay });
  const study = studyOf(loaded);
  const isFile = remember(files.isFile);
  const named = remember((experiment: StudyExperiment) => namedFiles(experiment, isFile));
  // What is at the end of a link may be missing in a clone, too: git-annex leaves it so.
  const isShared = remember(
    (file: string) => files.isKnown(file) && files.isKnown(files.endOf(file)),
  );
  const failures: Problem[] = [];
  const digest = remember((experiment: StudyExperiment) => {
    try {
      return digestOf(experiment, sharedAmong(named(experiment), isShared));
    } catch (thrown) {
      failures.push(unusable(experiment.catalog.file, `tasks.${experiment.task.name}`, thrown));
      return '';
    }
  });
  const { locked, problems } = readLocks(files, study);
  const lock = lockOf(study, locked, digest);
  return {
    study,
    lock,
    locked,
    named,
    digest,
    problems: [
      ...study.problems,
      ...lock.problems,
      ...problems,
      ...obstacles(study.catalogs, files),
      ...oneEach(failures),
    ],
  };
}

/**
 * The named files that every clone has. The others are hashed by content where they are there; were
 * they in the digest, the lock would be another one in each clone that lacks them.
 */
function sharedAmong({ code, data }: NamedFiles, isShared: (file: string) => boolean): NamedFiles {
  return { code: code.filter(isShared), data: data.filter(isShared) };
}

/** Of the experiments of a task, one is enough to say what is wrong. */
function oneEach(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((one) => [`${one.file}\0${one.path}`, one])).values()];
}

function readLocks(
  files: WorkspaceFiles,
  study: Study,
): { readonly locked: LockTexts; readonly problems: readonly Problem[] } {
  const locked: { [file: string]: string } = {};
  const problems: Problem[] = [];
  for (const { file } of study.catalogs)
    try {
      for (const path of lockFiles(files, file)) {
        const text = files.read(path);
        if (text !== undefined) locked[path] = text;
        // To take it for missing would forget what it remembers.
        else if (files.isFile(path))
          problems.push({
            file,
            path: '',
            wrong: `its lock ${path} cannot be read`,
            mend: 'let this user read it',
          });
      }
    } catch (thrown) {
      problems.push(unusable(file, 'its lock', thrown));
    }
  return { locked, problems };
}

function lockFiles(files: WorkspaceFiles, catalog: string): readonly string[] {
  return [
    firstLockFile(catalog),
    ...files
      .list(lockFolder(catalog))
      .filter((name) => /^[0-3][0-9a-f]\.json$/.test(name))
      .map((name) => `${lockFolder(catalog)}/${name}`),
  ];
}

function remember<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
