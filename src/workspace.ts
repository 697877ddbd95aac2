import { digestOf } from './definition.js';
import type { Study, StudyExperiment } from './expanded.js';
import { loadCatalogs } from './load.js';
import { type Lock, type LockTexts, lockOf } from './lock.js';
import { firstLockFile, lockFolder } from './lock-places.js';
import { type NamedFiles, namedFiles } from './named-files.js';
import type { Problem } from './problems.js';
import { studyOf } from './study.js';

/** A workspace's files: those on disk, or those that a generator sees. Paths are relative to the root. */
export interface WorkspaceFiles {
  /** The workspace root, absolute. */
  readonly root: string;
  /** The text of a file, if it is there. */
  readonly read: (file: string) => string | undefined;
  readonly isFile: (path: string) => boolean;
  /** Whether Nx knows a file; it does not know those that git ignores. */
  readonly isKnown: (file: string) => boolean;
  /** What is at the end of a symbolic link, be it outside the root; of what is no link, itself. */
  readonly endOf: (file: string) => string;
  /** The names of the files in a folder; none where there is no folder. */
  readonly list: (folder: string) => readonly string[];
  /** What differs from the disk. */
  readonly overlay: { readonly [file: string]: string | null };
}

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
  const digest = remember((experiment: StudyExperiment) =>
    digestOf(experiment, sharedAmong(named(experiment), isShared)),
  );
  const locked = readLocks(files, study);
  const lock = lockOf(study, locked, digest);
  return { study, lock, locked, named, digest, problems: [...study.problems, ...lock.problems] };
}

/**
 * The named files that every clone has. The others are hashed by content where they are there; were
 * they in the digest, the lock would be another one in each clone that lacks them.
 */
function sharedAmong({ code, data }: NamedFiles, isShared: (file: string) => boolean): NamedFiles {
  return { code: code.filter(isShared), data: data.filter(isShared) };
}

function readLocks(files: WorkspaceFiles, study: Study): LockTexts {
  const paths = study.catalogs.flatMap(({ file }) => [
    firstLockFile(file),
    ...files
      .list(lockFolder(file))
      .filter((name) => /^[0-3][0-9a-f]\.json$/.test(name))
      .map((name) => `${lockFolder(file)}/${name}`),
  ]);
  return Object.fromEntries(
    paths.flatMap((path) => {
      const text = files.read(path);
      return text === undefined ? [] : [[path, text]];
    }),
  );
}

function remember<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
