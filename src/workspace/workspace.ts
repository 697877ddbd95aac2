import { posix } from 'node:path';
import { commandFollower } from '../definition/command-code.js';
import { digestOf } from '../definition/digest.js';
import { followedFiles, type NamedFiles, namedFiles } from '../definition/named-files.js';
import { isLocal } from '../files/paths.js';
import { trackedTexts } from '../files/tracked.js';
import type { Readers } from '../languages/closure.js';
import type { CodeFiles } from '../languages/code.js';
import { type LoadingThread, loadCatalogs } from '../load/load.js';
import type { Loaded } from '../load/messages.js';
import { rememberCode } from '../lock/code-memory.js';
import { isCutOff, parseLockFile } from '../lock/file.js';
import { type Lock, type LockTexts, lockOf } from '../lock/lock.js';
import { firstLockFile, isFurtherName, lockFolder } from '../lock/places.js';
import { type Problem, unusable } from '../problems/problem.js';
import type { Study, StudyExperiment } from '../study/joined.js';
import { studyOf } from '../study/study.js';
import { codeIn, matchingIn } from './code.js';
import type { WorkspaceFiles } from './files.js';
import { withFrames } from './frames.js';
import { obstacles } from './obstacles.js';
import { pythonReader } from './python-reader.js';

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
  /** The fields of the first lock file that say which default levels an experiment's task always knew. */
  readonly knownFields: (experiment: StudyExperiment) => readonly string[];
  /** All that is wrong, of every catalog. */
  readonly problems: readonly Problem[];
  /** Whether to evaluate the catalogs again could give nothing else, as long as no file changes. */
  readonly isSteady: boolean;
}

/**
 * Loads catalogs afresh, expands them and works out their lock.
 *
 * @param catalogs files that call `defineCatalog`
 * @param thread one that waits to load them
 */
export async function readWorkspace(
  files: WorkspaceFiles,
  catalogs: readonly string[],
  thread?: LoadingThread,
): Promise<Workspace> {
  const request = { root: files.root, files: catalogs, overlay: files.overlay };
  const loaded = await loadCatalogs(request, thread);
  const study = studyFrom(loaded);
  const isFile = remember(files.isFile);
  // What is at the end of a link may be missing in a clone, too: git-annex leaves it so.
  const isShared = remember(
    (file: string) => files.isKnown(file) && files.isKnown(files.endOf(file)),
  );
  const failures: Problem[] = [];
  const fail = (experiment: StudyExperiment, thrown: unknown) =>
    failures.push(unusable(experiment.catalog.file, `tasks.${experiment.task.name}`, thrown));
  const matching = remember((glob: string) => matchingIn(files, glob));
  const named = await namedBy(study, files, isFile, matching, fail);
  const { locked, remembered, problems } = await readLocks(files, study);
  const parsed = new Map(
    Object.entries(remembered).map(([file, text]) => [file, parseLockFile(text)]),
  );
  const shared = remember((experiment: StudyExperiment) =>
    sharedAmong(named(experiment), isShared),
  );
  const memory = rememberCode(study.experiments, parsed, codeIn(files, shared, matching), fail);
  const orFail = (experiment: StudyExperiment, make: () => string) => {
    try {
      return make();
    } catch (thrown) {
      fail(experiment, thrown);
      return '';
    }
  };
  // An edit of code alone, by which a default level becomes part of a hash, leaves the lock in step.
  const entry = remember((experiment: StudyExperiment) =>
    orFail(experiment, () => digestOf(experiment, shared(experiment))),
  );
  const digest = remember((experiment: StudyExperiment) =>
    orFail(experiment, () => {
      const defaults = memory.knownTo(experiment);
      return defaults.length === 0
        ? entry(experiment)
        : digestOf(experiment, shared(experiment), defaults);
    }),
  );
  const lock = lockOf(study, remembered, entry, undefined, memory);
  return {
    study,
    // What git alone has is not where Nx looks for it.
    lock: {
      ...lock,
      isStale: (e) => lock.isStale(e) || !Object.hasOwn(locked, lock.entryOf(e).file),
    },
    locked,
    named,
    digest,
    knownFields: memory.fieldsOf,
    isSteady: [...loaded.values()].every(({ grounds }) => grounds !== undefined),
    problems: await withFrames(
      [
        ...study.problems,
        ...lock.problems,
        ...problems,
        ...obstacles(study.catalogs, files),
        ...oneEach(failures),
      ],
      files.read,
    ),
  };
}

/** Catalogs that are known already expand to what they did. */
function studyFrom(loaded: ReadonlyMap<string, Loaded>): Study {
  const study = studies.get(loaded) ?? studyOf(loaded);
  studies.set(loaded, study);
  return study;
}

const studies = new WeakMap<ReadonlyMap<string, Loaded>, Study>();

/**
 * The named files that every clone has. The others are hashed by content where they are there; were
 * they in the digest, the lock would be another one in each clone that lacks them.
 */
function sharedAmong(named: NamedFiles, isShared: (file: string) => boolean): NamedFiles {
  return { ...named, code: named.code.filter(isShared), data: named.data.filter(isShared) };
}

/** The files that each experiment's command names, with what they load. */
async function namedBy(
  study: Study,
  files: WorkspaceFiles,
  isFile: (path: string) => boolean,
  matching: (glob: string) => readonly string[],
  fail: (experiment: StudyExperiment, thrown: unknown) => void,
): Promise<(experiment: StudyExperiment) => NamedFiles> {
  const code = codeFiles(
    files,
    isFile,
    study.catalogs.map(({ bld }) => bld),
  );
  const { python, save } = pythonReader(files.root);
  for (let readers: Readers = { python }; ; ) {
    const follow = commandFollower(code, readers, matching);
    const named = new Map<StudyExperiment, NamedFiles>();
    for (const experiment of study.experiments) {
      let found: NamedFiles | undefined;
      try {
        found = followedFiles(experiment, isFile, follow);
      } catch (thrown) {
        fail(experiment, thrown);
        found = { code: [], data: [] };
      }
      if (found === undefined) break;
      named.set(experiment, found);
    }
    if (named.size === study.experiments.length) {
      save();
      return (experiment) => named.get(experiment) ?? namedFiles(experiment, isFile);
    }
    // Only for commands that run Node: its loader takes longer to start than all else.
    readers = { ...readers, node: await nodeReader(files.root) };
  }
}

/** Where the loader cannot start, whoever asks for it hears why. */
async function nodeReader(root: string): Promise<NonNullable<Readers['node']>> {
  try {
    const { nodeCode } = await import('../languages/node/code.js');
    return nodeCode(root);
  } catch (thrown) {
    return () => {
      throw thrown;
    };
  }
}

/** Files as readers of code see them; each is read once. What is in build folders is found by its name only. */
function codeFiles(
  files: WorkspaceFiles,
  isFile: (path: string) => boolean,
  blds: readonly string[],
): CodeFiles {
  const texts = new Map<string, string | undefined>();
  const read = (path: string) => {
    if (!texts.has(path)) texts.set(path, isFile(path) ? files.read(path) : undefined);
    return texts.get(path);
  };
  const isBuilt = new Set(blds);
  const list = remember((folder: string) =>
    files.list(folder).filter((name) => !isBuilt.has(posix.join(folder, name))),
  );
  const called = remember((name: string) =>
    files.known
      .filter((file) => file === name || file.endsWith(`/${name}`))
      .filter((file) => isLocal(file) && !blds.some((bld) => file.startsWith(`${bld}/`)))
      .sort(),
  );
  const { endOf } = files;
  return { read, isFile, list, called, endOf, isFolder: (path) => list(path).length > 0 };
}

/** Of the experiments of a task, one is enough to say what is wrong. */
function oneEach(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((one) => [`${one.file}\0${one.path}`, one])).values()];
}

async function readLocks(
  files: WorkspaceFiles,
  study: Study,
): Promise<{
  readonly locked: LockTexts;
  /** With those that are gone, as git has them: made anew they would forget default levels. */
  readonly remembered: LockTexts;
  readonly problems: readonly Problem[];
}> {
  const locked: { [file: string]: string } = {};
  const gone: { [file: string]: string } = {};
  const problems: Problem[] = [];
  for (const { file } of study.catalogs)
    try {
      for (const path of lockFiles(files, file)) {
        const text = files.read(path);
        // To take it for missing, or for all of it, would forget what it remembers.
        if (text !== undefined && isCutOff(text))
          problems.push({
            code: 'NXE033',
            file,
            path: '',
            wrong: `its lock ${path} is ${text.trim() === '' ? 'empty' : 'cut off'}`,
            mend: `bring it back (git restore ${path}); only if git has no whole one, remove it (git rm --force ${path}) and run nx sync`,
          });
        else if (text !== undefined) locked[path] = text;
        else if (files.isFile(path))
          problems.push({
            code: 'NXE007',
            file,
            path: '',
            wrong: `its lock ${path} cannot be read`,
            mend: 'let this user read it',
          });
        else if (!files.isFolder(path)) Object.assign(gone, await committedLock(files.root, file));
      }
    } catch (thrown) {
      problems.push(unusable(file, 'its lock', thrown));
    }
  return { locked, remembered: { ...gone, ...locked }, problems };
}

/** The whole lock files that git has of a catalog. */
async function committedLock(root: string, catalog: string): Promise<LockTexts> {
  const first = firstLockFile(catalog);
  const texts = await trackedTexts(root, [first, lockFolder(catalog)]);
  const whole = [...texts].filter(
    ([path, text]) => (path === first || isFurtherName(posix.basename(path))) && !isCutOff(text),
  );
  return Object.fromEntries(whole);
}

function lockFiles(files: WorkspaceFiles, catalog: string): readonly string[] {
  return [
    firstLockFile(catalog),
    ...files
      .list(lockFolder(catalog))
      .filter(isFurtherName)
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
